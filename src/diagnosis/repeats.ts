/**
 * Finds in the history the earlier events that this one repeats or follows. Only the recent part of a long history is
 * looked at, so that diagnosing every event of a log stays linear.
 */
import { counted } from '../base/text.js';
import type { OomReport } from '../report/event.js';
import { firstOfKill } from './copies.js';
import { seriesOf } from './event-series.js';
import { elapsed, secondsOf } from './event-time.js';
import { chosenPid } from './kernel-choice.js';
import { repeatKey } from './place.js';
import { couldRelieve } from './relief.js';
import type { Series } from './series.js';

export interface Repeats {
  /** No earlier event of the log was left out: what is counted here is all there was, and else the least there was. */
  readonly isWhole: boolean;
  /** Earlier events of the same program in the same place on the same host, and this one as the last. */
  readonly series: Series;
  readonly previous: OomReport | null;
  readonly secondsSincePrevious: number | null;
  /** The victim ran already when the previous one was killed: it is another process of the program, none that was restarted. */
  readonly ranBefore: boolean;
  /** The kernel chose the same process as the time before, and had killed a child of it then. */
  readonly isSameChoice: boolean;
  /** Events of the same host in the minute before this one, whoever was killed, but not those by hand; this one included. */
  readonly withinMinute: number;
  /** Of those, the ones that could give back nothing of what ran out now, because another limit was theirs. */
  readonly elsewhereWithinMinute: number;
  /** The event just before, on the same host, when it came within seconds and killed another program or place. */
  readonly cascadeFrom: OomReport | null;
  /** A userspace killer that acted on this host in the minutes before. */
  readonly userspaceBefore: OomReport | null;
}

/** A log's history holds no more. */
const LOOKED_AT = 100;

const CASCADE_SECONDS = 30;

const USERSPACE_SECONDS = 300;

const MINUTE_SECONDS = 60;

/** Every event looks at a hundred others, so it is one pass that keeps no more than is asked for. */
export function repeatsOf(report: OomReport, history: readonly OomReport[]): Repeats {
  const [at, key] = [secondsOf(report), repeatKey(report)];
  const like: OomReport[] = [];
  let secondsSincePrevious: number | null = null;
  let last: OomReport | null = null;
  let secondsSinceLast: number | null = null;
  let userspace: OomReport | null = null;
  let withinMinute = 1;
  let elsewhereWithinMinute = 0;
  const isFirst = firstOfKill(report);
  for (const event of history.slice(-LOOKED_AT)) {
    if (event.id === report.id || event.host !== report.host || !isFirst(event)) continue;
    const ago = elapsed(secondsOf(event), at);
    // Events after this one; without times they come as they come.
    if (ago !== null && ago < 0) continue;
    last = event;
    secondsSinceLast = ago;
    if (isWithin(ago, MINUTE_SECONDS) && !event.manual) {
      withinMinute++;
      if (!couldRelieve(event, report)) elsewhereWithinMinute++;
    }
    if (event.killer !== 'kernel' && isWithin(ago, USERSPACE_SECONDS)) userspace = event;
    if (key === null || repeatKey(event) !== key) continue;
    like.push(event);
    secondsSincePrevious = ago;
  }
  const isKernel = report.killer === 'kernel';
  const isAfterKill = isKernel && !report.manual && last?.killer === 'kernel';
  const isCascade = isAfterKill && isWithin(secondsSinceLast, CASCADE_SECONDS);
  return {
    isWhole: history.length < LOOKED_AT,
    series: seriesOf([...like, report]),
    secondsSincePrevious,
    ...comparedWith(like.at(-1), report),
    withinMinute,
    elsewhereWithinMinute,
    cascadeFrom: isCascade && last !== null && repeatKey(last) !== key ? last : null,
    userspaceBefore: isKernel ? userspace : null,
  };
}

/** `3 kills`, and `at least 101 kills` where more may have been let go of. */
export function countedOf({ isWhole }: Repeats, count: number, singular: string, plural?: string): string {
  return `${isWhole ? '' : 'at least '}${counted(count, singular, plural)}`;
}

/** `7`, and `101 or more` where the minute may have begun before what is looked at. */
export function withinMinuteWords({ withinMinute }: Repeats): string {
  return `${withinMinute}${withinMinute > LOOKED_AT ? ' or more' : ''}`;
}

function comparedWith(previous: OomReport | undefined, report: OomReport) {
  return {
    previous: previous ?? null,
    ranBefore: ranAtThatTime(report, previous),
    isSameChoice: isSameChoice(report, previous),
  };
}

function ranAtThatTime({ victims, time }: OomReport, before: OomReport | undefined): boolean {
  if (before === undefined || isOfLaterBoot(time, before)) return false;
  const pid = victims[0]?.pid;
  return before.victims[0]?.pid !== pid && before.tasks.some((task) => task.pid === pid);
}

function isSameChoice(report: OomReport, before: OomReport | undefined): boolean {
  if (before?.selected == null || isOfLaterBoot(report.time, before)) return false;
  return chosenPid(report) === before.selected.pid;
}

/** Pids begin anew with every boot. */
function isOfLaterBoot({ uptimeSeconds: to }: OomReport['time'], { time }: OomReport): boolean {
  return time.uptimeSeconds !== null && to !== null && to < time.uptimeSeconds;
}

function isWithin(ago: number | null, seconds: number): boolean {
  return ago !== null && ago <= seconds;
}
