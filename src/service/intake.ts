/**
 * Readings into the store: one transaction for the events, what is to be told of them, and the source's position. Where the
 * transaction fails nothing of it stays, neither on disk nor in memory.
 */
import type { Sink } from '../delivery/sink.js';
import type { History } from '../diagnosis/history.js';
import type { Moment } from '../report/moment.js';
import type { Source } from '../source/follow/followed.js';
import type { Sighting, StoredEvent } from '../store/records.js';
import type { Store } from '../store/store.js';
import type { Config } from './config/schema.js';
import type { Counters } from './counters.js';
import { boundedEvent, factsOf } from './event-facts.js';
import type { Failpoint } from './failpoint.js';
import type { Grouping } from './grouping/grouping.js';
import type { Messages } from './messages.js';
import { placeLabels } from './place-labels.js';
import { firstStart, restoreGrouping } from './restore-intake.js';
import type { SilentWatch } from './silent-watch.js';
import type { Reading } from './source-reader.js';

export interface Intake {
  /** Stores readings and position together. Throws where the store cannot be written. */
  commit(source: Pick<Source, 'name' | 'trust'>, readings: readonly Reading[], position: string | null): void;
  /** Orders what is due by now. Returns whether there was something. */
  onTime(): boolean;
  /** When `onTime` has something to do. */
  nextDue(): number | null;
  openIncidents(): number;
  /** Whether a first message or a digest is still to come. */
  hasUntold(): boolean;
}

export interface IntakeOptions {
  readonly store: Store;
  readonly config: Config;
  readonly sinks: readonly Pick<Sink, 'name' | 'audience'>[];
  readonly host: string;
  readonly bootId: string | null;
  readonly history: History;
  readonly counters: Counters;
  readonly nowMs: () => number;
  readonly failpoint: Failpoint;
  /** Tells when the wall clock jumps. A replay has none: its clock is the log's. */
  readonly steadyClock?: SteadyClock;
  /** Told of every event that was stored or grew; knows which were told before their line came. */
  readonly silent?: Pick<SilentWatch, 'seen' | 'wordsFor'>;
  /** Everything is news: for a replay, whose clock is the log's. */
  readonly isReplay?: boolean;
}

export interface SteadyClock {
  /** By a clock that nobody sets. */
  readonly uptimeSeconds: () => number;
  readonly onJump: (byMs: number) => void;
}

/** A jump of the wall clock is at least this large; less is put right slowly. */
const JUMP_MS = 5000;
/** What happened longer ago than this when it is read is no news. */
const LATE_MS = 3_600_000;

export function createIntake(options: IntakeOptions): Intake {
  return new StoreIntake(options);
}

