/** A member of a YAML document of which the beginning is missing (see yaml-entries.ts), that holds a log line: `textPayload: ...`. */
import type { Format } from '../format.js';
import { BLANK } from '../scan.js';
import { yamlScalar } from './yaml-scalar.js';

const MEMBER = /^ {0,12}(?:- )?(?:textPayload|MESSAGE|message|msg|log): +(?=\S)/;
const FIRST = [0x20, 0x2d, 0x74, 0x4d, 0x6d, 0x6c];

export const yamlMember: Format = {
  layer: 'wrapper',
  begins: (code) => FIRST.includes(code),
  take(draft) {
    const { text, at } = draft;
    if (at > 0 || (text.charCodeAt(0) === BLANK && text.charCodeAt(1) !== BLANK)) return false;
    const member = MEMBER.exec(text.slice(0, 40))?.[0];
    if (member === undefined) return false;
    draft.text = yamlScalar([text.slice(member.length).trimEnd()]);
    draft.at = 0;
    draft.bodyAt = 0;
    draft.wrapper = 'yaml';
    return true;
  },
};
