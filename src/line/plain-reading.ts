/**
 * The lines that can be read in one way only, which are nearly all: no word of theirs comes where it could be part of a
 * name. The grammars give the same for them, at ten times the cost; what is doubtful in any way is left to them.
 */
import { constraintReading } from './grammar/constraint-result.js';
import { type KillResult, wholeKill } from './grammar/kill-result.js';
import type { Token } from './grammar/token.js';
import type { ConstraintReading } from './oom-line.js';

/** A name in the only brackets of the line, and nothing but facts behind it; null for anything else. */
export function plainKill(tokens: readonly Token[]): KillResult | null {
  const open = tokens[0]?.type === 'uid' ? 1 : 0;
  const close = tokens.findIndex(({ type }) => type === 'close');
  if (tokens[open]?.type !== 'open' || close < 0) return null;
  for (let at = open + 1; at < tokens.length; at++) {
    const type = tokens[at]?.type;
    if (type === 'open' || (at > close && (type === 'close' || type === 'text'))) return null;
  }
  const facts = tokens.slice(close + 1);
  const comm = tokens.slice(open + 1, close).map(({ text }) => text);
  return wholeKill(comm.join(''), open === 1 ? [...tokens.slice(0, 1), ...facts] : facts, '');
}

/** The keys of the line in the kernel's order; `oomMemcg` and `global` exclude each other. */
const ORDER: Readonly<Record<string, number>> = {
  nodemask: 0,
  cpuset: 1,
  mems: 2,
  oomMemcg: 3,
  global: 3,
  taskMemcg: 4,
  task: 5,
  pid: 6,
  uid: 7,
};
const NEEDS: Readonly<Record<string, string>> = { mems: 'cpuset', pid: 'task', uid: 'pid' };
const PARTS: Readonly<Record<string, string>> = {
  mems: 'memsAllowed',
  oomMemcg: 'limitPath',
  taskMemcg: 'taskPath',
  task: 'comm',
};

/** Every key at most once and in the kernel's order, down to the uid; null for anything else. */
export function plainConstraint(tokens: readonly Token[]): ConstraintReading | null {
  const found = plainParts(tokens);
  return found?.last === 'uid' ? constraintReading(found.constraint, found.parts) : null;
}

/** The same of a line without its end: of the last value nobody knows how long it was, unless the next key begins. */
export function cutConstraint(tokens: readonly Token[], keys: readonly string[]): ConstraintReading | null {
  const found = plainParts(tokens);
  if (found === null) return null;
  const name = PARTS[found.last] ?? found.last;
  const { [name]: last, ...parts } = found.parts;
  if (last === true) return constraintReading(found.constraint, { ...parts, global: true });
  const value = (last ?? '').replace(/[>…]$/, '');
  const comma = value.lastIndexOf(',');
  // Node lists hold commas themselves.
  const isWhole =
    comma >= 0 && name !== 'memsAllowed' && keys.some((key) => key.startsWith(value.slice(comma)));
  return constraintReading(found.constraint, isWhole ? { ...parts, [name]: value.slice(0, comma) } : parts);
}

function plainParts(
  tokens: readonly Token[],
): { constraint: string; parts: Record<string, string | true>; last: string } | null {
  const [constraint] = tokens;
  if (constraint?.type !== 'text') return null;
  const parts: Record<string, string | true> = {};
  let last = '';
  for (let at = 1; at < tokens.length; ) {
    const key = tokens[at]?.type ?? '';
    const value = tokens[at + 1]?.type === 'text' ? (tokens[at + 1]?.text ?? '') : '';
    const isNext = (ORDER[key] ?? -1) > (ORDER[last] ?? -1) && (NEEDS[key] ?? last) === last;
    if (!isNext || (key === 'global' && value !== '')) return null;
    parts[PARTS[key] ?? key] = key === 'global' ? true : value;
    at += value === '' ? 1 : 2;
    last = key;
  }
  return { constraint: constraint.text, parts, last };
}
