/**
 * What people and tools put in front of lines they pass on: mail quotes, leading blanks, an editor's line numbers,
 * the file names and numbers of `grep`, `<pre>`. Whatever could be text is taken off only where a log's prefix follows.
 */

import type { Draft } from '../draft.js';
import type { Format } from '../format.js';
import type { Memory } from '../memory.js';
import { startsPrefix } from '../prefix-start.js';
import {
  BLANK,
  blanksEnd,
  COLON,
  digitsEnd,
  isDigit,
  isLetter,
  OPEN_BRACKET,
  skipBlank,
  TAB,
} from '../scan.js';

const GREATER = 0x3e;
const BAR = 0x7c;
const NO_BREAK_SPACE = 0xa0;
const DASH = 0x2d;

/** `> `, `>> `, `| `: the quoted line keeps its own leading blanks. */
export const quote: Format = {
  layer: 'wrapper',
  begins: (code) => code === GREATER || code === BAR,
  take(draft) {
    const { text, at } = draft;
    let end = at;
    while (text.charCodeAt(end) === GREATER || text.charCodeAt(end) === BAR) end++;
    const next = text.charCodeAt(end);
    if (next !== BLANK && next !== TAB && end < text.length && !startsPrefix(text, end)) return false;
    draft.at = next === TAB ? end + 1 : skipBlank(text, end);
    return true;
  },
};

export const indentation: Format = {
  layer: 'wrapper',
  isIndent: true,
  begins: (code) => code === BLANK || code === TAB || code > 127,
  take(draft) {
    const { text, at } = draft;
    let end = at;
    while (isSpace(text.charCodeAt(end))) end++;
    if (end === at || !startsPrefix(text, end)) return false;
    draft.at = end;
    return true;
  },
};

function isSpace(code: number): boolean {
  return code === BLANK || code === TAB || code === NO_BREAK_SPACE;
}

/** `166233 Apr 18 ...`, `   12 [   1.2...`, `12:<4>...`. */
export const lineNumber: Format = {
  layer: 'wrapper',
  begins: (code) => isDigit(code) || code === BLANK,
  take(draft) {
    const { text, at } = draft;
    const first = blanksEnd(text, at);
    const digits = digitsEnd(text, first);
    if (digits === first) return false;
    const mark = text.charCodeAt(digits);
    let end =
      mark === COLON || mark === 0x2d || mark === BAR || mark === 0x2e || mark === 0x2192
        ? digits + 1
        : digits;
    while (isSpace(text.charCodeAt(end))) end++;
    if (end === digits || end === text.length || !startsPrefix(text, end)) return false;
    draft.at = end;
    return true;
  },
};

const MAX_PATH = 256;

/** `kern.log:`, `kern.log:123:`, and on lines of context `kern.log-123-`. */
export const grepPrefix: Format = {
  layer: 'wrapper',
  begins: (code) => isLetter(code) || code === 0x2e || code === 0x2f || code === 0x5f || code === 0x28,
  take(draft, memory) {
    return takeKnownFile(draft, memory) || takeFile(draft, memory);
  },
};

function takeKnownFile(draft: Draft, memory: Memory): boolean {
  const { text, at } = draft;
  const file = memory.grepFile;
  if (file === null || !text.startsWith(file, at)) return false;
  const end = numberEnd(text, at + file.length);
  if (end < 0) return false;
  draft.at = end;
  return true;
}

function takeFile(draft: Draft, memory: Memory): boolean {
  const { text, at } = draft;
  const end = text.indexOf(':', at);
  // Nearly every line fails here or at the character behind the colon.
  if (end <= at || end - at > MAX_PATH || text.charCodeAt(end + 1) <= BLANK) return false;
  const next = numberEnd(text, end);
  if (next < 0 || !startsPrefix(text, next) || !isPath(text, at, end)) return false;
  memory.grepFile = text.slice(at, end);
  draft.at = next;
  return true;
}

