/**
 * Lines that a person broke as in a shell, to keep a slide or a commit message narrow: a backslash behind a comma, a blank or
 * a bar, and the rest indented. Only lines of a report are put together: macros and commands are broken so too.
 */
import type { HeldLineRules } from './held-line.js';
import { beginsKernelLine, hasPrefix, markOf } from './line-start.js';
import type { RawLine } from './record.js';

const BROKEN = /[ ,|]\\\s*$/;
const OF_REPORT = / invoked oom-killer: |oom-kill:constraint=|Killed? process \d|Memory cgroup stats for /;
const LONGEST = 16 * 1024;

export const WRITTEN_BREAK: HeldLineRules = {
  mayGoOn: ({ text }) => isBroken(text),
  together(open, next) {
    const whole = joined(open, next);
    return whole === null ? [open, next] : [whole];
  },
};

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
