/**
 * What stands around every log line in a wrapping that no format knows (a row of a table or an INSERT, an element of XML, the
 * words of a switch or a build server) -> the line itself. It is learned from lines of a report that are known from their first
 * to their last character; only where these lines cannot be read as they are, and no program is named as their writer.
 */
import { grepPattern, patternOf, shapeOf } from './frame-shape.js';
import type { KernelRecord } from './record.js';
import { trialRecords } from './trial-records.js';

export interface LearnedFrame {
  /** Groups: what is understood already and stays, what goes, the line. */
  readonly pattern: RegExp;
  /** What stays tells the writer; else only a time is kept. */
  readonly keepsHead: boolean;
}

/** Lines of the kernel's, each whole (mm/oom_kill.c, lib/show_mem.c, mm/memcontrol.c). */
export const WHOLE_LINES = new RegExp(
  [
    String.raw`Call Trace:|Mem-[Ii]nfo:|(?:Node \d+ )?(?:DMA|DMA32|Normal|HighMem) per-cpu:(?: empty)?|(?:<|&lt;)\/?TASK(?:>|&gt;)|Tasks state \(memory values in pages\):`,
    String.raw`\[ {1,2}pid {1,2}\] {2,4}uid {2}tgid total_vm {2,6}rss [a-z_ ]{0,80}oom_score_adj name`,
    String.raw`\d+ (?:total pagecache pages|pages in swap cache|pages RAM|pages HighMem\/MovableOnly|pages reserved|pages hwpoisoned|pages of RAM|pages of HIGHMEM|reserved pages|pages shared|pages swap cached)`,
    String.raw`(?:Free|Total) swap {1,2}= \d+kB|(?:memory(?:\+swap)?|swap|kmem): usage \d+kB, limit \d+kB, failcnt \d+`,
    String.raw`oom-kill:constraint=CONSTRAINT_[A-Z_]{4,20},.{10,600}?,uid=\d+`,
    String.raw`(?:Memory cgroup out|Out) of memory: Killed process .{20,200}? oom_score_adj:-?\d+`,
  ].join('|'),
);
/** No wrapping is longer. */
const LONGEST = 400;
const LONGEST_LINE = 4000;
const FEWEST_LINES = 4;
const FEWEST_UNREAD = 2;
const FEWEST_KINDS = 3;

interface Sample {
  readonly head: string;
  readonly before: string;
  readonly after: string;
  readonly kind: string;
  readonly isRead: boolean;
  /** Its first words were taken for something in front of it. */
  readonly isTorn: boolean;
  /** A program other than the kernel wrote it, whose words must not be taken for the kernel's. */
  readonly isOfProgram: boolean;
}

/** The frame, by the first lines of a log; null where they need none, or show none for certain. */
export function learnedFrameOf(lines: readonly string[]): LearnedFrame | null {
  const wholes = lines.map((line) => (line.length < LONGEST_LINE ? WHOLE_LINES.exec(line) : null));
  if (wholes.filter((found) => found !== null && isWrapped(found)).length < FEWEST_LINES) return null;
  const records = trialRecords(lines);
  const texts = new Set(records.map(({ text }) => text.trim()));
  const byLine = new Map(records.map((record) => [record.line, record]));
  const samples = wholes.flatMap((found, index) =>
    found === null ? [] : [sampleOf(found, byLine.get(index + 1), texts.has(found[0]))],
  );
  const unread = samples.filter(({ isRead }) => !isRead);
  // Of a log whose lines a format reads, a damaged one may be left.
  const isTorn = samples.some((sample) => sample.isTorn);
  const isMostRead = !isTorn && (unread.length < FEWEST_UNREAD || unread.length * 2 < samples.length);
  if (isMostRead && isTriggerRead(lines, records)) return null;
  return unread.some(({ isOfProgram }) => isOfProgram) ? null : frameOf(samples);
}

/** A cheap look: nearly every log has the kernel's own time alone in front. */
function isWrapped({ 0: text, index, input }: RegExpExecArray): boolean {
  const rest = input.length - index - text.length;
  if (index > LONGEST || rest > LONGEST) return false;
  return rest > 1 || (index > 0 && !/^\[ *\d+\.\d+\] $/.test(input.slice(0, index)));
}

/** What comes before the first line with a known beginning may have been taken for a part of the name in it. */
function isTriggerRead(lines: readonly string[], records: readonly KernelRecord[]): boolean {
  return (
    !lines.some((line) => line.includes(' invoked oom-killer: ')) ||
    records.some(({ text }) => /^.{1,15} invoked oom-killer: /.test(text))
  );
}

