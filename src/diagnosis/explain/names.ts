/** Every name that can be explained, by what it is. */
import { CAUSES } from '../causes.js';
import { FIELDS } from './fields.js';
import { GFP_FLAGS } from './gfp-flags.js';
import { JSON_FIELD_PATHS } from './json-fields.js';
import { LINE_KINDS } from './line-kinds.js';
import { RULE_NOTES } from './rule-notes.js';

export function explainableNames(): readonly (readonly [title: string, names: readonly string[]])[] {
  return [
    ['Fields of the log', Object.keys(FIELDS)],
    ['Allocation flags', Object.keys(GFP_FLAGS)],
    ['Lines of a report', Object.keys(LINE_KINDS).filter((kind) => kind !== 'unrecognised')],
    ['Findings', Object.keys(RULE_NOTES)],
    ['Causes', Object.keys(CAUSES)],
    ['Fields of the JSON output', JSON_FIELD_PATHS],
  ];
}