class StoreIntake implements Intake {
  readonly #options: IntakeOptions;
  #grouping: Grouping;
  #messages: Messages;
  readonly #firstStartMs: number;
  /** Wall clock without uptime. */
  #bootMs: number;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#firstStartMs = firstStart(options);
    this.#bootMs = this.#bootTime();
    ({ grouping: this.#grouping, messages: this.#messages } = restoreGrouping(options));
  }

  commit(
    source: Pick<Source, 'name' | 'trust'>,
    readings: readonly Reading[],
    position: string | null,
  ): void {
    const { store, nowMs, failpoint, counters, history } = this.#options;
    const stored: StoredEvent[] = [];
    this.#followClock();
    this.#atomically(() => {
      for (const reading of readings) {
        const recorded = this.#record(source, reading);
        history.add(recorded.stored.event);
        this.#options.silent?.seen(recorded.stored);
        if (recorded.isNew) stored.push(recorded.stored);
      }
      if (position !== null) store.saveCursor(source.name, position, nowMs());
      failpoint('before-commit');
    });
    failpoint('after-commit');
    for (const one of stored) counters.event(one);
  }

  #record(source: Pick<Source, 'name' | 'trust'>, reading: Reading): { stored: StoredEvent; isNew: boolean } {
    const { store, nowMs, bootId } = this.#options;
    const event = boundedEvent(reading.event);
    const own = factsOf(event);
    const told = this.#options.silent?.wordsFor(event, own.wallMs ?? nowMs()) ?? null;
    const facts = told === null ? own : { ...own, words: told };
    const isFromKernel = event.killer === 'kernel' || source.trust === 'verified';
    const sighting: Sighting = {
      source: source.name,
      place: reading.place,
      trust: isFromKernel ? source.trust : 'unverified',
      bootId: source.name === 'kmsg' ? bootId : null,
      seenMs: nowMs(),
      log: reading.log,
    };
    const lateness = this.#lateness(facts.wallMs, reading.isBacklog);
    const recorded = store.events.record(event, facts, sighting, lateness !== null);
    const { isNew, isNewlyVerified } = recorded;
    const stored = withMoment(store, recorded.stored, reading.moment ?? null);
    if (isNew || isNewlyVerified) this.#messages.tellMachines(stored, nowMs());
    if (isNew) this.#tell(stored, lateness);
    return { stored, isNew };
  }

  #lateness(wallMs: number | null, isBacklog: boolean): 'first-start' | 'late' | null {
    if (this.#options.isReplay === true) return null;
    if (isBacklog && (wallMs === null || wallMs < this.#firstStartMs)) return 'first-start';
    // What is written now is news, whatever the clock said before.
    if (wallMs === null) return null;
    return this.#options.nowMs() - wallMs > LATE_MS ? 'late' : null;
  }

  #tell(stored: StoredEvent, lateness: 'first-start' | 'late' | null): void {
    const { store, host, counters, nowMs } = this.#options;
    const { event, facts, atMs } = stored;
    if (lateness !== null) {
      this.#messages.tellLate(stored, lateness, nowMs());
      return;
    }
    const { severity, place, placeKey, residentBytes } = facts;
    const grouped = {
      labels: placeLabels(event, facts.program),
      id: event.id,
      host: event.host ?? host,
      scope: event.scope,
      program: facts.program ?? '-',
      severity,
      place,
      placeKey,
      residentBytes,
      atMs,
    };
    const { orders, suppressed } = this.#grouping.onEvent(grouped, nowMs());
    for (const order of orders) this.#messages.tell(order, nowMs());
    if (suppressed === null || suppressed === 'waiting') return;
    store.count(`suppressed/${suppressed}`);
    counters.suppressed(suppressed);
  }

  onTime(): boolean {
    const { nowMs, store, failpoint } = this.#options;
    this.#followClock();
    const due = this.nextDue();
    if (due === null || due > nowMs()) return false;
    this.#atomically(() => {
      const { orders, untold } = this.#grouping.onTime(nowMs());
      for (const order of orders) this.#messages.tell(order, nowMs());
      if (untold > 0) store.count('suppressed/untold', untold);
      this.#messages.onTime(nowMs());
      failpoint('before-order');
    });
    failpoint('after-order');
    return true;
  }

  nextDue(): number | null {
    const dues = [this.#grouping.nextDue(), this.#messages.nextDue()].filter((due) => due !== null);
    return dues.length === 0 ? null : dues.reduce((least, due) => Math.min(least, due));
  }

  openIncidents(): number {
    return this.#grouping.openCount();
  }

  hasUntold(): boolean {
    return this.#grouping.hasUntold() || this.#messages.hasLate();
  }

  /** What waits keeps its pauses when the wall clock jumps. Before anything is reckoned with the new time. */
  #followClock(): void {
    const { steadyClock, store } = this.#options;
    const jump = this.#bootTime() - this.#bootMs;
    if (steadyClock === undefined || Math.abs(jump) < JUMP_MS) return;
    this.#atomically(() => {
      this.#grouping.shift(jump);
      this.#messages.shift(jump);
      store.outbox.shift(jump);
    });
    this.#bootMs += jump;
    steadyClock.onJump(jump);
  }

  #bootTime(): number {
    const { nowMs, steadyClock } = this.#options;
    return nowMs() - Math.round((steadyClock?.uptimeSeconds() ?? 0) * 1000);
  }

  /** In memory as on disk: all or nothing. */
  #atomically(work: () => void): void {
    const { store } = this.#options;
    try {
      store.transaction(() => {
        work();
        for (const [key, incident] of this.#grouping.takeChanged())
          store.saveIncident(`incident:${key}`, incident === null ? null : JSON.stringify(incident));
      });
    } catch (error) {
      ({ grouping: this.#grouping, messages: this.#messages } = restoreGrouping(this.#options));
      throw error;
    }
  }
}

/** One of several sources is enough; a later reading of the same source may know more victims. */
function withMoment(store: Store, stored: StoredEvent, moment: Moment | null): StoredEvent {
  const known = stored.event.moment ?? null;
  if (moment === null || (known !== null && known.victims.length >= moment.victims.length)) return stored;
  return store.events.addMoment(stored.seq, moment);
}
