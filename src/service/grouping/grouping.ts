/**
 * Decides what is told of a stream of events, and when: the first event of an incident after a short wait, further ones
 * as replies at growing counts, a closing summary; containers stay quiet while their machine is out of memory. No I/O
 * and no clock: every call gets the present.
 */
import type { RepeatReason } from '../../delivery/notice.js';
import { add, begin, dueOf, refreshDue, shiftIncident } from './change-incident.js';
import {
  figuresOf,
  type GroupedEvent,
  type GroupingOptions,
  type Incident,
  isMoreSevere,
  looksAlike,
  type Order,
  type Suppression,
} from './incident.js';

export interface Grouping {
  /** Null where a message was ordered at once. */
  onEvent(
    event: GroupedEvent,
    nowMs: number,
  ): { readonly orders: readonly Order[]; readonly suppressed: Suppression | null };
  /** Orders whose time has come, and how many events belong to incidents that ended without a message. */
  onTime(nowMs: number): { readonly orders: readonly Order[]; readonly untold: number };
  nextDue(): number | null;
  /** Keys that changed since the last call, with the incident or null where it ended: to be saved. */
  takeChanged(): ReadonlyMap<string, Incident | null>;
  /** The wall clock jumped. */
  shift(byMs: number): void;
  openCount(): number;
  /** Whether a first message is still to come. */
  hasUntold(): boolean;
}

/** Counts at which a reply is worth it. */
const STEPS = [2, 5, 10, 25, 50, 100, 250, 500];
const UPDATE_EVERY_MS = 60_000;
/** A container killed this long before its machine recovered is told of then. */
const STILL_ACTIVE_MS = 300_000;

export function createGrouping(options: GroupingOptions, saved: Iterable<Incident> = []): Grouping {
  const open = new Map<string, Incident>();
  for (const incident of saved) open.set(incident.key, incident);
  const changed = new Map<string, Incident | null>();
  const touch = (incident: Incident): void => void changed.set(incident.key, incident);
  const close = (incident: Incident): void => {
    open.delete(incident.key);
    changed.set(incident.key, null);
  };
  return {
    onEvent(event, nowMs) {
      const key = keyOf(event);
      const known = open.get(key);
      if (known !== undefined) {
        add(known, event, nowMs);
        touch(known);
        return afterEvent(known, event, options, nowMs);
      }
      const isInhibited = event.scope === 'memcg' && isMachineOut(open.values(), event.host);
      const incident = begin(key, event, isInhibited, options, nowMs);
      open.set(key, incident);
      touch(incident);
      return { orders: [], suppressed: isInhibited ? 'inhibited' : 'waiting' };
    },
    onTime(nowMs) {
      const orders: Order[] = [];
      let untold = 0;
      for (const incident of [...open.values()]) {
        const due = ordersDue(incident, options, nowMs);
        if (due.length > 0) touch(incident);
        orders.push(...due);
        if (nowMs - incident.seenMs < options.quietMs) continue;
        const last = closing(incident, open.values());
        if (last !== null) orders.push(last);
        if (incident.told === null) untold += incident.count;
        close(incident);
        for (const freed of release(incident, open.values(), nowMs)) touch(freed);
      }
      return { orders, untold };
    },
    nextDue() {
      let next: number | null = null;
      for (const incident of open.values())
        next = Math.min(next ?? Number.POSITIVE_INFINITY, dueOf(incident, options));
      return next;
    },
    takeChanged() {
      const taken = new Map(changed);
      changed.clear();
      return taken;
    },
    shift(byMs) {
      for (const incident of open.values()) {
        shiftIncident(incident, byMs);
        touch(incident);
      }
    },
    openCount: () => open.size,
    hasUntold: () => [...open.values()].some(({ firstDueMs }) => firstDueMs !== null),
  };
}

/** Inside of cgroups the place tells incidents apart, outside the program. */
function keyOf(event: GroupedEvent): string {
  return JSON.stringify([
    event.host,
    event.scope,
    event.placeKey,
    event.scope === 'memcg' ? '' : event.program,
  ]);
}

