/**
 * Mails as archives keep them (RFC 2045): `=3D` is an equals sign, a line that ends in `=` goes on in the next. Known by the
 * mail's header, or by such a line of the right length; over with the first line that is too long for it.
 */

import { decodeLossless } from '../base/lossless-text.js';
import { startsPrefix } from './prefix-start.js';
import type { RawLine } from './record.js';

export interface QuotedPrintable {
  /** Hands on the line as it was before it was mailed, once it is whole. */
  unfold(line: RawLine, emit: (line: RawLine) => void): void;
  /** Hands on what was held back at the end of the input. */
  end(emit: (line: RawLine) => void): void;
}

/** RFC 2045 6.7: 76 characters with the `=` that breaks the line, or a little less, where a mailer is careful. */
const LONGEST = 78;
const SHORTEST_BROKEN = 64;
const MOST_HELD = 64 * 1024;
const EQUALS = 0x3d;

/** The mail says so itself; its text begins behind the first empty line. */
const DECLARED = /^Content-Transfer-Encoding: *quoted-printable\s*$/i;
/** Lines of a header behind that one. */
const LONGEST_HEADER = 200;

/** Escapes, or the words in front of those that every report has. */
const CLEARLY = /=3D|=20|=C2=A0|=E2=80|oom-killer: /;
const ESCAPED = /=(?:3D|20|C2=A0|E2=80)/;
/** Values of a report, none of which begins so by itself. */
const ESCAPED_VALUE =
  /(?:gfp_mask=3D0x|order=3D-?\d|oom_score_adj=3D|oom_adj=3D|constraint=3DCONSTRAINT|cpuset=3D|mems_allowed=3D)/;
/** Such a mail has no equals sign of its own. */
const OWN_EQUALS = /=(?![0-9A-F]{2}|$)/;

export function createQuotedPrintable(): QuotedPrintable {
  let isOn = false;
  /** Lines until a header must have ended that says how the mail is written. */
  let headerLines = 0;
  /** A line that may be broken so, of which only the next one tells. */
  let doubtful: RawLine | null = null;
  let held: RawLine[] = [];
  let heldLength = 0;

  const unheld = (): readonly RawLine[] => {
    const lines = held;
    held = [];
    heldLength = 0;
    return lines;
  };
  const hold = (line: RawLine): void => {
    isOn = true;
    held.push(line);
    heldLength += line.text.length;
  };
  const noteHeader = (text: string): void => {
    if (text.length <= LONGEST && DECLARED.test(text)) headerLines = LONGEST_HEADER;
    else if (headerLines > 0) {
      const isOver = text.trim() === '';
      isOn ||= isOver;
      headerLines = isOver ? 0 : headerLines - 1;
    }
  };
  const take = (line: RawLine, emit: (line: RawLine) => void): void => {
    const { text } = line;
    const isBroken = text.charCodeAt(text.length - 1) === EQUALS;
    const mayBeBroken = isBroken && isShort(text) && text.length >= SHORTEST_BROKEN;
    const isMailed =
      isOn ||
      (mayBeBroken && CLEARLY.test(text)) ||
      (text.includes('=3D') && isShort(text) && ESCAPED_VALUE.test(text));
    if (!isMailed || OWN_EQUALS.test(text)) {
      isOn = false;
      for (const before of unheld()) emit(before);
      if (mayBeBroken && !OWN_EQUALS.test(text)) doubtful = line;
      else emit(line);
      return;
    }
    // Nobody may hide the next log line behind one that ends like this.
    const isNext = startsPrefix(text, 0) && !text.startsWith('>');
    if (held.length > 0 && isNext) for (const before of unheld()) emit(before);
    isOn = isShort(text);
    hold(line);
    if (!isOn || !isBroken || heldLength >= MOST_HELD) emit(joined(unheld()));
  };
  return {
    unfold(line, emit) {
      const before = doubtful;
      doubtful = null;
      if (before !== null) {
        const isFirst = ESCAPED.test(line.text) || CLEARLY.test(before.text.slice(0, -1) + line.text);
        if (isFirst && isShort(line.text) && !OWN_EQUALS.test(line.text)) hold(before);
        else emit(before);
      }
      take(line, emit);
      noteHeader(line.text);
    },
    end(emit) {
      if (doubtful !== null) emit(doubtful);
      doubtful = null;
      if (held.length > 0) emit(joined(unheld()));
    },
  };
}

function joined(lines: readonly RawLine[]): RawLine {
  const text = lines
    .map((line, index) => (index < lines.length - 1 ? line.text.slice(0, -1) : line.text))
    .join('');
  return { text: decoded(text), number: lines[0]?.number ?? 0 };
}

function isShort(text: string): boolean {
  return text.length <= LONGEST;
}

function decoded(text: string): string {
  return text.replace(/(?:=[0-9A-F]{2})+/g, (run) =>
    decodeLossless(Uint8Array.from(run.slice(1).split('='), (pair) => Number.parseInt(pair, 16))).replaceAll(
      LATIN_NO_BREAK_SPACE,
      '\u00a0',
    ),
  );
}

/** The byte A0 where it is no part of UTF-8: mailers make every other blank of a run one. */
const LATIN_NO_BREAK_SPACE = '\udca0';
