/**
 * A line whose rest never came -> what can be believed of its end: where the kernel always prints more behind a value, one
 * that ends where the line ends may be the beginning of a longer one (`rss` 1750 of 1750316, pid 23 of 2301).
 */

import { isAncestor } from './memcg-lines.js';
import type { OomLine, TaskInLine, TaskRowLine } from './oom-line.js';
import { UNRECOGNISED } from './recognise.js';

type KillLine = Extract<OomLine, { kind: 'killed' | 'select' }>;

/** For a line that nothing went on with. Text of a log that was cut before it came here ends behind a sign, never within a value. */
export function withoutOpenEnd(line: OomLine, text: string): OomLine {
  switch (line.kind) {
    case 'task-row':
      return withoutLastColumn(line, text);
    case 'killed':
    case 'select':
      return withoutLastOfKill(line, text);
    case 'trigger':
      // Before 2.6.16 the mask came last, and no name first; the order came last up to 2.6.22.
      if (/invoked .*gfp_mask=0x[\da-f]+$/.test(text)) return { ...line, gfpMask: null };
      return /nodemask=\[?[\d,-]+$/.test(text) ? { ...line, nodemask: null } : line;
    case 'identity':
      return line.release === null && line.tainted === null ? { ...line, comm: line.comm.trimEnd() } : line;
    case 'node':
    case 'zone':
      return withoutLastCounter(line, text);
    case 'task-in':
      return withoutStrayLimit(line);
    case 'hardware':
      return line.name !== null && isCutBios(line.name) ? { ...line, name: null } : line;
    default:
      return line;
  }
}

function withoutLastColumn(line: TaskRowLine, text: string): OomLine {
  return (line.name ?? '') === '' && /\d$/.test(text) ? { ...line, values: line.values.slice(0, -1) } : line;
}

function withoutLastOfKill(line: KillLine, text: string): OomLine {
  const [, label] = /(process | score )\d+$/.exec(text) ?? [];
  if (label === 'process ') return UNRECOGNISED;
  const [first, ...others] = line.readings.map((reading) => {
    if (label !== undefined) return { ...reading, score: null };
    return reading.comm !== null && text.endsWith(`(${reading.comm}`) ? { ...reading, comm: null } : reading;
  });
  return first === undefined ? line : { ...line, readings: [first, ...others] };
}

/** All of them are in kB but `pages_scanned`, which no line ends in. */
function withoutLastCounter(line: Extract<OomLine, { kind: 'node' | 'zone' }>, text: string): OomLine {
  const [, name] = / ([A-Za-z_][\w()]*):\s?-?\d+$/.exec(text) ?? [];
  if (name === undefined) return line;
  const { [name]: _cut, ...counters } = line.counters;
  return { ...line, counters };
}

/** The limit is the task's own cgroup's, or that of one above it; the root, which has none, is where any path begins. */
function withoutStrayLimit(line: TaskInLine): OomLine {
  const { limitPath, taskPath } = line;
  if (limitPath === null || limitPath === taskPath) return line;
  if (limitPath !== '/' && (taskPath === '' || isAncestor(limitPath, taskPath))) return line;
  return { ...line, limitPath: '' };
}

/** Behind the machine's name stand version and date of its BIOS, mostly as 04/01/2014 or 04/01/14: one that shows to be cut. */
function isCutBios(name: string): boolean {
  return /, B(?:I(?:OS?)?)?$|, BIOS .*\s\d{1,2}\/(?:\d{0,2}|\d{1,2}\/(?:\d|\d{3})?)$/.test(name);
}
