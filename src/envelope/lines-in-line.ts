/**
 * Physical lines that hold many log lines whose line ends were lost: carriage returns alone, `\n` or `<br>` written out, or a whole report without stamps
 * run together with blanks (run-together.ts). Lines with stamps are parted by those (stamp-inside.ts).
 */
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
  for (const [mark, end] of WRITTEN_ENDS) {
    // JSON spells line ends like this, and is read as a whole.
    if (text.indexOf(mark) < 0 || text.includes('{"')) continue;
    const lines = (mark === '\\n' ? unquoted(text) : text).split(end);
    if (lines.filter((line) => line.length >= SHORTEST_PIECE).length >= FEWEST_PIECES)
      return lines.flatMap((line) => linesOfReport(line) ?? line);
  }
  return linesBySeam(text) ?? linesOfReport(text);
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
