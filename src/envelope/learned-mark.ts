/**
 * What stands in front of every line of a paste, whatever wrote it: once a mark was seen before a log's own prefix, the
 * lines without a prefix (further lines of a record) lose it too. Numbers in it may count up, as an editor's or `grep -n`'s
 * do. Pastes without any prefix lose line numbers that follow each other.
 */

import { blanksEnd, digitsEnd, isDigit, isLetter, numberAt } from './scan.js';

const COLON = 0x3a;
const DASH = 0x2d;
/** Longest mark worth remembering. */
export const LONGEST_MARK = 300;

/** Position behind the mark at the start of `text` where it is `mark` again, or its successor; -1 where it is not. */
export function markEnd(text: string, mark: string): number {
  let at = 0;
  let of = 0;
  while (of < mark.length) {
    const number = blanksEnd(mark, of);
    const own = blanksEnd(text, at);
    if (isDigit(mark.charCodeAt(number)) && isDigit(text.charCodeAt(own))) {
      [at, of] = [digitsEnd(text, own), digitsEnd(mark, number)];
      const step = numberAt(text, own, at) - numberAt(mark, number, of);
      // Behind the name of a file numbers leave out what `grep` left out.
      if (step < 0 || (step > 1 && !isLetter(mark.charCodeAt(0)))) return -1;
    } else if (isSameCharacter(mark.charCodeAt(of), text.charCodeAt(at))) {
      at++;
      of++;
    } else return at === text.length && mark.slice(of).trim() === '' ? at : -1;
  }
  return at;
}

/** `grep` marks lines of context with a dash in place of the colon. */
function isSameCharacter(one: number, other: number): boolean {
  return one === other || ((one === COLON || one === DASH) && (other === COLON || other === DASH));
}

/** No number follows this one. */
export const NO_NUMBER = -2;

const NUMBER = /^ {0,8}(\d{1,7})([:.)|]|-(?=\D))?(?:(\t| ?[|\u2502]) ?| |$)/;

export interface LineNumber {
  readonly number: number;
  /** Where the line proper begins. */
  readonly end: number;
  /** Nothing but a blank stands behind it, as behind a number of the text's own. */
  readonly isBare: boolean;
}

/** The number that a line without a prefix begins with; null where there is none. */
export function lineNumberOf(text: string): LineNumber | null {
  const first = text.charCodeAt(0);
  if (first !== 0x20 && !isDigit(first)) return null;
  const found = NUMBER.exec(text);
  if (found === null) return null;
  return {
    number: Number(found[1]),
    end: found[0].length,
    isBare: found[2] === undefined && found[3] === undefined,
  };
}

/** Words of the kernel's own, which no name of a process comes before. */
const ANCHORS = /(?:CPU: \d+ (?:UID: \d+ )?PID: \d+ Comm: |Pid: \d+, comm: |Mem-[Ii]nfo:\s*$)/;
const LONGEST_UNSTAMPED = 80;

/** Where a line of the kernel's without any prefix begins behind a mark; 0 where there is no mark, or no telling. */
export function anchorAt(text: string): number {
  if (text.length >= 8 * LONGEST_UNSTAMPED || !(text.includes('omm: ') || text.includes('Mem-'))) return 0;
  const found = ANCHORS.exec(text);
  if (found === null || found.index === 0 || found.index > LONGEST_UNSTAMPED) return 0;
  return text.slice(0, found.index).trim() === '' ? 0 : found.index;
}