function sampleOf(
  { 0: text, index, input }: RegExpExecArray,
  record: KernelRecord | undefined,
  isRead: boolean,
): Sample {
  const after = input.slice(index + text.length).replace(/\r$/, '');
  // The kernel's own time stays with the line.
  const stampAt = input.slice(0, index).search(STAMP);
  const begin = stampAt < 0 ? index : stampAt;
  const isKnown = record?.origin === 'kernel' && record.text !== '' && input.endsWith(record.text);
  const keepsHead = isKnown && (stampAt < 0 || record.host !== null);
  const headEnd = keepsHead ? Math.min(begin, input.length - record.text.length) : 0;
  const [before, rest] = withoutQuotes(input.slice(headEnd, begin), after);
  return {
    ...{ head: input.slice(0, headEnd), before, after: rest, isRead },
    isTorn: !isRead && record !== undefined && text.endsWith(record.text),
    kind: text.replace(/[^a-z]+/gi, '').slice(0, 12),
    // A word of the line's own before a colon may have been taken for the writer.
    isOfProgram: record?.origin === 'program' && input.slice(0, index).includes(record.program ?? ''),
  };
}

const STAMP = /(?:<\d{1,3}>)?\[ {0,7}\d{1,8}\.\d{6}\] {0,2}$/;
const QUOTES = /["'`]$/;

/** A field may stand in quotes where it needs them alone. */
function withoutQuotes(before: string, after: string): readonly [before: string, after: string] {
  const [quote] = QUOTES.exec(before) ?? [];
  return quote !== undefined && after.startsWith(quote)
    ? [before.slice(0, -1), after.slice(1)]
    : [before, after];
}

/** Where the line stands at each part. */
const SEAMS = { head: 'none', before: 'last', after: 'first' } as const;

function frameOf(samples: readonly Sample[]): LearnedFrame | null {
  const byShape = new Map<string, Sample[]>();
  for (const sample of samples) {
    const shape = [sample.head, sample.before, sample.after].map(shapeOf).join('\u0001');
    byShape.set(shape, [...(byShape.get(shape) ?? []), sample]);
  }
  const [most = []] = [...byShape.values()].sort((one, other) => other.length - one.length);
  const kinds = new Set(most.map(({ kind }) => kind));
  if (most.length < FEWEST_LINES || kinds.size < FEWEST_KINDS || most.length * 4 < samples.length * 3)
    return null;
  const partPattern = (part: keyof typeof SEAMS) =>
    grepPattern(most[0]?.[part] ?? '') ??
    patternOf(
      most.map((sample) => sample[part]),
      SEAMS[part],
    );
  const [head, before, after] = [partPattern('head'), partPattern('before'), partPattern('after')];
  if (most.every((sample) => sample.before === '' && sample.after === '')) return null;
  return {
    pattern: new RegExp(`^(${head})(${mayHaveLead(before)})(.*?)(${openEnded(after)})\\r?$`, 's'),
    keepsHead: most.every((sample) => sample.head !== ''),
  };
}

/** The first line of a list and the last have other brackets and signs around them than those between. */
function openEnded(pattern: string): string {
  return pattern.replace(OPENING, '[ ([]?').replace(/(?:\\[\])}]|[,;])+$/, '[,;)\\]}]*');
}

const OPENING = /^(?: |\\[[(])(?=[^ ])/;

/** What the list belongs to may stand before its first line: `INSERT INTO log VALUES (`. */
function mayHaveLead(pattern: string): string {
  return OPENING.test(pattern) ? `(?:.{0,200} )?${openEnded(pattern)}` : openEnded(pattern);
}

const ISO = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d(?::?\d\d)?(?!\d))?/;

const ENDS_IN_TIME = /\d\d:\d\d:\d\d\S* $/;

/** What `ts` puts in front of every line, and syslog daemons without a tag, with the host. */
const SYSLOG_TIME =
  /^(?:[>|] ?){0,8}[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (?:(?!(?:kernel|emerg|alert|crit|err|error|warn|warning|notice|info|debug) )[a-z\d][\w-]{0,62}(?:\.[a-z\d][\w.-]{2,62})? )?$/;

/** The line in its frame; any other line as it is. */
export function withoutFrame(line: string, { pattern, keepsHead }: LearnedFrame): string {
  const found = pattern.exec(line);
  if (found === null) return line;
  const [, head = '', before = '', inner = '', after = ''] = found;
  const text = unquoted(inner);
  // Behind a time alone the line's own first word would be taken for a host or a writer.
  if (keepsHead) return head + (ENDS_IN_TIME.test(head) ? 'kernel: ' : '') + text;
  if (SYSLOG_TIME.test(before)) return `${before}kernel: ${text}`;
  const time = (ISO.exec(before) ?? ISO.exec(after))?.[0];
  return time === undefined ? text : JSON.stringify({ time, message: text });
}

/** Quotes double those within or put a backslash before them. */
function unquoted(inner: string): string {
  const quote = inner.charAt(0);
  // CEF has a backslash before its own signs, and no quotes.
  if (inner.includes('\\=')) return inner.replace(/\\([=\\|])/g, '$1');
  if (!QUOTES.test(quote) || inner.length < 2 || !inner.endsWith(quote)) return inner;
  return unescaped(inner.slice(1, -1).replace(/(?:\\r)?\\n$/, ''), quote);
}

/** What stood in these quotes: a quote of its own is written twice, or behind a backslash. */
export function unescaped(text: string, quote: string): string {
  return text
    .replaceAll(quote + quote, quote)
    .replace(/\\(["'\\`t])/g, (_, char) => (char === 't' ? '\t' : char));
}
