/**
 * The entries of several journal files as one stream, oldest first, each entry once. Files of one machine share a
 * sequence and are ordered by it; else entries of one boot by the time since boot, all others by wall clock.
 */
import { InputDamage } from '../input-damage.js';
import type { JournalEntry } from './entry-reader.js';
import { JournalFile } from './journal-file.js';
import type { RandomAccess } from './random-access.js';
import { WANTED, type Wanted } from './wanted.js';

export interface NamedJournal {
  readonly path: string;
  readonly access: RandomAccess;
}

interface Stream {
  readonly path: string;
  readonly file: JournalFile;
  readonly entries: Generator<JournalEntry>;
  head: JournalEntry;
}

/** Throws `InputDamage` at the end, naming every file that could not be read whole. */
export function* mergeJournals(
  journals: readonly NamedJournal[],
  wanted: readonly Wanted[] = WANTED,
): Generator<JournalEntry> {
  const damages: { readonly path: string; readonly damage: InputDamage }[] = [];
  const waiting = openAll(journals, wanted, damages);
  const active: Stream[] = [];
  let last: JournalEntry | null = null;
  for (;;) {
    startFiles(waiting, active, damages);
    const first = active.reduce<Stream | null>((oldest, stream) => {
      return oldest === null || compareEntries(stream.head, oldest.head) < 0 ? stream : oldest;
    }, null);
    if (first === null) break;
    if (last === null || !isSameEntry(last, first.head)) yield first.head;
    last = first.head;
    if (!advance(first)) {
      active.splice(active.indexOf(first), 1);
      if (first.file.damage !== null) damages.push({ path: first.path, damage: first.file.damage });
    }
  }
  if (damages.length > 0) throw describeDamages(damages, journals.length);
}

/** Files that may hold something, by their oldest entry: the last one in the list is the oldest. */
function openAll(
  journals: readonly NamedJournal[],
  wanted: readonly Wanted[],
  damages: { path: string; damage: InputDamage }[],
) {
  const files: { path: string; file: JournalFile }[] = [];
  for (const { path, access } of journals) {
    try {
      files.push({ path, file: new JournalFile(access, wanted) });
    } catch (error) {
      if (!(error instanceof InputDamage)) throw error;
      damages.push({ path, damage: error });
    }
  }
  return files.sort((a, b) => b.file.header.headRealtimeUsec - a.file.header.headRealtimeUsec);
}

/** Files are only opened to their first entry once the time comes near it: a machine keeps hundreds of them. */
function startFiles(
  waiting: { path: string; file: JournalFile }[],
  active: Stream[],
  damages: { path: string; damage: InputDamage }[],
): void {
  for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
    const { file, path } = next;
    const oldest = Math.min(...active.map((stream) => stream.head.realtimeUsec));
    if (file.header.headRealtimeUsec > oldest + CLOCK_STEP_USEC) return;
    waiting.pop();
    const entries = file.entries();
    const head = entries.next();
    if (head.done !== true) active.push({ path, file, entries, head: head.value });
    else if (file.damage !== null) damages.push({ path, damage: file.damage });
  }
}

/** Clocks are set back now and then: files this much younger are still compared by their sequence. */
const CLOCK_STEP_USEC = 24 * 3600 * 1e6;

function advance(stream: Stream): boolean {
  const next = stream.entries.next();
  if (next.done === true) return false;
  stream.head = next.value;
  return true;
}

/** Negative where `a` comes first. */
export function compareEntries(a: JournalEntry, b: JournalEntry): number {
  if (a.seqnumId === b.seqnumId) return a.seqnum - b.seqnum;
  if (a.bootId === b.bootId && a.monotonicUsec !== b.monotonicUsec) return a.monotonicUsec - b.monotonicUsec;
  return a.realtimeUsec - b.realtimeUsec;
}

function isSameEntry(a: JournalEntry, b: JournalEntry): boolean {
  return a.seqnumId === b.seqnumId && a.seqnum === b.seqnum && a.bootId === b.bootId;
}

function describeDamages(
  damages: readonly { path: string; damage: InputDamage }[],
  files: number,
): InputDamage {
  const [first] = damages as [{ path: string; damage: InputDamage }];
  if (files === 1) return first.damage;
  const named = damages.slice(0, 3).map(({ path, damage }) => `${path}: ${damage.message}`);
  const more = damages.length > 3 ? `; and ${damages.length - 3} more` : '';
  const text = `${damages.length} of ${files} journal files could not be read whole: ${named.join('; ')}${more}`;
  return new InputDamage(first.damage.kind, text);
}
