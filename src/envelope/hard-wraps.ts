/**
 * Lines that a terminal or a mailer broke at a width -> whole lines, wherever that is certain: how the log was broken is told
 * by many of its lines together (wrap-evidence.ts). What is not certain stays as it is, for the joiner to judge by its words.
 */

import { isLeftOut } from '../base/left-out.js';
import { HeldLine } from './held-line.js';
import { lineNumberOf } from './learned-mark.js';
import { beginsKernelLine, hasPrefix, markOf } from './line-start.js';
import type { RawLine } from './record.js';
import { SPLIT_PREFIX } from './split-prefix.js';
import {
  couldNotHold,
  hasLongWord,
  isFull,
  isOfSameRecord,
  isWithinWord,
  type SampleLine,
  type Wrap,
  wrapOf,
} from './wrap-evidence.js';
import { WRITTEN_BREAK } from './written-breaks.js';

export interface HardWraps {
  /** Hands on the line once it is whole, and those before it. */
  push(line: RawLine, emit: Emit): void;
  /** Hands on what is held back: nothing that follows goes on with it. */
  flush(emit: Emit): void;
  /** Numbers of the lines that are held back. */
  heldLines(): readonly number[];
}

type Emit = (line: RawLine) => void;

interface OpenLine {
  readonly line: RawLine;
  /** Its last piece. */
  readonly last: RawLine;
  /** That piece is its first. */
  readonly isStart: boolean;
}

/** Lines that are looked at together before it is given up that they were broken. */
const WINDOW = 64;
/** A shorter line was broken by nobody. */
const SHORTEST = 40;
const FEWEST_LINES = 3;
const LONGEST_JOINED = 64 * 1024;

export function createHardWraps(): HardWraps {
  return new Unwrapper();
}

class Unwrapper implements HardWraps {
  /** Lines that may be broken, for which it is not known yet how. */
  #window: RawLine[] = [];
  #wrap: Wrap | null = null;
  /** The line that is put together, where `#wrap` is known. */
  #open: OpenLine | null = null;
  readonly #breaks = new HeldLine(WRITTEN_BREAK);
  readonly #prefixes = new HeldLine(SPLIT_PREFIX);

  push(line: RawLine, emit: Emit): void {
    this.#breaks.push(line, (whole) => this.#push(whole, emit));
  }

  #push(line: RawLine, emit: Emit): void {
    const put: Emit = (whole) => this.#prefixes.push(whole, emit);
    if (this.#wrap !== null) this.#pushBroken(line, this.#wrap, put);
    else this.#pushUnknown(line, put);
  }

