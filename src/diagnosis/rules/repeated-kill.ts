/** The same program in the same place was killed before: too low a limit, a leak, or a job on a schedule. */
import { formatBytes, formatDuration } from '../../base/units.js';
import { sizeOf } from '../event-series.js';
import type { Facts } from '../facts.js';
import { advise, finding, type Rule, says } from '../finding.js';
import { processName, programName } from '../process-name.js';
import { countedOf } from '../repeats.js';
import type { Series } from '../series.js';

export const repeatedKill: Rule = (facts) => {
  const { series, previous, secondsSincePrevious } = facts.repeats;
  if (previous === null || facts.victim === null) return null;
  const reading = readingOf(facts, series);
  const ago =
    secondsSincePrevious === null ? '' : ` The last time was ${formatDuration(secondsSincePrevious)} before.`;
  const size = sizeOf(facts.report);
  return finding('repeated-kill', {
    severity: 'warning',
    title: `${programName(facts.victim.comm)} was killed here ${countedOf(facts.repeats, series.count, 'time')}`,
    detail: `${howOften(facts, programName(facts.victim.comm))} in the same place in this log.${ago} ${reading.text}`,
    confidence: reading.isClear ? 'medium' : 'low',
    evidence: [
      says(
        `this kill: ${processName(facts.victim)}${size === null ? '' : `, ${formatBytes(size)}`}`,
        facts.victim.line,
      ),
      says(
        `earlier kill at ${previous.time.wall ?? 'an earlier time'}${sizeWords(sizeOf(previous))}`,
        previous.source.firstLine,
      ),
    ],
    advice: [advise('Tell a leak from a limit that is too low', reading.advice, [])],
  });
};

function howOften({ repeats: { isWhole, series } }: Facts, name: string): string {
  return `This is ${isWhole ? '' : 'at least '}kill number ${series.count} of ${name}`;
}

function sizeWords(bytes: number | null): string {
  return bytes === null ? '' : `, ${formatBytes(bytes)}`;
}

interface Reading {
  readonly text: string;
  readonly advice: string;
  readonly isClear: boolean;
}

const WATCH =
  'Record its size from start to death. A line that keeps rising is a leak; one that levels off just above the limit ' +
  'is a limit that is too low.';

/** Where nothing was restarted, or the log does not show it. */
function atOnceText({ repeats }: Facts, { pattern }: Series): string | null {
  if (repeats.ranBefore)
    return 'It ran already when the one before it was killed: several of them run at once, and this one was not restarted.';
  if (repeats.isSameChoice)
    return 'The kernel chose the same process as the time before, of which it killed a child then: whether the two ran at once or one was started after the other is not in the log.';
  if (pattern.kind === 'burst')
    return 'Only milliseconds lie between the kills, too little for a restart: several of them ran at once.';
  if (pattern.kind === 'overlapping')
    return 'One that was killed later has a lower pid than one before it: several of them ran at once, unless pids began anew in between.';
  return null;
}

function readingOf(facts: Facts, series: Series): Reading {
  const atOnce = atOnceText(facts, series);
  if (atOnce !== null) return { text: atOnce, advice: WATCH, isClear: false };
  const every = series.medianIntervalSeconds === null ? '' : formatDuration(series.medianIntervalSeconds);
  switch (series.pattern.kind) {
    case 'schedule':
      return {
        text: `The kills lie on a schedule (every ${formatDuration(series.pattern.periodSeconds)}, give or take minutes): a timed job is the likely reason.`,
        advice:
          'Compare the times with cron, systemd timers, backups and reports, and give that job its own limit or another hour.',
        isClear: true,
      };
    case 'crash-loop':
    case 'storm':
      return {
        text: `About ${every} pass between kills: it is restarted and fills up again at once. It does not fit, rather than leaking slowly.`,
        advice:
          'Raise the limit once to learn the real peak, or lower what it loads at start; a restart alone changes nothing.',
        isClear: true,
      };
    case 'steady-growth':
      return {
        text: `It dies at an even or shrinking pace, about every ${every}, not on the clock: that is what a leak looks like.`,
        advice: WATCH,
        isClear: true,
      };
    // The first two were told above.
    case 'burst':
    case 'overlapping':
    case 'repeated':
    case 'single':
      return { text: sameSizeText(facts, series), advice: WATCH, isClear: false };
  }
}

function sameSizeText(facts: Facts, series: Series): string {
  if (series.sizeTrend === 'equal' && facts.report.scope === 'memcg') {
    return 'It had the same size each time: the limit is too low for it, or it leaks up to the same wall.';
  }
  const before = series.count === 2 ? 'than the time before' : 'each time';
  if (series.sizeTrend === 'growing') return `It was larger ${before}.`;
  if (series.sizeTrend === 'shrinking') return `It was smaller ${before}: others may have left it less room.`;
  return 'Sizes and times show no clear pattern yet.';
}
