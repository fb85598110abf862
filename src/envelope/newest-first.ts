/**
 * The first lines of a log -> whether it is in the wrong order: log stores show and export their newest line first, and
 * `journalctl -r` and `tac` turn a log round.
 */

const SECONDS = /\[ {0,7}(\d{1,8}\.\d{6})\]/;
const ISO = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?/;
/** Only the beginning of a line says when it was written. */
const LONGEST_PREFIX = 200;
/** Fewer steps back could be reboots, or lines of several processors. */
const FEWEST_BACK = 8;
/** Steps back for each step forward, such as a reboot is in a log that is turned round. */
const BACK_PER_FORWARD = 20;

export function isNewestFirst(lines: readonly string[]): boolean {
  return isFalling(lines, SECONDS, Number) || isFalling(lines, ISO, String);
}

/** Whether the times of the lines that have one fall from line to line. Equal ones say nothing. */
function isFalling<T extends number | string>(
  lines: readonly string[],
  pattern: RegExp,
  read: (text: string) => T,
): boolean {
  let back = 0;
  let forward = 0;
  let before: T | null = null;
  for (const line of lines) {
    const found = pattern.exec(line.slice(0, LONGEST_PREFIX));
    if (found === null) continue;
    const time = read(found[1] ?? found[0]);
    if (before !== null && time < before) back++;
    else if (before !== null && time > before) forward++;
    before = time;
  }
  return back >= FEWEST_BACK && back >= forward * BACK_PER_FORWARD;
}
