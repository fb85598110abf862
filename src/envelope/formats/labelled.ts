/**
 * Objects and lists that a tool prints behind a label of its own: fluentd (`time tag: {...}`), Fluent Bit's standard output
 * (`[0] tag: [time, {...}]`), ansible (`ok: [host] => {...}`), and a list of strings as Python prints it.
 */

import type { Draft } from '../draft.js';
import type { Format } from '../format.js';
import type { Memory } from '../memory.js';
import { takeJson } from './json.js';
import { pythonText } from './python-literal.js';

const LONGEST_LABEL = 300;
const LABELS: readonly RegExp[] = [
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})? [+-]\d{4} [\w.*-]{1,128}: (?=\{)/,
  /^\[\d{1,9}\] [\w.*-]{1,128}: \[(?:\d{1,12}(?:\.\d{1,9})?|\[\d{1,12}(?:\.\d{1,9})?, \{[^{}]{0,200}\}\]), (?=\{)/,
  /^(?:ok|changed|failed|fatal): \[[^\]\s]{1,200}\](?: \([^()]{0,60}\))? ?(?:=>|\|) (?=\{)/,
];
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
  const label = LABELS.map((pattern) => pattern.exec(head)).find((found) => found !== null);
  if (label === undefined || label === null) return false;
  // Older versions of Fluent Bit print Ruby's arrows.
  const object = text
    .slice(label[0].length, text.lastIndexOf('}') + 1)
    .replace(/^\{"(\w{1,40})"=>/, '{"$1":');
  try {
    return takeJson(draft, memory, JSON.parse(object));
  } catch {
    // Text that only begins like this is an ordinary line.
    return false;
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