function afterEvent(
  incident: Incident,
  event: GroupedEvent,
  options: GroupingOptions,
  nowMs: number,
): ReturnType<Grouping['onEvent']> {
  const { told } = incident;
  if (incident.isInhibited) return { orders: [], suppressed: 'inhibited' };
  if (told === null) return { orders: [], suppressed: 'waiting' };
  incident.updateDueMs ??= Math.max(nowMs, told.updatedMs + UPDATE_EVERY_MS);
  if (isMoreSevere(incident.severity, told.severity))
    return { orders: [reply(incident, 'escalation', nowMs)], suppressed: null };
  const isNewProgram =
    !told.programs.includes(event.program) && incident.programs.some(([name]) => name === event.program);
  if (isNewProgram) return { orders: [reply(incident, 'new-program', nowMs)], suppressed: null };
  if (incident.count >= stepAfter(told.count)) incident.replyDueMs ??= told.atMs + options.replyEveryMs;
  if (incident.replyDueMs !== null && incident.replyDueMs <= nowMs)
    return { orders: [reply(incident, 'count', nowMs)], suppressed: null };
  return { orders: [], suppressed: 'repeat' };
}

/** The least count above `count` that is worth a reply: 2, 5, 10, 25, 50, 100, ..., then thousands. */
function stepAfter(count: number): number {
  return STEPS.find((step) => step > count) ?? (Math.floor(count / 1000) + 1) * 1000;
}

function ordersDue(incident: Incident, options: GroupingOptions, nowMs: number): Order[] {
  if (incident.firstDueMs !== null && incident.firstDueMs <= nowMs) {
    incident.firstDueMs = null;
    const order = orderOf(incident, 'incident', incident.firstEvent, null);
    tell(incident, nowMs, nowMs);
    return [order];
  }
  const { told } = incident;
  if (told === null) return [];
  const orders: Order[] = [];
  if (incident.replyDueMs !== null && incident.replyDueMs <= nowMs)
    orders.push(reply(incident, 'count', nowMs));
  else if (incident.count > told.count && nowMs - told.atMs >= options.remindMs)
    orders.push(reply(incident, 'reminder', nowMs));
  if (incident.updateDueMs !== null && incident.updateDueMs <= nowMs) {
    incident.updateDueMs = null;
    orders.push(orderOf(incident, 'update', incident.firstEvent, null));
    incident.told = { ...(incident.told ?? told), updatedMs: nowMs };
  } else if (orders.length === 0 && refreshDue(incident, options) <= nowMs) {
    orders.push(orderOf(incident, 'refresh', incident.firstEvent, null));
    incident.told = { ...told, updatedMs: nowMs };
  }
  return orders;
}

function reply(incident: Incident, why: RepeatReason, nowMs: number): Order {
  const order = orderOf(incident, 'repeat', incident.lastEvent, why);
  incident.replyDueMs = null;
  tell(incident, nowMs, incident.told?.updatedMs ?? nowMs);
  return order;
}

function tell(incident: Incident, nowMs: number, updatedMs: number): void {
  const { count, severity, programs } = incident;
  incident.told = { count, severity, atMs: nowMs, programs: programs.map(([name]) => name), updatedMs };
}

/** Whoever was told of the beginning may want to know of the end. */
function closing(incident: Incident, all: Iterable<Incident>): Order | null {
  if (incident.told === null) return null;
  const order = orderOf(incident, 'closing', incident.lastEvent, null);
  const isAlike = (other: Incident): boolean =>
    other !== incident && other.told !== null && looksAlike(other, incident);
  return { ...order, sharesLabels: [...all].some(isAlike) };
}

function orderOf(incident: Incident, kind: Order['kind'], event: string, why: RepeatReason | null): Order {
  const since = incident.count - (incident.told?.count ?? 0);
  return {
    kind,
    thread: incident.thread,
    event,
    figures: figuresOf(incident),
    why,
    since,
    sharesLabels: false,
  };
}

function isMachineOut(incidents: Iterable<Incident>, host: string): boolean {
  for (const incident of incidents) if (incident.scope === 'system' && incident.host === host) return true;
  return false;
}

/** The machine's incident is over: containers that went on being killed are told of now. */
function release(ended: Incident, incidents: Iterable<Incident>, nowMs: number): Incident[] {
  const others = [...incidents];
  if (ended.scope !== 'system' || isMachineOut(others, ended.host)) return [];
  const freed = others.filter(
    ({ isInhibited, host, seenMs }) => isInhibited && host === ended.host && nowMs - seenMs < STILL_ACTIVE_MS,
  );
  for (const incident of freed) {
    incident.isInhibited = false;
    incident.firstDueMs = nowMs;
  }
  return freed;
}
