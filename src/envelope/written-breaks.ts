/**
 * Lines that a person broke as in a shell, to keep a slide or a commit message narrow: a backslash behind a comma, a blank or
 * a bar, and the rest indented. Only lines of a report are put together: macros and commands are broken so too.
 */
import { beginsKernelLine, hasPrefix, markOf } from './line-start.js';
import type { RawLine } from './record.js';

type Emit = (line: RawLine) => void;

const BROKEN = /[ ,|]\\\s*$/;
const OF_REPORT = / invoked oom-killer: |oom-kill:constraint=|Killed? process \d|Memory cgroup stats for /;
const LONGEST = 16 * 1024;

export class WrittenBreaks {
  /** Its rest may follow. */
  #open: RawLine | null = null;

  push(line: RawLine, emit: Emit): void {
    const open = this.#open;
    const whole = open === null ? line : (joined(open, line) ?? line);
    this.#open = null;
    if (open !== null && whole === line) emit(open);
    if (isBroken(whole.text)) this.#open = whole;
    else emit(whole);
  }

  flush(emit: Emit): void {
    const open = this.#open;
    this.#open = null;
    if (open !== null) emit(open);
  }

  heldLines(): readonly number[] {
    return this.#open === null ? [] : [this.#open.number];
  }
}

function isBroken(text: string): boolean {
  return text.includes('\\', text.length - 8) && BROKEN.test(text) && OF_REPORT.test(text);
}

/** Null where the line is none of its rest. */
function joined(open: RawLine, { text, number }: RawLine): RawLine | null {
  const rest = text.slice(markOf(text).length);
  if (!/^\s/.test(rest) || hasPrefix(text) || beginsKernelLine(text)) return null;
  if (open.text.length + rest.length > LONGEST) return null;
  return { ...open, text: open.text.replace(/\\\s*$/, '') + rest.trimStart(), lastNumber: number };
}
