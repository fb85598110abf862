/** How an incident begins, grows, and moves with the clock. */
import { type GroupedEvent, type GroupingOptions, type Incident, isMoreSevere } from './incident.js';

/** Different names of one incident that are counted one by one. */
const MOST_PROGRAMS = 50;

export function begin(
  key: string,
  event: GroupedEvent,
  isInhibited: boolean,
  options: GroupingOptions,
  nowMs: number,
): Incident {
  return {
    key,
    thread: `incident-${event.id}`,
    host: event.host,
    scope: event.scope,
    place: event.place,
    labels: event.labels,
    firstEvent: event.id,
    firstMs: event.atMs,
    lastEvent: event.id,
    lastMs: event.atMs,
    seenMs: nowMs,
    severity: event.severity,
    count: 1,
    programs: [[event.program, 1]],
    largestBytes: event.residentBytes,
    isInhibited,
    told: null,
    firstDueMs: isInhibited ? null : nowMs + options.waitMs,
    replyDueMs: null,
    updateDueMs: null,
  };
}

export function add(incident: Incident, event: GroupedEvent, nowMs: number): void {
  incident.count++;
  incident.lastEvent = event.id;
  incident.lastMs = Math.max(incident.lastMs, event.atMs);
  incident.seenMs = nowMs;
  if (isMoreSevere(event.severity, incident.severity)) incident.severity = event.severity;
  const { programs } = incident;
  const isCounted = programs.length < MOST_PROGRAMS || programs.some(([name]) => name === event.program);
  const name = isCounted ? event.program : '(others)';
  const entry = programs.find(([known]) => known === name);
  if (entry === undefined) programs.push([name, 1]);
  else entry[1]++;
  if (event.residentBytes !== null)
    incident.largestBytes = Math.max(incident.largestBytes ?? 0, event.residentBytes);
}

/** When the incident has something to do next. */
export function dueOf(incident: Incident, options: GroupingOptions): number {
  const { told, count } = incident;
  const reminder =
    told !== null && count > told.count ? told.atMs + options.remindMs : Number.POSITIVE_INFINITY;
  const dues = [
    incident.firstDueMs,
    incident.replyDueMs,
    incident.updateDueMs,
    reminder,
    refreshDue(incident, options),
    incident.seenMs + options.quietMs,
  ];
  return dues.reduce(
    (least: number, due) => Math.min(least, due ?? Number.POSITIVE_INFINITY),
    Number.POSITIVE_INFINITY,
  );
}

/** Counted from the last change of the first message, or the last message where that was later. */
export function refreshDue({ told }: Incident, { refreshMs }: GroupingOptions): number {
  return told === null || refreshMs === undefined
    ? Number.POSITIVE_INFINITY
    : Math.max(told.atMs, told.updatedMs) + refreshMs;
}

export function shiftIncident(incident: Incident, byMs: number): void {
  const later = (due: number | null): number | null => (due === null ? null : due + byMs);
  incident.seenMs += byMs;
  incident.firstDueMs = later(incident.firstDueMs);
  incident.replyDueMs = later(incident.replyDueMs);
  incident.updateDueMs = later(incident.updateDueMs);
  if (incident.told !== null)
    incident.told = {
      ...incident.told,
      atMs: incident.told.atMs + byMs,
      updatedMs: incident.told.updatedMs + byMs,
    };
}
