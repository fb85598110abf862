/** A line of logfmt (logrus, slog, Grafana's tools: `time=... level=info msg="..." host=...`) -> what it holds, read like a log shipper's object. */

import type { Format } from '../format.js';
import { doubleQuoted } from './double-quoted.js';
import { takeJson } from './json.js';

const FIRST = /^(?:time|ts|t|level|lvl)=/;
const PAIR = /([A-Za-z_@][\w@./-]{0,60})=("(?:[^"\\]|\\.)*"|[^\s"]*)(?: +|$)/y;
const MOST_PAIRS = 64;

export const logfmt: Format = {
  layer: 'wrapper',
  begins: (code) => code === 0x74 || code === 0x6c,
  take(draft, memory) {
    if (draft.at > 0 || !FIRST.test(draft.text)) return false;
    const fields = fieldsOf(draft.text.trimEnd());
    if (fields === null || !takeJson(draft, memory, fields)) return false;
    draft.wrapper = 'logfmt';
    return true;
  },
};

/** Null where something else than a pair stands in the line. */
function fieldsOf(text: string): Record<string, unknown> | null {
  const fields: Record<string, unknown> = {};
  PAIR.lastIndex = 0;
  for (let count = 0; PAIR.lastIndex < text.length; count++) {
    const found = count < MOST_PAIRS ? PAIR.exec(text) : null;
    const [, name = '', value = ''] = found ?? [];
    if (found === null) return null;
    fields[name] = value.startsWith('"') ? doubleQuoted(value) : value;
  }
  return fields;
}
