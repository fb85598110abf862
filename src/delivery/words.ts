/** What messages say beside the event itself: repeats, summaries, digests, and what to know of an event's origin. */
import { counted, visibleText } from '../base/text.js';
import { formatBytes, formatDuration } from '../base/units.js';
import type { StoredEvent } from '../store/records.js';
import type { DigestEntry, DigestReason, IncidentFigures, IncidentNotice, Letter } from './notice.js';

export interface Words {
  readonly title: string;
  readonly lines: readonly string[];
}

export function repeatWords({ figures, why, since }: IncidentNotice): Words {
  const place = placeWords(figures);
  const span = spanWords(figures);
  switch (why) {
    case 'new-program':
      return {
        title: `Another program was killed: ${place}`,
        lines: [`${counted(figures.count, 'kill')} ${span}.`, ...programLine(figures)],
      };
    case 'escalation':
      return {
        title: `It got worse: ${place}`,
        lines: [`${counted(figures.count, 'kill')} ${span}.`, ...programLine(figures)],
      };
    case 'reminder':
    case 'count':
    case null:
      return {
        title: `${counted(figures.count, 'kill')} by now: ${place}`,
        lines: [
          `${counted(since, 'more kill')} since the last message; ${counted(figures.count, 'kill')} ${span}.`,
          ...programLine(figures),
          ...sizeLine(figures),
        ],
      };
  }
}

export function closingWords({ figures }: IncidentNotice): Words {
  return {
    title: `Quiet again: ${placeWords(figures)}`,
    lines: [
      `${counted(figures.count, 'kill')} ${spanWords(figures)}, none since.`,
      ...programLine(figures),
      ...sizeLine(figures),
    ],
  };
}

/** One line under a first message once more has happened. */
export function updateLine({ figures }: Pick<IncidentNotice, 'figures'>): string {
  return `${counted(figures.count, 'kill')} by now, last at ${clock(figures.lastMs)}${figures.programs.length > 1 ? `: ${programs(figures)}` : ''}`;
}

export function digestWords(
  reason: DigestReason,
  host: string,
  entries: readonly DigestEntry[],
  leftOut: number,
  isLast: boolean,
): Words {
  const total = entries.reduce((sum, entry) => sum + entry.count, 0) + leftOut;
  const kills = counted(total, 'out-of-memory event');
  const lines = [
    ...entries.map(entryLine),
    ...(leftOut > 0 ? [`and ${counted(leftOut, 'event')} more, see: oomscope history`] : []),
  ];
  switch (reason) {
    case 'first-start':
      return { title: `oomscope now watches ${host}: ${kills} before`, lines };
    case 'late':
      return { title: `${kills} on ${host} while oomscope was not watching`, lines };
    case 'storm':
      return {
        title: isLast
          ? `The storm is over: ${kills} in the last minutes`
          : `Too many messages: ${kills} in the last minutes`,
        lines: [
          ...lines,
          isLast ? 'Messages come one by one again.' : 'The next summary follows in a few minutes.',
        ],
      };
    case 'disk-full':
      return {
        title: `${kills} on ${host}, and the disk is full`,
        lines: [...lines, 'oomscope cannot store anything until there is room. Details follow then.'],
      };
    case 'digest':
      return { title: `${kills} in the last hour`, lines };
  }
}

/** What a reader should know of how the event came here; empty as a rule. */
export function originLines(event: StoredEvent, letter: Letter): readonly string[] {
  return [
    ...(event.trust === 'unverified'
      ? ["Read from a text log, into which other programs can write lines that look like the kernel's."]
      : []),
    ...(letter.isInDoubt
      ? ['It is not known whether an earlier attempt to send this arrived: it may be a repetition.']
      : []),
    ...(letter.body.kind === 'sample' ? ['This is a test: nothing was killed.'] : []),
  ];
}

function entryLine(entry: DigestEntry): string {
  const times = entry.count > 1 ? ` (${counted(entry.count, 'time')})` : '';
  return `${day(entry.atMs)} ${clock(entry.atMs)}  ${visibleText(entry.host)}  ${entry.headline}, ${entry.place}${times}`;
}

function placeWords(figures: IncidentFigures): string {
  return `${visibleText(figures.place)} on ${visibleText(figures.host)}`;
}

function spanWords({ firstMs, lastMs }: IncidentFigures): string {
  const seconds = (lastMs - firstMs) / 1000;
  return seconds < 1
    ? `at ${clock(firstMs)}`
    : `in ${formatDuration(seconds)}, from ${clock(firstMs)} to ${clock(lastMs)}`;
}

function programLine(figures: IncidentFigures): string[] {
  return figures.programs.length === 0 ? [] : [`Killed: ${programs(figures)}`];
}

function programs(figures: IncidentFigures): string {
  return figures.programs
    .map(({ name, count }) => (count > 1 ? `${visibleText(name)} (${count})` : visibleText(name)))
    .join(', ');
}

function sizeLine({ largestBytes }: IncidentFigures): string[] {
  return largestBytes === null ? [] : [`The largest held ${formatBytes(largestBytes)}.`];
}

/** Local time of this machine, as its other logs have it. */
function clock(ms: number): string {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

function day(ms: number): string {
  const date = new Date(ms);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
}
