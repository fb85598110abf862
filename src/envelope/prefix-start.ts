/**
 * Tells whether a log's prefix may begin at a place: the look ahead that lets a line number, a file name of `grep` or
 * a run of blanks be taken for decoration rather than for text.
 */

import { isDigit, isLetter, OPEN_BRACKET } from './scan.js';

/** As many characters as the longest pattern below needs. */
const WINDOW = 48;

const BRACKETED =
  /^\[ *(?:\d{1,12}\.\d{1,9}[\] ]|[TC]\d{1,10}\]|< *\d|\+\d+\.\d|[A-Z][a-z]{2} ?\d{1,2} \d\d:\d\d\]|\S{1,12} +(?:\S{1,10} +\d{1,2}|\d{1,2}\.? +\S{1,10}) \d\d:\d\d:\d\d(?: \d{4}|\]))/;
const NUMERIC =
  /^(?:\d{4}-\d\d-\d\d[T _]\d\d:\d\d|\d{1,3},\d{1,20},\d{1,20},[-c+,;]|\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} )/;
const WORDED =
  /^(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|kernel: |kern {2}:[a-z]{3,6} *: |[A-Z][a-z]{2} \d{4}-\d\d-\d\d )/;
/** `talosctl dmesg`, which fills the severity up to seven characters; in front the node. */
const TALOS = /^(?:[\w.-]{1,24}: )?[a-z]{3,6}: {1,5}[a-z]{3,7}: \[\d/;
const OTHERWISE = /^(?:<\d{1,3}>|\*\* \d+ printk messages dropped|\{"|\{\} |\{[A-Za-z_]\w*="|> )/;

export function startsPrefix(text: string, at: number): boolean {
  const window = text.slice(at, at + WINDOW);
  const code = text.charCodeAt(at);
  if (code === OPEN_BRACKET) return BRACKETED.test(window);
  if (isDigit(code)) return NUMERIC.test(window) || TALOS.test(window);
  if (isLetter(code)) return WORDED.test(window) || TALOS.test(window);
  return OTHERWISE.test(window);
}
