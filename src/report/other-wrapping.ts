/**
 * Lines of one report that came by two ways: some have no host, since a part of the paste is of `dmesg` and the other of a log
 * file, or a line lost its host. They are of one event.
 */
import { secondsBetween } from '../base/seconds-between.js';
import type { RecognisedLine } from '../line/joiner.js';
import type { KillReading, OomLine } from '../line/oom-line.js';
import { takes } from './accept.js';
import { type Draft, isDecided } from './draft.js';
import { isStale } from './followups.js';
import { currentOf, type Host } from './host.js';
import { sectionOf } from './sections.js';

/** Sentences and empty lines between the two parts. */
const MOST_BETWEEN = 8;
/** A log of more machines is none that somebody put together. */
const MOST_HOSTS = 4;
/** By the clock of the kernel, which two machines hardly have alike. */
const SAME_MOMENT_SECONDS = 1;

/** The line as one of the host whose report it is a part of, which gets the host that is known; any other line as it is. */
export function asAwaited(hosts: ReadonlyMap<string, Host>, found: RecognisedLine): RecognisedLine {
  const { line, record } = found;
  if (line.kind === 'unrecognised' || hosts.size > MOST_HOSTS || isOwnOpen(hosts, found)) return found;
  const isFirst = !hosts.has(record.host ?? '');
  for (const [host, { current }] of hosts) {
    if ((host === '') === (record.host === null)) continue;
    const draft = [...current.values()].find((candidate) => isPartOf(found, candidate, isFirst));
    if (draft === undefined) continue;
    draft.host ??= record.host;
    return { ...found, record: { ...record, host: host === '' ? null : host, caller: draft.caller } };
  }
  return found;
}

/** A report of the line's own host waits for more of it. */
function isOwnOpen(hosts: ReadonlyMap<string, Host>, found: RecognisedLine): boolean {
  const own = hosts.get(found.record.host ?? '');
  const draft = own === undefined ? null : currentOf(own, found);
  return draft !== null && !isDecided(draft);
}

function isPartOf(found: RecognisedLine, draft: Draft, isFirst: boolean): boolean {
  if (draft.foreignSince > MOST_BETWEEN) return false;
  const isIts = isDecided(draft)
    ? isBehindKill(found, draft)
    : isOfKill(found.line, draft) || goesOn(found, draft, isFirst);
  return isIts && !isStale(draft, found);
}

/** What the kernel prints of a kill when it has said it: the summary that another source swapped, further kills, the reaper. */
function isBehindKill({ line, record }: RecognisedLine, draft: Draft): boolean {
  switch (line.kind) {
    case 'constraint':
      return isOfKill(line, draft);
    case 'reaper':
      return draft.kills.some((kill) => kill.line.pid === line.pid && !draft.reaped.has(line.pid));
    case 'sharing':
      return isSameMoment(record, draft);
    case 'group':
      return isSameMoment(record, draft) && draft.groupPath === null;
    case 'killed':
      return isSameMoment(record, draft) && draft.groupPath !== null;
    default:
      return false;
  }
}

/** The kill that a summary line tells of, or the other way round: process, name and owner are the same. */
function isOfKill(line: OomLine, { constraint, kills }: Draft): boolean {
  if (line.kind === 'killed' && constraint !== null)
    return constraint.readings.some((named) =>
      line.readings.some((killed) => isSame(named, killed, line.pid)),
    );
  if (line.kind !== 'constraint' || constraint !== null) return false;
  return kills.some((kill) =>
    line.readings.some((named) => kill.line.readings.some((killed) => isSame(named, killed, kill.line.pid))),
  );
}

function isSame(
  named: { readonly pid: number | null; readonly comm: string | null; readonly uid: number | null },
  killed: KillReading,
  pid: number,
): boolean {
  return named.pid === pid && named.comm === killed.comm && (killed.uid === null || killed.uid === named.uid);
}

/** The next line of a report that began, printed at the same moment, or without a clock in common the first of that wrapping. */
function goesOn({ line, record }: RecognisedLine, draft: Draft, isFirst: boolean): boolean {
  if (draft.trigger === null || isDecided(draft) || line.kind === 'trigger' || line.kind === 'sysrq')
    return false;
  const seconds = Math.abs(secondsBetween(draft.lastTime, record.time) ?? 0);
  const isBehind = isFirst && draft.foreignSince === 0 && seconds <= SAME_MOMENT_SECONDS;
  if (!isBehind && !isSameMoment(record, draft)) return false;
  const token = sectionOf(line, draft, record.time);
  return token !== null && takes(draft, token, line);
}

function isSameMoment({ time }: RecognisedLine['record'], { lastTime }: Draft): boolean {
  const [before, now] = [lastTime.uptimeSeconds, time.uptimeSeconds];
  return before !== null && now !== null && Math.abs(now - before) <= SAME_MOMENT_SECONDS;
}
