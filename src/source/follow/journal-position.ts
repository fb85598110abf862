/**
 * How far the journal was read: for each sequence of entry numbers the last one, with its boot, since numbers may be given
 * anew after a crash that lost what was not yet on disk. The cursor in it is journalctl's, so that either way of following
 * the journal can go on where the other stopped.
 */
import type { JournalEntry } from '../../container/journal/entry-reader.js';
import type { JournalHeader } from '../../container/journal/journal-header.js';

/** The last number of a sequence that was read, and boot and time of the last wanted entry. */
export interface Mark {
  readonly seqnum: number;
  readonly bootId: string;
  readonly realtimeUsec: number;
}

/** By the id of the sequence; the one read last comes last. */
export type Marks = ReadonlyMap<string, Mark>;

export interface JournalPosition {
  readonly marks: Marks;
  /** Boot and boot clock of the last entry. */
  readonly bootId: string;
  readonly monotonicUsec: number;
  readonly realtimeUsec: number;
  /** It stands for a cursor of journalctl, which tells nothing of other sequences. */
  readonly isCursorOnly: boolean;
}

/** Machines that log into one directory; beyond that the ones that were silent longest are forgotten. */
const MOST_MARKS = 200;

export function markOf(entry: JournalEntry): Mark {
  const { seqnum, bootId, realtimeUsec } = entry;
  return { seqnum, bootId, realtimeUsec };
}

export function withMark(marks: Marks, id: string, mark: Mark): Marks {
  const changed = new Map(marks);
  changed.delete(id);
  changed.set(id, mark);
  for (const oldest of changed.keys()) {
    if (changed.size <= MOST_MARKS) break;
    changed.delete(oldest);
  }
  return changed;
}

/** `isInclusive`: the entry itself is to be read again. */
export function positionText(marks: Marks, last: JournalEntry, isInclusive: boolean): string {
  const [i, m, t] = [last.seqnum, last.monotonicUsec, last.realtimeUsec].map((value) => value.toString(16));
  const cursor = `s=${last.seqnumId};i=${i};b=${last.bootId};m=${m};t=${t}`;
  const before = { ...markOf(last), seqnum: last.seqnum - 1 };
  const all = isInclusive ? withMark(marks, last.seqnumId, before) : marks;
  const streams = [...all].map(([id, mark]) => [id, mark.seqnum, mark.bootId, mark.realtimeUsec]);
  return JSON.stringify({ cursor, isInclusive, realtime: String(last.realtimeUsec), streams });
}

/** Null for text that is no position. */
export function parseJournalPosition(text: string | null): JournalPosition | null {
  if (text === null) return null;
  const saved = JSON.parse(text) as { cursor?: unknown; isInclusive?: unknown; streams?: unknown };
  const cursor = /^s=([0-9a-f]{32});i=([0-9a-f]+);b=([0-9a-f]{32});m=([0-9a-f]+);t=([0-9a-f]+)/.exec(
    String(saved.cursor),
  );
  if (cursor === null) return null;
  const [, id = '', i = '', bootId = '', m = '', t = ''] = cursor;
  const realtimeUsec = Number.parseInt(t, 16);
  const seqnum = Number.parseInt(i, 16) - (saved.isInclusive === true ? 1 : 0);
  const own: [string, Mark] = [id, { seqnum, bootId, realtimeUsec }];
  const streams = Array.isArray(saved.streams) ? saved.streams.flatMap(markFrom) : null;
  return {
    marks: new Map(streams ?? [own]),
    bootId,
    monotonicUsec: Number.parseInt(m, 16),
    realtimeUsec,
    isCursorOnly: streams === null,
  };
}

function markFrom(value: unknown): [string, Mark][] {
  if (!Array.isArray(value)) return [];
  const [id, seqnum, bootId, realtimeUsec] = value as unknown[];
  if (typeof id !== 'string' || typeof seqnum !== 'number') return [];
  if (typeof bootId !== 'string' || typeof realtimeUsec !== 'number') return [];
  return [[id, { seqnum, bootId, realtimeUsec }]];
}

/** Whether the entry was read before the position was saved. In doubt it was not: what comes twice is recognised later. */
export function isKnown(entry: JournalEntry, position: JournalPosition, currentBoot: string | null): boolean {
  const { seqnum, bootId, realtimeUsec } = entry;
  const mark = position.marks.get(entry.seqnumId);
  if (mark !== undefined) {
    if (bootId === mark.bootId) return seqnum <= mark.seqnum;
    // Nothing of this boot was read then, so a smaller number was given anew.
    return bootId !== currentBoot && seqnum <= mark.seqnum && realtimeUsec <= mark.realtimeUsec;
  }
  // Another sequence: journald began one, or moved the entries of /run to /var; or another machine's journal came.
  // Of the same instant both may have written.
  if (bootId === position.bootId) return entry.monotonicUsec < position.monotonicUsec;
  return position.isCursorOnly && bootId !== currentBoot && realtimeUsec <= position.realtimeUsec;
}

/** Whether the file has nothing behind the position, without reading it. */
export function isAllKnown(
  { seqnumId, tailSeqnum, tailBootId, tailRealtimeUsec }: JournalHeader,
  { marks }: JournalPosition,
  currentBoot: string | null,
): boolean {
  const mark = marks.get(seqnumId);
  if (mark === undefined || tailSeqnum > mark.seqnum) return false;
  return tailBootId === mark.bootId || (tailBootId !== currentBoot && tailRealtimeUsec <= mark.realtimeUsec);
}
