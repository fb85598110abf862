/** A member of a YAML document that holds a log line: `textPayload: ...` and `  MESSAGE: ...` as `gcloud logging read` prints them. */
import type { Format } from '../format.js';
import { BLANK } from '../scan.js';

const MEMBER = /^ {0,12}(?:textPayload|MESSAGE|message|msg|log): +(?=\S)/;
const IN_SINGLE = /^'((?:[^']|'')*)'\s*$/s;
const IN_DOUBLE = /^"(?:[^"\\]|\\.)*"\s*$/s;
const FIRST = [0x20, 0x74, 0x4d, 0x6d, 0x6c];

export const yamlMember: Format = {
  layer: 'wrapper',
  begins: (code) => FIRST.includes(code),
  take(draft) {
    const { text, at } = draft;
    if (at > 0 || (text.charCodeAt(0) === BLANK && text.charCodeAt(1) !== BLANK)) return false;
    const member = MEMBER.exec(text.slice(0, 40))?.[0];
    if (member === undefined) return false;
    draft.text = scalar(text.slice(member.length));
    draft.at = 0;
    draft.bodyAt = 0;
    draft.wrapper = 'yaml';
    return true;
  },
};

function scalar(text: string): string {
  const single = IN_SINGLE.exec(text)?.[1];
  if (single !== undefined) return single.replaceAll("''", "'");
  if (!IN_DOUBLE.test(text)) return text;
  try {
    return String(JSON.parse(text.trim()));
  } catch {
    return text;
  }
}
