/**
 * An event whose report is too old to be told in full -> what an overview of many events needs of it: who was killed, when,
 * where and for which cause. A year of logs has ten thousand events, of which only the newest are read.
 */
import type { OomEvent } from './event.js';

/** Nobody reads more, and a browser takes a page of so many: of the others, which are older, only a table tells. */
export const MOST_IN_FULL = 100;

/** Tables, counters and findings were let go of: what is empty here may not have been empty in the log. */
export interface OutlinedEvent extends OomEvent {
  readonly isOutline: true;
}

export function isOutline(event: OomEvent): event is OutlinedEvent {
  return 'isOutline' in event;
}

export function outlineOf(event: OomEvent): OutlinedEvent {
  const { memory, memcg, tasks, victims, diagnosis } = event;
  const [row] = tasks;
  const died = tasks.filter((task) => victims.some(({ pid }) => pid === task.pid));
  const outline: OutlinedEvent = {
    ...event,
    isOutline: true,
    memory: memory && { ...memory, totals: {}, nodes: [], unreclaimableSlab: [], allocations: [] },
    memcg: memcg && { ...memcg, stats: {} },
    trigger: event.trigger && { ...event.trigger, callTrace: [] },
    // That there was a table counts, for how much a reading shows.
    tasks: died.length > 0 || row === undefined ? died : [row],
    diagnosis: { ...diagnosis, findings: [] },
  };
  // Strings are cut out of the text of the log, and each would keep a piece of 32 KiB alive.
  return JSON.parse(JSON.stringify(outline));
}
