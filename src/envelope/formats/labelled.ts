/**
 * Objects and lists that a tool prints behind a label of its own: fluentd (`time tag: {...}`), Fluent Bit's standard output
 * (`[0] tag: [time, {...}]`), ansible (`ok: [host] => {...}`) or any other, and a list of strings as Python prints it.
 */

import type { Draft } from '../draft.js';
import type { Format } from '../format.js';
import { wallOf } from '../holder-marks.js';
import type { Memory } from '../memory.js';
import { takeJson } from './json.js';
import { isReport } from './line-member.js';
import { pythonText } from './python-literal.js';

const LONGEST_LABEL = 300;
const LABELS: readonly RegExp[] = [
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})? [+-]\d{4} [\w.*-]{1,128}: (?=\{)/,
  /^\[\d{1,9}\] [\w.*-]{1,128}: \[(?:\d{1,12}(?:\.\d{1,9})?|\[\d{1,12}(?:\.\d{1,9})?, \{[^{}]{0,200}\}\]), (?=\{)/,
  /^(?:ok|changed|failed|fatal): \[[^\]\s]{1,200}\](?: \([^()]{0,60}\))? ?(?:=>|\|) (?=\{)/,
];
/** Any other words in front of an object that says itself that its line is a log's: of the kernel, with its own time, or with a whole report. */
const ANY_LABEL = /^[^"'{}]{1,200}(?=\{")/;
const OF_KERNEL =
  /"(?:ident|tag|program|programname|appname|app_name|SYSLOG_IDENTIFIER|PROGRAM)": ?"kernel:?"|": ?"(?:<\d{1,3}>)?\[ {0,7}\d{1,8}\.\d{6}\]/;
const PYTHON_STRING = /(["'])((?:(?!\1)[^\\]|\\.)*)\1/g;

export const labelled: Format = {
  layer: 'wrapper',
  begins: (code) => (code >= 0x30 && code <= 0x39) || code === 0x5b || (code >= 0x61 && code <= 0x7a),
  take(draft, memory) {
    if (draft.at > 0) return false;
    const last = draft.text.charCodeAt(draft.text.length - 1);
    if (last !== 0x7d && last !== 0x5d) return false;
    return /^\[b?["']/.test(draft.text) ? takePythonList(draft) : takeObject(draft, memory);
  },
};

function takeObject(draft: Draft, memory: Memory): boolean {
  const { text } = draft;
  const head = text.slice(0, LONGEST_LABEL);
  const label =
    LABELS.map((pattern) => pattern.exec(head)).find((found) => found !== null) ??
    (OF_KERNEL.test(text) || isReport(text) ? ANY_LABEL.exec(head) : null);
  if (label === null) return false;
  // Older versions of Fluent Bit print Ruby's arrows.
  const object = text
    .slice(label[0].length, text.lastIndexOf('}') + 1)
    .replace(/^\{"(\w{1,40})"=>/, '{"$1":');
  const value = parsed(object);
  if (value === null || !takeJson(draft, memory, value)) return false;
  draft.wall ??= wallOf(STAMP.exec(label[0])?.[0]);
  return true;
}

const STAMP = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z| ?[+-]\d\d:?\d\d)?/;

function parsed(object: string): unknown {
  try {
    return JSON.parse(object);
  } catch {
    // Text that only begins like this is an ordinary line.
    return null;
  }
}

/** `['...', '...']`, `[b'...', b'...']`: each string is a line. */
function takePythonList(draft: Draft): boolean {
  const strings = [...draft.text.matchAll(PYTHON_STRING)].map(([, , inner = '']) => inner);
  if (strings.length < 2) return false;
  draft.parts = strings.map((inner) => ({ line: pythonText(inner).replace(/\r?\n$/, '') }));
  draft.closed = true;
  return true;
}
