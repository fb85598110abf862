/** What the `oom-kill:` grammar builds, and the order of its readings. */
import { byteLength } from '../../base/byte-length.js';
import { safeNumber } from '../numbers.js';
import type { ConstraintReading } from '../oom-line.js';
import { COMM_BYTES } from './kill-result.js';

interface Parts {
  readonly nodemask?: string;
  readonly cpuset?: string;
  readonly memsAllowed?: string;
  readonly global?: true;
  readonly limitPath?: string;
  readonly taskPath?: string;
  readonly comm?: string;
  readonly pid?: string;
  readonly uid?: string;
}

export function constraintReading(constraint: string, parts: Parts): ConstraintReading | null {
  if (!isNodeList(parts.nodemask) || !isNodeList(parts.memsAllowed)) return null;
  if (
    (parts.pid !== undefined && !/^\d+$/.test(parts.pid)) ||
    (parts.uid !== undefined && !/^-?\d+\s*$/.test(parts.uid))
  )
    return null;
  return {
    // What stands behind the word belongs to a key that is cut, or that somebody set off with blanks.
    constraint: /^\w*/.exec(constraint)?.[0] ?? '',
    nodemask: parts.nodemask === undefined || parts.nodemask === '(null)' ? null : parts.nodemask,
    cpuset: parts.cpuset ?? null,
    memsAllowed: parts.memsAllowed ?? null,
    global: parts.global === true,
    limitPath: parts.limitPath ?? null,
    taskPath: parts.taskPath ?? null,
    comm: parts.comm ?? null,
    pid: parts.pid === undefined ? null : safeNumber(parts.pid),
    uid: parts.uid === undefined ? null : unsigned(parts.uid),
  };
}

function isNodeList(text: string | undefined): boolean {
  return text === undefined || /^(?:\(null\)|[\d,-]*)$/.test(text);
}

/** Best first: the victim named to the end, a name that fits a task, paths that are paths and nest, more parts. */
export function rankConstraints(results: readonly (ConstraintReading | null)[]): ConstraintReading[] {
  return results.filter((reading) => reading !== null).sort((a, b) => weight(b) - weight(a));
}

function weight(reading: ConstraintReading): number {
  const parts = Object.values(reading).filter((value) => value !== null && value !== false).length;
  const fits = reading.comm !== null && byteLength(reading.comm) <= COMM_BYTES;
  const paths = [reading.limitPath, reading.taskPath].filter((path) => path?.startsWith('/')).length;
  const nested = reading.limitPath !== null && (reading.taskPath?.startsWith(reading.limitPath) ?? false);
  return (
    (reading.uid === null ? 0 : 4000) +
    (fits ? 2000 : 0) +
    parts * 100 +
    paths * 20 +
    (nested ? 10 : 0) -
    (reading.cpuset?.includes('=') ? 50 : 0)
  );
}

/** The line prints the user's number with a sign (%d), the kill line without. */
function unsigned(text: string): number | null {
  const value = safeNumber(text);
  return value === null || value >= 0 ? value : value + 2 ** 32;
}
