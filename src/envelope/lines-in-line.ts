/**
 * Physical lines that hold many log lines whose line ends were lost: carriage returns alone, `\n` or `<br>` written out, or a whole report without stamps
 * run together with blanks (run-together.ts). Lines with stamps are parted by those (stamp-inside.ts).
 */
import { byteLength } from '../base/byte-length.js';
import { linesBySeam } from './learned-seam.js';
import { linesOfReport } from './run-together.js';

const SHORTEST = 160;
/** A name of a process or two may hold such marks: pieces must be longer, and more. */
const SHORTEST_PIECE = 16;
const FEWEST_PIECES = 3;
/** A list of strings, each of them a line (formats/labelled.ts). */
const STRINGS = /^\[b?["'].*["']\]$/s;
const WRITTEN_ENDS: readonly (readonly [mark: string, end: RegExp])[] = [
  ['\r', /\r+/],
  ['\\n', /(?:\\r)?\\n/],
  ['<br', /<br ?\/?>/i],
];

/** The log lines in one physical line, or null where it is only one. */
export function linesInLine(text: string): readonly string[] | null {
  if (text.length < SHORTEST || STRINGS.test(text)) return null;
  const frames = countedFrames(text);
  if (frames !== null) return frames;
  for (const [mark, end] of WRITTEN_ENDS) {
    // JSON spells line ends like this, and is read as a whole.
    if (text.indexOf(mark) < 0 || text.includes('{"')) continue;
    const lines = (mark === '\\n' ? unquoted(text) : text).split(end);
    if (lines.filter((line) => line.length >= SHORTEST_PIECE).length >= FEWEST_PIECES)
      return lines.flatMap((line) => linesOfReport(line) ?? line);
  }
  return linesBySeam(text) ?? linesOfReport(text);
}

const COUNTED = /(\d{1,5}) (?=<\d{1,3}>)/y;

/** Syslog over TCP as it came: the bytes of each message in front of it (RFC 6587 3.4.1). Null where the counts do not fit. */
function countedFrames(text: string): readonly string[] | null {
  const frames: string[] = [];
  for (let at = 0; at < text.length; ) {
    COUNTED.lastIndex = at;
    const found = COUNTED.exec(text);
    if (found === null) return null;
    const begin = at + found[0].length;
    at = endOfBytes(text, begin, Number(found[1]));
    if (at < 0) return null;
    frames.push(text.slice(begin, at).replace(/\n$/, ''));
  }
  return frames.length > 1 ? frames : null;
}

function endOfBytes(text: string, begin: number, bytes: number): number {
  // No character is more than its bytes: nearly all are one.
  let end = begin + bytes;
  for (let over = 1; over > 0 && end > begin; end -= over) {
    over = byteLength(text.slice(begin, end)) - bytes;
    if (over <= 0) return over === 0 && end <= text.length ? end : -1;
  }
  return -1;
}

const MEMBER = /^\s*"[\w.-]{1,40}" ?: ?"(.*)"[,\]}]{0,3}\s*$/s;
/** `AssertionError: b'...'`, `level=error msg="..." host=web1`: what a program says of it stands before and behind. */
const STRING = /^[^"'\\]{0,80}(["'])(.*)\1[^"'\\]{0,80}$/s;

/** A string of JSON, YAML, Python or a shell, with a member's name before it or not. */
function unquoted(text: string): string {
  const member = MEMBER.exec(text)?.[1];
  const inner = member ?? STRING.exec(text)?.[2];
  return inner === undefined
    ? text
    : inner.replaceAll('\\"', '"').replaceAll("\\'", "'").replaceAll('\\t', '\t');
}