  flush(emit: Emit): void {
    this.#breaks.flush((line) => this.#push(line, emit));
    const put: Emit = (whole) => this.#prefixes.push(whole, emit);
    if (this.#window.length > 0) this.#decide(put);
    const open = this.#open;
    this.#open = null;
    if (open !== null) put(filledNoMore(open, this.#wrap));
    this.#prefixes.flush(emit);
  }

  heldLines(): readonly number[] {
    const open = this.#open === null ? this.#window.map(({ number }) => number) : [this.#open.line.number];
    return [...this.#prefixes.heldLines(), ...open, ...this.#breaks.heldLines()];
  }

  #pushUnknown(line: RawLine, emit: Emit): void {
    const [first] = this.#window;
    // Nearly every report has some lines that stand under another one: they say nothing of how lines were broken.
    const isUnder = line.text.startsWith('  ') && isOfSameRecord(line.text);
    if (
      this.#window.length === 1 &&
      first !== undefined &&
      (isUnder || begins(line, first.text, first, true))
    ) {
      this.#window = [];
      emit(first);
    }
    const isWhole = isUnder || line.isFollowedAlike === true || line.text.length < SHORTEST;
    if (this.#window.length === 0 && isWhole) {
      emit(line);
      return;
    }
    this.#window.push(line);
    if (this.#window.length >= WINDOW) this.#decide(emit);
  }

  #decide(emit: Emit): void {
    const lines = this.#window;
    this.#window = [];
    const [first] = lines;
    if (first === undefined) return;
    this.#wrap = lines.length < FEWEST_LINES ? null : wrapOf(samplesOf(lines, first), hasPrefix(first.text));
    const mayBeProse = this.#wrap === null && !hasPrefix(first.text) && !beginsReport(first);
    const report = mayBeProse ? lines.findIndex(beginsReport) : -1;
    for (const [index, line] of lines.entries()) {
      if (this.#wrap !== null) this.#pushBroken(line, this.#wrap, emit);
      else if (report > 0 && index >= report) this.#window.push(line);
      else emit(line);
    }
    // What a person wrote before the report may hide how that is broken.
    if (report > 0 && lines.length < WINDOW) this.#decide(emit);
  }

  #pushBroken(line: RawLine, wrap: Wrap, emit: Emit): void {
    const open = this.#open;
    const isStart = open === null || begins(line, open.line.text, open.last, open.isStart);
    if (open !== null && !isStart) {
      const text = joined(open.line.text, open.last.text, open.isStart, line.text, wrap);
      if (text !== null && text.length < LONGEST_JOINED) {
        this.#open = { line: { ...open.line, text, lastNumber: line.number }, last: line, isStart: false };
        return;
      }
    }
    this.#open = null;
    if (open !== null) emit(filledNoMore(open, wrap));
    // A line beyond the limit was broken by nobody: another log begins, or another part of it.
    if (isBeyond(line.text, isStart ? wrap.first : wrap.rest, wrap)) {
      this.#wrap = null;
      this.#pushUnknown(line, emit);
    } else this.#open = { line, last: line, isStart };
  }
}

function beginsReport({ text }: RawLine): boolean {
  return text.includes(' invoked oom-killer: ');
}

/** Without the blanks that a terminal filled the last piece up with, to the column that it breaks lines at. */
function filledNoMore({ line, last, isStart }: OpenLine, wrap: Wrap | null): RawLine {
  const isFilled =
    wrap?.at === 'column' &&
    last.text.length === (isStart ? wrap.first : wrap.rest) &&
    last.text.endsWith(' ');
  return isFilled ? { ...line, text: line.text.trimEnd() } : line;
}

function samplesOf(lines: readonly RawLine[], first: RawLine): SampleLine[] {
  let isStart = true;
  return lines.map((line, index) => {
    isStart = begins(line, first.text, lines[index - 1] ?? line, isStart);
    return { text: line.text, isStart };
  });
}

/** An editor's numbers count lines, not what a window breaks them into. */
function isNumberedBehind(text: string, before: string): boolean {
  const number = lineNumberOf(text);
  return number !== null && !number.isBare && lineNumberOf(before)?.number === number.number - 1;
}

/** Whether the line begins a record, by what the log's other lines begin with. */
function begins({ text, isAlike }: RawLine, other: string, before: RawLine, isBehindStart: boolean): boolean {
  if ((isAlike === true && isBehindStart) || isNumberedBehind(text, before.text) || isLeftOut(text))
    return true;
  return hasPrefix(other) ? hasPrefix(text) : hasPrefix(text) || beginsKernelLine(text);
}

function isBeyond(text: string, limit: number, wrap: Wrap): boolean {
  if (text.length <= (wrap.whole ?? limit)) return false;
  return wrap.at === 'column' || !hasLongWord(text);
}

/** The line with its next piece, or null where that is a line of its own. */
function joined(text: string, last: string, isFirst: boolean, next: string, wrap: Wrap): string | null {
  const limit = isFirst ? wrap.first : wrap.rest;
  const mark = markOf(text);
  const piece = mark !== '' && next.startsWith(mark) ? next.slice(mark.length) : next;
  if (wrap.at === 'column') {
    return isFull(last, piece, limit) ? text + ' '.repeat(limit - last.length) + piece : null;
  }
  // Longer than what lines are broken to: the mailer left it alone.
  if (wrap.whole !== undefined && last.length > limit) return null;
  if (!couldNotHold(last, piece, wrap.at === 'blank' ? limit : limit - 1)) return null;
  if (wrap.at === 'blank' && isWithinWord(last, piece)) return null;
  return wrap.at === 'behind-blank' ? text + piece : `${text.trimEnd()} ${piece.trimStart()}`;
}
