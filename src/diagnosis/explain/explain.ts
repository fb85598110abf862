/**
 * Says what a field, a flag, a rule, a cause or a pasted line means. A line comes as the kernel wrote it; whoever can
 * take prefixes off (a time, a host) hands in a function that names the kind of such a line.
 */
import { recognise } from '../../line/recognise.js';
import { CAUSES } from '../causes.js';
import type { Explanation, FieldNote, Note } from './explanation.js';
import { FIELDS } from './fields.js';
import { GFP_FLAGS } from './gfp-flags.js';
import { jsonFields } from './json-fields.js';
import { LINE_KINDS } from './line-kinds.js';
import { RULE_NOTES } from './rule-notes.js';

/** Kind of a pasted line, as the line recogniser names it; null or `unrecognised` for text that is no such line. */
export type KindOfLine = (line: string) => string | null;

const LONGEST = 4096;

/** Null where nothing is known under that name. Names are found whatever their case. */
export function explain(query: string, kindOfLine: KindOfLine = kindOfKernelText): Explanation | null {
  const text = query.slice(0, LONGEST).trim();
  if (text === '') return null;
  return explainName(text) ?? explainLine(kindOfLine(text), text);
}

function kindOfKernelText(line: string): string {
  return recognise(line, null).kind;
}

/** The explanation of a kind of line, and of the fields that stand in `line`. */
export function explainLine(kind: string | null, line: string): Explanation | null {
  if (kind === null || kind === 'unrecognised') return null;
  const note = find<Note>(LINE_KINDS, kind);
  if (note === null) return null;
  return { kind: 'line', name: kind, unit: note.value[0], text: note.value[1], fields: fieldsIn(line) };
}

function explainName(name: string): Explanation | null {
  const bare = name.replace(/[:=?]+$/, '').replace(/\[\]$/, '');
  const rule = find<string>(RULE_NOTES, bare);
  if (rule !== null) return { kind: 'rule', name: rule.name, unit: null, text: rule.value, fields: [] };
  const cause = find<string>(CAUSES, bare);
  if (cause !== null) return { kind: 'cause', name: cause.name, unit: null, text: cause.value, fields: [] };
  const field = find<Note>(FIELDS, bare);
  if (field !== null)
    return { kind: 'field', name: field.name, unit: field.value[0], text: field.value[1], fields: [] };
  const flag = find<string>(GFP_FLAGS, bare);
  if (flag !== null) return { kind: 'flag', name: flag.name, unit: null, text: flag.value, fields: [] };
  return explainJsonField(bare);
}

/** Several fields may have one name in different places. */
function explainJsonField(name: string): Explanation | null {
  const [first, ...others] = jsonFields(name);
  if (first === undefined) return null;
  if (others.length === 0) return { kind: 'field', ...first, fields: [] };
  const text = 'Several fields of the JSON output have this name.';
  return { kind: 'field', name, unit: null, text, fields: [first, ...others] };
}

function find<T>(
  table: Readonly<Record<string, T>>,
  name: string,
): { readonly name: string; readonly value: T } | null {
  const wanted = name.toLowerCase();
  const found = Object.entries(table).find(([key]) => key.toLowerCase() === wanted);
  return found === undefined ? null : { name: found[0], value: found[1] };
}

/** Known names in the order in which they stand in the line, each once. */
function fieldsIn(line: string): readonly FieldNote[] {
  const names = new Set(line.match(/[A-Za-z_][A-Za-z0-9_-]*/g) ?? []);
  const notes: FieldNote[] = [];
  for (const name of names) {
    const note = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    const flag = Object.hasOwn(GFP_FLAGS, name) ? GFP_FLAGS[name] : undefined;
    if (note !== undefined) notes.push({ name, unit: note[0], text: note[1] });
    else if (flag !== undefined) notes.push({ name, unit: null, text: flag });
  }
  return notes;
}
