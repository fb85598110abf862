/**
 * A kill line that came by another way than the summary line of the same kill: one of the two has no host, since a part of the
 * paste is of `dmesg` and the other of a log file. They are one event.
 */
import type { RecognisedLine } from '../line/joiner.js';
import type { KilledLine } from '../line/oom-line.js';
import { type Draft, isDecided } from './draft.js';
import { isStale } from './followups.js';
import { currentOf, type Host } from './host.js';

/** Sentences and empty lines between the two parts. */
const MOST_BETWEEN = 8;
/** A log of more machines is none that somebody put together. */
const MOST_HOSTS = 4;

/** The line as one of the host whose report waits for this kill, which gets the host that is known; any other line as it is. */
export function asAwaited(hosts: ReadonlyMap<string, Host>, found: RecognisedLine): RecognisedLine {
  const { line, record } = found;
  if (line.kind !== 'killed' || hosts.size > MOST_HOSTS || isOwnOpen(hosts, found)) return found;
  for (const [host, { current }] of hosts) {
    if ((host === '') === (record.host === null)) continue;
    const draft = [...current.values()].find((candidate) => awaits(candidate, line));
    if (draft === undefined || draft.foreignSince > MOST_BETWEEN || isStale(draft, found)) continue;
    draft.host ??= record.host;
    return { ...found, record: { ...record, host: host === '' ? null : host } };
  }
  return found;
}

/** A report of the line's own host waits for a kill. */
function isOwnOpen(hosts: ReadonlyMap<string, Host>, found: RecognisedLine): boolean {
  const own = hosts.get(found.record.host ?? '');
  const draft = own === undefined ? null : currentOf(own, found);
  return draft !== null && !isDecided(draft);
}

/** Process, name and owner are the same. */
function awaits({ constraint, kills }: Draft, { pid, readings }: KilledLine): boolean {
  if (constraint === null || kills.length > 0) return false;
  return constraint.readings.some((named) =>
    readings.some(
      (killed) =>
        named.pid === pid && named.comm === killed.comm && (killed.uid === null || killed.uid === named.uid),
    ),
  );
}
