/**
 * What every format is: one function that tries to take its prefix off the line, and where in the order it stands.
 * The decoder tries only the formats that can begin with the character at hand.
 */

import type { Draft } from './draft.js';
import type { Memory } from './memory.js';

/**
 * Order of the layers, outermost first. A layer never stands inside a later one; wrappers may stand in each other (a CRI
 * line inside a docker line).
 */
export type Layer =
  /** Around a whole log line: quote marks, JSON, container runtimes, `grep` prefixes. */
  | 'wrapper'
  /** A log's own prefix: syslog, journal, kmsg, `dmesg -T`. */
  | 'log'
  /** What the kernel prints itself: priority, time since boot, caller. */
  | 'printk';

export interface Format {
  readonly layer: Layer;
  /** Whether a line of this format can begin with the character of this code. */
  begins(code: number): boolean;
  /**
   * Takes the prefix at `draft.at` off: moves `at` behind it, notes what it says and answers true. Answers false and
   * leaves the draft alone where the prefix is not there.
   */
  take(draft: Draft, memory: Memory): boolean;
  /** A log prefix that may stand behind another one: a relayed line, `dmesg -x -T`. */
  readonly mayFollow?: true;
  /** Leading blanks: they stay part of the line's layout, which its continuations share. */
  readonly isIndent?: true;
}
