/**
 * What stands in front of the lines of a short report where no format knows it: the host of a syslog line without a tag, a
 * facility, the seconds since boot without their brackets. In front of a trigger it cannot be told from the name. It is
 * learned from the lines whose first words are the kernel's own, and taken off every line that begins so.
 */
import { grepPattern, tokenPattern } from './frame-shape.js';
import type { KernelRecord, RawLine } from './record.js';
import { trialRecords } from './trial-records.js';

export interface FrontMark {
  /** Groups: what a format reads, and the mark. */
  readonly pattern: RegExp;
  /**
   * The mark says how often the line came: the lines are sorted, none goes on the one before, and those of this kind alone say
   * that a process was killed. Null for any other mark.
   */
  readonly counted: string | null;
}

/** The first words of lines, none of them a name (mm/oom_kill.c, mm/memcontrol.c, lib/show_mem.c). */
const KINDS: readonly (readonly [kind: string, pattern: string])[] = [
  [
    'kill',
    String.raw`(?:(?:Memory cgroup o|O)ut of [Mm]emory(?: \([\w ]{1,40}\))?: )?Killed process \d{1,10},? (?:\(|UID )`,
  ],
  [
    'select',
    String.raw`(?:(?:Memory cgroup o|O)ut of [Mm]emory(?: \([\w ]{1,40}\))?: )?[Kk]ill process \d{1,10} \(`,
  ],
  ['constraint', 'oom-kill:constraint=CONSTRAINT_[A-Z_]{4,20},'],
  ['reaper', String.raw`oom_reaper: reaped process \d{1,10} \(`],
  ['task-in', String.raw`Task in \/\S* killed as a result of limit of \/`],
  ['usage', String.raw`(?:memory|memory\+swap|kmem|swap): usage \d+kB, limit \d+kB, failcnt \d`],
  ['stats', String.raw`Memory cgroup stats for \/`],
  ['identity', String.raw`CPU: \d+ (?:UID: \d+ )?PID: \d+ Comm: |Pid: \d+, comm: `],
  ['memory', 'Mem-[Ii]nfo:\\s*$'],
  // Before 2.6.17 the report began with it.
  ['ancient', 'oom-killer: gfp_mask=0x[0-9a-f]+(?:, order=\\d+)?\\s*$'],
  ['trace', 'Call Trace:\\s*$'],
];
const BEGINNING = new RegExp(KINDS.map(([, pattern]) => `(${pattern})`).join('|'));
/** The name is no longer than 15 bytes, and of no more characters. */
const TRIGGER = '.{0,15}? ?invoked oom-killer: gfp_mask=0x';