function isPath(text: string, at: number, end: number): boolean {
  return !/[\s[<{]/.test(text.slice(at, end));
}

/** Position behind `:`, `:123:` or `-123-`, or -1. */
function numberEnd(text: string, at: number): number {
  const mark = text.charCodeAt(at);
  if (mark !== COLON && mark !== 0x2d) return -1;
  const digits = digitsEnd(text, at + 1);
  return digits > at + 1 && text.charCodeAt(digits) === mark ? digits + 1 : at + 1;
}

const QUOTED = /^\s{0,40}(?:\[|- )?(?:"(.+)"|'(.+)'|`([^`]+)`)[\],]{0,2}\s*$/s;
const QUOTES = [0x22, 0x27, 0x60];

/**
 * `"text",`: the strings of a list in JSON or YAML, the fields of a table in CSV, of which the one with a log's prefix, or
 * the last, is the line; `` `text` `` of Markdown.
 */
export const quotedLine: Format = {
  layer: 'wrapper',
  begins: (code) =>
    QUOTES.includes(code) || code === BLANK || code === TAB || code === OPEN_BRACKET || code === DASH,
  take(draft) {
    const { text, at } = draft;
    let first = at;
    while (text.charCodeAt(first) === BLANK || text.charCodeAt(first) === TAB) first++;
    if (text.charCodeAt(first) === OPEN_BRACKET) first++;
    else if (text.startsWith('- ', first)) first += 2;
    if (!QUOTES.includes(text.charCodeAt(first))) return false;
    const match = QUOTED.exec(text.slice(at));
    if (match === null) return false;
    const [, inDouble, inSingle, inTicks] = match;
    // A list of lines as Python prints it, each with its end.
    const otherwise = (inSingle ?? inTicks ?? '').replace(/\\n$/, '');
    draft.text = inDouble === undefined ? otherwise : fieldOf(inDouble);
    draft.at = 0;
    draft.bodyAt = 0;
    draft.wrapper = 'quoted';
    return true;
  },
};

function fieldOf(quoted: string): string {
  const fields = quoted
    .replace(/^[\w.-]{1,40}"\s*:\s*"/, '')
    // Fields without quotes may stand between.
    .split(/",(?:[^",]*,)*\s*"(?!")/);
  const line = fields.findLast((field) => startsPrefix(field, 0) && field.length > 40) ?? fields.at(-1) ?? '';
  if (fields.length > 1 || !line.includes('\\')) return line.replaceAll('""', '"').replaceAll('\\"', '"');
  try {
    // A serial console's text is escaped before it is made JSON.
    return String(JSON.parse(`"${line}"`)).replace(/(?:\r?\n|\\r\\n)$/, '');
  } catch {
    return line;
  }
}

const FENCE = /^(?:[*+-] {1,3})?(`{3,}|`)[ \t]*/;
/** Markdown's fence, or the tick that opens a span of code, with the first line right behind it. */
export const codeFence: Format = {
  layer: 'wrapper',
  begins: (code) => code === 0x60 || code === 0x2a || code === 0x2b || code === DASH,
  take(draft) {
    const { text, at } = draft;
    const match = FENCE.exec(text.slice(at, at + 20));
    if (match === null) return false;
    const end = at + match[0].length;
    const rest = text.slice(end);
    // Behind a fence may stand the name of a language: one word. A tick that closes within the line quotes words.
    const isLine = match[1] === '`' ? /^[^`]*`?$/.test(rest) && startsPrefix(rest, 0) : /\S\s+\S/.test(rest);
    if (!isLine) return false;
    if (rest.endsWith('`')) draft.text = text.slice(0, -1);
    draft.at = end;
    return true;
  },
};

const MARKUP = /^<(?:pre|code|tt|samp)(?: [^<>]{0,200})?>/i;

export const markup: Format = {
  layer: 'wrapper',
  begins: (code) => code === 0x3c,
  take(draft) {
    const match = MARKUP.exec(draft.text.slice(draft.at, draft.at + 220));
    if (match === null) return false;
    draft.at += match[0].length;
    return true;
  },
};
