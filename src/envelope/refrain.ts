/**
 * Lines that a chat, a viewer or a packet dump puts between the lines of a log: who wrote it and when, its source, its length.
 * They come again and again, alike but for numbers, at one distance through all of the text; none of the log's own lines does.
 */
import { beginsKernelLine, hasPrefix } from './line-start.js';

const FEWEST = 8;
const LONGEST = 300;
const FURTHEST_APART = 12;
/** A kernel's line behind marks begins within so many characters. */
const FURTHEST_START = 60;
/** `--` stands between pieces of a log for the stages behind to see. */
const HAS_LETTER = /\p{L}/u;
/** Of a list of kills, whose lines come in turns. */
const OF_KILL = /kill|oom|memory|process|victim|sigterm/i;
/** Objects, entries and tables printed over several lines are read as such. */
const OF_OBJECT = /^\s*(?:[*{}<()\]"'-]|[\w.@-]{1,40}\s?(?::|=>)(?:\s|$)|[A-Z_]{2,40}=)/;

/** The lines, with zeros for their numbers; null where there are none. */
export function refrainsOf(lines: readonly string[]): ReadonlySet<string> | null {
  const inked = lines
    .filter((line) => line.trim() !== '')
    .map((line) => (mayBeOne(line) ? wordsOf(line) : null));
  const places = new Map<string, number[]>();
  inked.forEach((words, place) => {
    if (words !== null) places.set(words, [...(places.get(words) ?? []), place]);
  });
  const found = [...places].filter(([, all]) => isRegular(all, inked.length)).map(([words]) => words);
  return found.length === 0 ? null : new Set(found);
}

export function isRefrain(line: string, refrains: ReadonlySet<string>): boolean {
  return line.length <= LONGEST && refrains.has(wordsOf(line));
}

function mayBeOne(line: string): boolean {
  return (
    line.length <= LONGEST &&
    HAS_LETTER.test(line) &&
    !OF_OBJECT.test(line) &&
    !OF_KILL.test(line) &&
    !hasPrefix(line) &&
    !holdsKernelLine(line)
  );
}

/** One of the kernel's own may stand behind marks of any kind: rows of two programs in turn come at one distance too. */
function holdsKernelLine(line: string): boolean {
  const start = line.slice(0, FURTHEST_START);
  return [0, ...Array.from(start.matchAll(/[^\w[]+/g), ({ index, 0: mark }) => index + mark.length)].some(
    (at) => beginsKernelLine(line.slice(at)),
  );
}

function wordsOf(line: string): string {
  return line.trim().replace(/\d+/g, '0');
}

/** At one distance nearly always, from the beginning of the text to its end. */
function isRegular(places: readonly number[], lines: number): boolean {
  if (places.length < FEWEST) return false;
  const steps = places.slice(1).map((place, index) => place - (places[index] ?? 0));
  const usual = steps.toSorted((one, other) => one - other)[steps.length >> 1] ?? 0;
  const isUsual = steps.filter((step) => step === usual).length * 10 >= steps.length * 9;
  const reach = (places.at(-1) ?? 0) - (places[0] ?? 0);
  return isUsual && usual > 1 && usual <= FURTHEST_APART && reach * 10 >= lines * 8;
}
