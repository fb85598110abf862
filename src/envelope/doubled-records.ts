/**
 * Tells the second of every two records of a log that got each of them twice: rsyslog that reads both the journal and the
 * kernel's ring buffer, a kernel with the same console twice. A log is taken to be such a one from the first words of a
 * report on that no kernel prints twice at one instant; where its lines are single again, so is the log. Copies that come
 * some lines behind are known by a report's first line, see lagging-copies.ts.
 */
import { createLaggingCopies } from './lagging-copies.js';
import type { KernelRecord } from './record.js';

export interface DoubledRecords {
  /** Whether the record is the one before it once more. */
  isRepeat(record: KernelRecord): boolean;
  /** Every record comes twice at the moment. */
  isDoubled(): boolean;
}

/** Words of a report that name its process, its sizes or its time: frames of a trace may well repeat. */
const ONCE =
  /oom-killer: (?:gfp_mask=|$)|invoked oom-killer: |oom-kill:constraint=|[Kk]ill(?:ed)? process \d|^\[ *\d+\] +\d+ +\d|^\[ *pid *\]|^Mem-[Ii]nfo:|^memory: usage \d|^Tasks state|oom_reaper: reaped/;

export function createDoubledRecords(): DoubledRecords {
  let previous: KernelRecord | null = null;
  let isDoubled = false;
  const lagging = createLaggingCopies(isSameRecord, (text) => ONCE.test(text));
  return {
    isRepeat(record) {
      // What programs log between the kernel's lines may come by one way only.
      if (record.origin !== 'kernel') return false;
      const isSame = previous !== null && isSameRecord(previous, record);
      if (isSame && (isDoubled || ONCE.test(record.text))) {
        isDoubled = true;
        // A third one is the first of another pair.
        previous = null;
        return true;
      }
      // In a doubled log nothing is left of the pair before when the next begins.
      if (previous !== null) isDoubled = false;
      previous = record;
      if (!lagging.isCopy(record)) return false;
      previous = null;
      return true;
    },
    isDoubled: () => isDoubled || lagging.isActive(),
  };
}

/** One of the two may lack the time since boot, never both every time: a pasted line without any may be there twice for its own sake. */
function isSameRecord(one: KernelRecord, other: KernelRecord): boolean {
  return (
    one.text === other.text &&
    isSameHost(one, other) &&
    !differ(one.caller, other.caller) &&
    !differ(one.sequence, other.sequence) &&
    isSameInstant(one.time, other.time)
  );
}

/** The kernel's own clock is of one machine: one way of the two may not tell which. */
function isSameHost(one: KernelRecord, other: KernelRecord): boolean {
  if (one.host === other.host) return true;
  return (
    !differ(one.host, other.host) && one.time.uptimeSeconds !== null && other.time.uptimeSeconds !== null
  );
}

function isSameInstant(one: KernelRecord['time'], other: KernelRecord['time']): boolean {
  if (one.uptimeSeconds !== null && other.uptimeSeconds !== null)
    return one.uptimeSeconds === other.uptimeSeconds;
  return one.wall !== null && one.wall === other.wall;
}

function differ(one: unknown, other: unknown): boolean {
  return one !== null && other !== null && one !== other;
}
