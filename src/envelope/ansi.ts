/**
 * Takes terminal colours off a message where a tool put them: around the whole of it, around its first words, at its
 * end, around a match of `grep --color`. An escape inside a process name is the process's own and stays.
 */

const ESCAPE = 0x1b;
const SEQUENCES = /\x1b\[[0-9;:]*[mK]/g;
/** Longer than any colour: bounds the search for one at the end of a line. */
const MAX_SEQUENCE = 64;
const MAX_TITLE = 256;

/** Position behind the terminal sequences at `at`; `at` itself where there is none. */
export function sequencesEnd(text: string, at: number): number {
  let end = at;
  while (text.charCodeAt(end) === ESCAPE) {
    const next = oneSequenceEnd(text, end);
    if (next === end) break;
    end = next;
  }
  return end;
}

/** CSI (`ESC [ ... letter`), OSC (`ESC ] ... BEL`), charset choice (`ESC ( B`), or a single letter or digit. */
function oneSequenceEnd(text: string, at: number): number {
  const kind = text.charAt(at + 1);
  if (kind === '[') {
    let end = at + 2;
    while (isBetween(text.charCodeAt(end), 0x20, 0x3f)) end++;
    return isBetween(text.charCodeAt(end), 0x40, 0x7e) ? end + 1 : at;
  }
  if (kind === ']') {
    const bell = text.slice(at, at + MAX_TITLE).indexOf('\x07');
    return bell < 0 ? at : at + bell + 1;
  }
  if (kind === '(' || kind === ')') return at + 3 <= text.length ? at + 3 : at;
  return /[0-9A-Za-z=>]/.test(kind) ? at + 2 : at;
}

function isBetween(code: number, low: number, high: number): boolean {
  return code >= low && code <= high;
}

/** `text` without the colours a tool added. */
export function withoutColours(text: string): string {
  const inner = insideColour(text);
  return inner === null ? withoutParts(text) : withoutOuter(inner);
}

/** What switches a colour off, at the end of a line. */
const OFF_AT_END = /(?:\x1b\(B)?\x1b\[0?m(?:\x1b\[K)?$/;
const OFF = /^\x1b\[0?m$/;
/** Where a name ends, if it stands first. */
const FIRST_NAME = /(?: invoked oom-killer| cpuset=)/;

/**
 * What stands between the colour that a tool switched on in front of the message and what switches it off at the end of
 * the line; null where no tool did. A name that stands first keeps the colour that it switches off itself.
 */
function insideColour(text: string): string | null {
  const lead = sequencesEnd(text, 0);
  const on = text.lastIndexOf('\x1b', lead - 1);
  if (lead === 0 || OFF.test(text.slice(on, lead))) return null;
  const end = text.search(OFF_AT_END);
  if (end < lead) return null;
  const inner = text.slice(lead, end);
  const name = inner.slice(0, Math.max(0, inner.search(FIRST_NAME)));
  const [first] = name.match(SEQUENCES) ?? [];
  return first !== undefined && OFF.test(first) ? text.slice(on, end) : inner;
}

/** Without the colours of words outside of names. */
function withoutOuter(text: string): string {
  const isNamed = namesIn(text);
  return removed(
    text,
    [...text.matchAll(SEQUENCES)].filter(({ index }) => !isNamed(index)),
    0,
  );
}

function withoutParts(text: string): string {
  const isNamed = namesIn(text);
  const isOutside = (match: RegExpExecArray) => !isNamed(match.index);
  const end = trailingSequencesAt(text, isNamed);
  const body = text.slice(0, end);
  const found = [...body.matchAll(SEQUENCES)];
  // A colour switched on before a name is a tool's if it is also switched off again outside the name.
  const leadEnd = end < text.length || found.some(isOutside) ? sequencesEnd(body, 0) : 0;
  return removed(
    body.slice(leadEnd),
    found.filter((match) => match.index >= leadEnd && isOutside(match)),
    leadEnd,
  );
}

/** Where the colour sequences at the end of the text begin; its length where there are none. */
function trailingSequencesAt(text: string, isNamed: (index: number) => boolean): number {
  let end = text.length;
  for (;;) {
    const at = text.lastIndexOf('\x1b', end - 1);
    if (
      at < 0 ||
      end - at > MAX_SEQUENCE ||
      oneSequenceEnd(text, at) !== end ||
      !/[mKB]/.test(text.charAt(end - 1)) ||
      isNamed(at)
    ) {
      return end;
    }
    end = at;
  }
}

function removed(text: string, matches: readonly RegExpExecArray[], offset: number): string {
  let kept = '';
  let from = 0;
  for (const match of matches) {
    kept += text.slice(from, match.index - offset);
    from = match.index - offset + match[0].length;
  }
  return kept + text.slice(from);
}

type Range = readonly [from: number, to: number];

/** Phrases between which the kernel prints the name of a process or a cgroup, or that it follows. */
const NAME_PLACES: readonly (readonly [before: RegExp, after: string])[] = [
  [/^/, ' invoked oom-killer'],
  [/^/, ' cpuset='],
  [/rocess \d+(?:, UID \d+,)? \(/, ') '],
  [/Comm: /, 'ainted'],
  [/comm: /, 'ainted'],
  [/^(?:oom-kill:|Memory cgroup stats for |Tasks? in )/, '\n'],
  [/^\[[ \d]+\](?: +-?\d+){5,}/, '\n'],
];

/** Tells of every position whether it is within a name. */
function namesIn(text: string): (index: number) => boolean {
  const names = nameRanges(text);
  return (index) => names.some(([from, to]) => index >= from && index < to);
}

function nameRanges(text: string): Range[] {
  return NAME_PLACES.flatMap(([before, after]): Range[] => {
    const match = before.exec(text);
    if (match === null) return [];
    const from = match.index + match[0].length;
    const to = text.lastIndexOf(after);
    if (to >= from) return [[from, to]];
    if (after === '\n') return [[from, text.length]];
    // Old kill lines end in the bracket, or with a full stop or a sentence behind it.
    const bracket = text.lastIndexOf(')');
    return after !== ') ' ? [] : [[from, bracket >= from ? bracket : text.length]];
  });
}
