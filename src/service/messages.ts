/**
 * Orders of the grouping -> messages in the outbox, sink by sink: routed, let through each sink's gate, or kept for a digest. Its
 * state is saved with the events, in the same transaction.
 */
import type { DigestReason, NoticeBody } from '../delivery/notice.js';
import type { Sink } from '../delivery/sink.js';
import type { StoredEvent } from '../store/records.js';
import type { Store } from '../store/store.js';
import { alertVerdict, isAlertSink, isForPeople } from './alert-messages.js';
import type { Config } from './config/schema.js';
import type { Counters } from './counters.js';
import {
  type Digest,
  emptyGate,
  type GateOptions,
  type GateState,
  gateDue,
  gateNextDue,
  passGate,
  shiftGate,
} from './grouping/gate.js';
import type { Order } from './grouping/incident.js';
import { addLate, digestFor, entryOf, type LateState } from './late-digest.js';
import { routeEvent } from './routing.js';

export interface Messages {
  /** For sinks that want every event. */
  tellMachines(stored: StoredEvent, nowMs: number): void;
  /** A message of the grouping. */
  tell(order: Order, nowMs: number): void;
  /** Something that happened before, for one digest. */
  tellLate(stored: StoredEvent, reason: 'first-start' | 'late', nowMs: number): void;
  onTime(nowMs: number): void;
  nextDue(): number | null;
  shift(byMs: number): void;
  /** Whether a digest of the past is still to come. */
  hasLate(): boolean;
}

export interface MessagesOptions {
  readonly store: Store;
  readonly sinks: readonly Pick<Sink, 'name' | 'audience'>[];
  readonly config: Config;
  readonly host: string;
  readonly counters: Counters;
}

/** Time for the lines right after a kill to become part of the event that machines get. */
const MACHINE_DELAY_MS = 1000;
/** History is told once it has been read: no further event of the past for so long. */
const LATE_WAIT_MS = 10_000;
const STORM_WINDOW_MS = 600_000;
const STORM_DIGEST_MS = 300_000;
const DETAIL_PARTS = 3;

export function createMessages(options: MessagesOptions): Messages {
  return new OutgoingMessages(options);
}

class OutgoingMessages implements Messages {
  readonly #options: MessagesOptions;
  readonly #gates = new Map<string, GateState>();
  readonly #gateOptions: GateOptions;
  #late = new Map<string, LateState>();

