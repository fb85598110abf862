/** What the schema finds wrong with a configuration -> messages as a person would say them, each with the keys that lead there. */
import type { z } from 'zod';
import { suggest } from '../../base/suggest.js';
import { knownNames } from './known-names.js';
import type { Mistake } from './sink-mistakes.js';

type Issue = z.core.$ZodIssue;

/** `config`: what was read, to tell what is missing from what is of another kind. */
export function schemaMistakes(issues: readonly Issue[], config: unknown): readonly Mistake[] {
  return issues.flatMap((issue) => mistakesOf(issue, [], config));
}

function mistakesOf(issue: Issue, above: readonly string[], config: unknown): readonly Mistake[] {
  const where = [...above, ...issue.path.map(String)];
  if (issue.code === 'unrecognized_keys') {
    const known = knownNames(where, valueAt(config, where));
    return issue.keys.map((key) => {
      const [meant] = suggest(key, known);
      const hint = meant === undefined ? '' : ` did you mean ${meant}?`;
      const message = `${[...where, key].join('.')} is unknown here;${hint} oomscope config schema lists what is possible`;
      return { where: [...where, key], message };
    });
  }
  const meant = issue.code === 'invalid_union' ? meantBranch(issue.errors) : null;
  if (meant !== null) return meant.flatMap((inner) => mistakesOf(inner, where, config));
  const value = valueAt(config, where);
  const missing = value === undefined ? ', but it is missing' : '';
  return [{ where, message: `${where.join('.') || 'the file'}: ${wordsFor(issue, value)}${missing}` }];
}

/** Of several forms that a value may have, the one whose keys it has; null where it has those of none, or of several. */
function meantBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | null {
  const fitting = branches.filter((issues) => issues.every(({ path }) => path.length > 0));
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list, such as [a, b]',
  object: 'names with values, such as { a: b }',
  record: 'names with values, such as { a: b }',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
};

/** Messages of the schema's own begin with `expected`; the library's are put into words. */
function wordsFor(issue: Issue, value: unknown): string {
  if (/^expected /.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${KINDS[issue.expected] ?? issue.expected}${value === undefined ? '' : `, not ${kindOf(value)}`}`;
    case 'too_small':
      return `expected at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `expected at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_value':
      return `expected ${issue.values.map(String).join(' or ')}`;
    case 'invalid_key':
      return issue.issues[0]?.message ?? issue.message;
    default:
      return issue.message
        .replace(/^Invalid discriminator value\. Expected /, 'expected one of ')
        .replaceAll(' | ', ', ')
        .replaceAll("'", '');
  }
}

function unitOf(origin: string): string {
  return origin === 'array' ? ' of them' : origin === 'string' ? ' characters' : '';
}

/** Never the value itself: it may be a secret in the wrong place. */
function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'names with values' : (KINDS[typeof value] ?? 'this');
}

function valueAt(config: unknown, where: readonly string[]): unknown {
  let value = config;
  for (const key of where) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}