/** All that a kernel says of a kill, down to the line's end. */
const WHOLE = /(?: score \d+(?: or sacrifice child| or a child)|-rss:\d+kB|oom_score_adj:-?\d+|,uid=\d+)\s*$/;
const LONGEST_MARK = 80;
const LONGEST_LINE = 4000;
const QUOTE = /["'`\u2018-\u201f\u00ab\u00bb]/;
/** In source code, configuration and documents such lines are examples, unless there is a report from its first line to its last. */
const COMMENT = /^\s*(?:#|\/\/|\/\*|\*|;|--|%|<!|REM )/;

/** Marks that one line alone shows, since nothing but a log has them: behind a time, the host or level. */
const BEHIND_TIME = /^(?:\[?[A-Z]{4,8}\]?:? +)?[\w.:@-]{1,64} +$/;
/** And where no time stands before them: seconds, a facility, a line's number, a file's name. */
const SECONDS = /^[\s>|]{0,8}(\d{1,8}\.\d{6}):? +$/;
const ALONE =
  /^(?:(?:[\w.-]{1,64} +)?(?:kern|user)\.[a-z]{3,7}:? +(?:kernel: +)?|(?:\S{6,20} \d\d:\d\d:\d\d(?:[.,]\d{1,9})? +)?[\w.-]{1,64} +kernel: +|[\s>|]{0,8}\d{1,7}[:\t|)] *|\s{3,8}\d{1,7} |[\w./-]{1,200}:(?:\d{1,7}:)?)$/;

interface Sample {
  readonly record: KernelRecord;
  readonly head: string;
  readonly mark: string;
  readonly kind: string;
  readonly isWhole: boolean;
}

/** The marks, by the first lines of a log; none where they show none for certain. */
export function frontMarksOf(lines: readonly string[]): readonly FrontMark[] {
  if (!lines.some(mayBeMarked)) return [];
  const records = trialRecords(lines);
  const groups = new Map<string, Sample[]>();
  for (const record of records) {
    const sample = sampleOf(record, lines[record.line - 1] ?? '');
    if (sample === null) continue;
    const pattern = `^(${patternOf(sample.head)})(${patternOf(sample.mark)})`;
    groups.set(pattern, [...(groups.get(pattern) ?? []), sample]);
  }
  const marks = [...groups].filter(([pattern, samples]) => isMark(pattern, samples, lines, records));
  return areApart(marks, lines) ? marks.map(([pattern, samples]) => markOf(pattern, samples)) : [];
}

function markOf(pattern: string, samples: readonly Sample[]): FrontMark {
  const kills = samples.some(({ kind }) => kind === 'kill') ? 'kill' : 'select';
  return { pattern: new RegExp(pattern), counted: isCount(samples) ? kills : null };
}

/** One mark's lines stand behind the other's: nothing of two reports is mixed. */
function areApart(
  marks: readonly (readonly [pattern: string, unknown])[],
  lines: readonly string[],
): boolean {
  const ranges = marks.map(([pattern]) => {
    const marked = new RegExp(pattern);
    return [
      lines.findIndex((line) => marked.test(line)),
      lines.findLastIndex((line) => marked.test(line)),
    ] as const;
  });
  return ranges.every(([first, last], index) =>
    ranges.every(([from, to], other) => index === other || last < from || to < first),
  );
}

/** As logwatch and `uniq -c` print it; other numbers in front of lines go up. */
const COUNT = /^\s*(\d{1,9})(?: Time\(s\):)? +$/;

function isCount(samples: readonly Sample[]): boolean {
  const counts = samples.map(({ mark }) => Number(COUNT.exec(mark)?.[1] ?? Number.NaN));
  return counts.every((count, index) => !Number.isNaN(count) && !(count > (counts[index - 1] ?? count)));
}

/** A cheap look: nearly every log has the kernel's own time alone, or its tag, in front. */
function mayBeMarked(line: string): boolean {
  if (line.length > LONGEST_LINE) return false;
  const found = BEGINNING.exec(line) ?? MARKED_TRIGGER.exec(line);
  if (found === null) return false;
  return found.index > 0 ? !USUAL.test(line.slice(0, found.index)) : found[1] !== undefined;
}

const USUAL =
  /^(?:kernel: |(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S{8,21}) \S{1,255} kernel: )?(?:\[ *\d+\.\d+\] )?$/;

/** Nothing else looks like these marks: in front of a trigger they are shown by that alone. */
const MARKED_TRIGGER = new RegExp(
  String.raw`^(\s*\d{1,8}\.\d{6}:? +|(?:[\w.-]{1,64} +)?(?:kern|user)\.[a-z]{3,7}:? +(?:kernel: +)?)${TRIGGER}`,
);

function sampleOf(record: KernelRecord, line: string): Sample | null {
  const { text, origin } = record;
  const at = text === '' ? -1 : line.lastIndexOf(text);
  if (origin === 'program' || at < 0) return null;
  const head = line.slice(0, at);
  const shown = MARKED_TRIGGER.exec(text)?.[1];
  if (shown !== undefined) return { record, head, mark: shown, kind: 'trigger', isWhole: true };
  const found = BEGINNING.exec(text);
  if (found === null || found.index > LONGEST_MARK) return null;
  const kind = kindOf(found) ?? '';
  const mark = text.slice(0, found.index);
  // A number that was understood here may not have been on the line before.
  if (mark === '' && (record.envelope !== 'bare' || !/\d/.test(head))) return null;
  const [before, own] = record.envelope === 'bare' ? ['', head + mark] : [head, mark];
  return { record, head: before, mark: own, kind, isWhole: WHOLE.test(text) };
}

function kindOf(found: RegExpExecArray | null): string | undefined {
  return KINDS[found?.slice(1).findIndex((group) => group !== undefined) ?? -1]?.[0];
}

function isMark(
  pattern: string,
  samples: readonly Sample[],
  lines: readonly string[],
  records: readonly KernelRecord[],
): boolean {
  const [{ mark, head, record } = NONE] = samples;
  if (QUOTE.test(mark)) return false;
  const marked = new RegExp(pattern);
  // Where another line says who wrote it, this one is of somebody else.
  if (records.some((other) => isTagged(other) && marked.test(lines[other.line - 1] ?? ''))) return false;
  const kinds = new Set(samples.map(({ kind }) => kind));
  const begins = new RegExp(pattern + TRIGGER);
  if (lines.some((line) => begins.test(line))) kinds.add('trigger');
  // Of two hosts nobody knows whose report goes on.
  else if (isOtherTrigger(head, lines)) return false;
  if (COMMENT.test(head + mark)) return kinds.has('trigger') && kinds.has('kill');
  if (kinds.size > 1 || isRepeated(mark, samples)) return true;
  const isLog = record.envelope === 'bare' ? SECONDS.test(mark) || ALONE.test(mark) : BEHIND_TIME.test(mark);
  return isLog && samples.every(({ isWhole }) => isWhole);
}

/** Lines of a list may be examples. */
const BULLET = /^\s*[-*+•] $/;

/** Several whole lines have it, each of another process. */
function isRepeated(mark: string, samples: readonly Sample[]): boolean {
  const texts = new Set(
    samples.filter(({ isWhole }) => isWhole).map(({ record }) => record.text.slice(mark.length)),
  );
  return texts.size > 1 && !BULLET.test(mark);
}

/** The line itself says that the kernel wrote it, and a priority alone does not say behind what. */
function isTagged({ origin, isUnmarked, time }: KernelRecord): boolean {
  return origin === 'kernel' && (isUnmarked === true || time.uptimeSeconds !== null);
}

/** A report begins behind the same time, and another mark. */
function isOtherTrigger(head: string, lines: readonly string[]): boolean {
  const begins = new RegExp(`^${patternOf(head)}.{0,${LONGEST_MARK}} invoked oom-killer: gfp_mask=0x`);
  return lines.some((line) => begins.test(line));
}

const NONE = { mark: '', head: '', record: { envelope: '' } };

/** The line without its mark, if it begins with one; seconds since boot get the kernel's brackets back. */
export function withoutFrontMark(line: RawLine, marks: readonly FrontMark[]): RawLine {
  const mark = marks.find(({ pattern }) => pattern.test(line.text));
  return mark === undefined ? line : withoutMark(line, mark);
}

function withoutMark(line: RawLine, { pattern, counted }: FrontMark): RawLine {
  const found = pattern.exec(line.text) ?? [''];
  const [all = '', head = '', mark = ''] = found;
  const rest = line.text.slice(all.length);
  if (counted !== null && kindOf(BEGINNING.exec(rest)) !== counted) return { ...line, text: '' };
  const seconds = SECONDS.exec(mark)?.[1];
  const stamp = seconds === undefined ? '' : `[${seconds}] `;
  return { ...line, text: `${head}${stamp}${rest}`, isUnmarked: true };
}

/** The same words, in which numbers and levels differ from line to line, but for those within a name. */
function patternOf(text: string): string {
  return (
    grepPattern(text) ??
    text.replace(/\s+|\S+/g, (word, at: number) =>
      /^\s/.test(word) ? '[ \\t]+' : wordPattern(word, at + word.length === text.length),
    )
  );
}

const TOKEN = /\d+|[A-Za-z]+|[\s\S]/g;

/** `isAtLine`: the line's own letters stand directly behind it, of which no level may take any. */
function wordPattern(word: string, isAtLine: boolean): string {
  const isName = /^[A-Za-z_/.]/.test(word);
  return word.replace(TOKEN, (token, at: number) => {
    const isNumber =
      !isName || (/[:-]/.test(word.charAt(at - 1)) && word.charAt(at + token.length) === word.charAt(at - 1));
    if (/^\d/.test(token)) return isNumber ? '\\d+' : token;
    if (isAtLine && at + token.length === word.length && /^[A-Za-z]/.test(token)) return token;
    return tokenPattern(token, true);
  });
}