  constructor(options: MessagesOptions) {
    this.#options = options;
    const { storm, mailDigest } = options.config.grouping;
    this.#gateOptions = {
      stormMessages: storm,
      stormWindowMs: STORM_WINDOW_MS,
      stormDigestMs: STORM_DIGEST_MS,
      digestMs: mailDigest,
    };
    for (const [key, body] of options.store.incidents()) {
      if (key.startsWith('gate:')) this.#gates.set(key.slice(5), JSON.parse(body) as GateState);
      if (key.startsWith('late:')) this.#late.set(key.slice(5), JSON.parse(body) as LateState);
    }
  }

  tellMachines(stored: StoredEvent, nowMs: number): void {
    for (const sink of this.#sinksFor(stored).filter(({ audience }) => audience === 'machine'))
      this.#add(
        sink.name,
        `event/${stored.event.id}`,
        null,
        { kind: 'event', event: stored.event.id },
        nowMs,
        nowMs + MACHINE_DELAY_MS,
      );
  }

  tell(order: Order, nowMs: number): void {
    const stored = this.#options.store.events.byId(order.event);
    const routed = stored === null ? [] : this.#sinksFor(stored);
    // An alert has to end even where the event that shows its end is no longer kept, or goes elsewhere.
    for (const sink of this.#options.sinks.filter(isAlertSink)) {
      const verdict = alertVerdict(order, sink, routed.includes(sink), this.#options.store);
      if (verdict === 'send') this.#addOrder(sink.name, order, nowMs);
      else if (verdict === 'gated' && stored !== null) this.#tellSink(sink, order, stored, nowMs);
    }
    if (stored === null) return;
    for (const sink of routed.filter(({ audience }) => isForPeople(audience)))
      this.#tellSink(sink, order, stored, nowMs);
  }

  #addOrder(sink: string, { kind, thread, event, figures, why, since }: Order, nowMs: number): void {
    const body = { kind: kind === 'refresh' ? 'update' : kind, event, figures, why, since } as const;
    const key = `${thread}/${body.kind}/${figures.count}${body.kind === 'update' ? `/${nowMs}` : ''}`;
    this.#add(sink, key, thread, body, nowMs);
  }

  #tellSink(sink: Pick<Sink, 'name' | 'audience'>, order: Order, stored: StoredEvent, nowMs: number): void {
    const { kind, thread, figures, since } = order;
    // One event needs no summary for people: its message said everything.
    if (kind === 'refresh' || (kind === 'closing' && figures.count < 2)) return;
    if (kind === 'update') {
      const isCalm = this.#gate(sink.name).storm === null;
      if (sink.audience === 'thread' && isCalm) this.#addOrder(sink.name, order, nowMs);
      return;
    }
    const isUrgent = kind === 'incident' || (kind === 'repeat' && figures.severity === 'critical');
    const entry = entryOf(stored, figures.host, figures.place, since);
    const verdict = passGate(
      this.#gate(sink.name),
      entry,
      sink.audience === 'mail' && !isUrgent,
      this.#gateOptions,
      nowMs,
    );
    this.#saveGate(sink.name);
    if (verdict !== 'pass') {
      this.#suppress(verdict);
      return;
    }
    this.#addOrder(sink.name, order, nowMs);
    if (kind !== 'incident' || sink.audience !== 'thread') return;
    for (let part = 0; part < DETAIL_PARTS; part++)
      this.#add(
        sink.name,
        `${thread}/details/${part}`,
        thread,
        { kind: 'details', event: order.event, part },
        nowMs,
      );
  }

  tellLate(stored: StoredEvent, reason: 'first-start' | 'late', nowMs: number): void {
    const sinks = this.#sinksFor(stored)
      .filter(({ audience }) => isForPeople(audience))
      .map(({ name }) => name);
    const state = this.#late.get(reason) ?? { reason, dueMs: 0, entries: [], leftOut: {} };
    state.dueMs = nowMs + LATE_WAIT_MS;
    addLate(state, entryOf(stored, stored.event.host ?? this.#options.host, stored.facts.place, 1), sinks);
    this.#late.set(reason, state);
    this.#options.store.saveIncident(`late:${reason}`, JSON.stringify(state));
    this.#suppress(reason);
  }

  onTime(nowMs: number): void {
    for (const [reason, state] of [...this.#late])
      if (state.dueMs <= nowMs) this.#flushLate(reason, state, nowMs);
    for (const { name } of this.#options.sinks) {
      const gate = this.#gates.get(name);
      const digest = gate === undefined ? null : gateDue(gate, this.#gateOptions, nowMs);
      if (digest === null) continue;
      this.#saveGate(name);
      this.#addDigest(name, digest.reason, digest, nowMs);
    }
  }

  nextDue(): number | null {
    const dues = [
      ...[...this.#gates.values()].map(gateNextDue),
      ...[...this.#late.values()].map(({ dueMs }) => dueMs),
    ].filter((due) => due !== null);
    return dues.length === 0 ? null : dues.reduce((least, due) => Math.min(least, due));
  }

  shift(byMs: number): void {
    for (const [name, gate] of this.#gates) {
      shiftGate(gate, byMs);
      this.#saveGate(name);
    }
    for (const [reason, state] of this.#late) {
      state.dueMs += byMs;
      this.#options.store.saveIncident(`late:${reason}`, JSON.stringify(state));
    }
  }

  hasLate(): boolean {
    return this.#late.size > 0;
  }

  #flushLate(reason: string, state: LateState, nowMs: number): void {
    this.#late.delete(reason);
    this.#options.store.saveIncident(`late:${reason}`, null);
    for (const { name } of this.#options.sinks) {
      const digest = digestFor(state, name);
      if (digest !== null) this.#addDigest(name, state.reason, digest, nowMs);
    }
  }

  #addDigest(
    sink: string,
    reason: DigestReason,
    digest: Pick<Digest, 'entries' | 'leftOut' | 'isLast'>,
    nowMs: number,
  ): void {
    const { entries, leftOut, isLast } = digest;
    const body: NoticeBody = { kind: 'digest', reason, host: this.#options.host, entries, leftOut, isLast };
    this.#add(sink, `digest/${reason}/${nowMs}`, null, body, nowMs);
  }

  #add(
    sink: string,
    key: string,
    thread: string | null,
    body: NoticeBody,
    nowMs: number,
    dueMs = nowMs,
  ): void {
    this.#options.store.outbox.add(
      { sink, key, thread, kind: body.kind, body: JSON.stringify(body), dueMs },
      nowMs,
    );
  }

  #sinksFor(stored: StoredEvent): readonly Pick<Sink, 'name' | 'audience'>[] {
    const wanted = routeEvent(stored, this.#options.config, this.#options.host);
    return this.#options.sinks.filter(({ name }) => wanted.includes(name));
  }

  #gate(sink: string): GateState {
    const gate = this.#gates.get(sink) ?? emptyGate();
    this.#gates.set(sink, gate);
    return gate;
  }

  #saveGate(sink: string): void {
    this.#options.store.saveIncident(`gate:${sink}`, JSON.stringify(this.#gate(sink)));
  }

  #suppress(reason: string): void {
    this.#options.store.count(`suppressed/${reason}`);
    this.#options.counters.suppressed(reason);
  }
}
