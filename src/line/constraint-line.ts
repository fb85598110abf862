/**
 * The `oom-kill:` summary line with every reading its text allows. The keys are cut here, the structure is in
 * grammar/constraint.ne.
 */
import rules from './grammar/constraint.gen.js';
import { rankConstraints } from './grammar/constraint-result.js';
import { loadGrammar, readings, type Token } from './grammar/token.js';
import type { ConstraintReading, OomLine } from './oom-line.js';
import { cutConstraint, plainConstraint } from './plain-reading.js';

const grammar = loadGrammar(rules);
const HEAD = 'oom-kill:constraint=';
const KIND = 'CONSTRAINT_';
const KEYS: Readonly<Record<string, string>> = {
  ',nodemask=': 'nodemask',
  ',cpuset=': 'cpuset',
  ',mems_allowed=': 'mems',
  ',oom_memcg=': 'oomMemcg',
  ',global_oom': 'global',
  ',task_memcg=': 'taskMemcg',
  ',task=': 'task',
  ',pid=': 'pid',
  ',uid=': 'uid',
};
const KEY = /,(?:nodemask=|cpuset=|mems_allowed=|oom_memcg=|global_oom(?=,|$)|task_memcg=|task=|pid=|uid=)/g;

/** A key met more often than this is text but for its first and last occurrences: bounds what a hostile name costs. */
const OCCURRENCES = 4;

export function readConstraint(text: string): OomLine | null {
  const at = text.indexOf(HEAD);
  if (at < 0) return null;
  const tail = text.slice(at + HEAD.length);
  // Manuals quote the line with place-holders.
  if (!tail.startsWith(KIND)) return at === 0 && KIND.startsWith(tail) ? withoutFacts('') : null;
  const words = constraintWords(tail);
  const plain = plainConstraint(words);
  if (plain !== null && plain.uid !== null) return { kind: 'constraint', open: false, readings: [plain] };
  const ranked = rankConstraints(readings<ConstraintReading | null>(grammar, words));
  const [best, ...others] = ranked;
  if (best === undefined) return withoutFacts(tail);
  if (best.uid === null)
    return { kind: 'constraint', open: true, readings: [readCutConstraint(words, tail)] };
  const alike = others.filter((other) => other.uid !== null);
  return { kind: 'constraint', open: false, readings: [best, ...alike] };
}

/** Cut so early that nothing but the kind of limit may be there. */
function withoutFacts(tail: string): OomLine {
  return { kind: 'constraint', open: true, readings: [cutReading(tail)], rest: ' ' };
}

/** Without its end: of the last value nobody knows how long it was. */
function readCutConstraint(words: readonly Token[], tail: string): ConstraintReading {
  return cutConstraint(words, Object.keys(KEYS)) ?? cutReading(tail);
}

export function constraintWords(text: string): Token[] {
  const found = [...text.matchAll(KEY)];
  const kept = withoutMiddles(found);
  const tokens: Token[] = [];
  let end = 0;
  for (const match of kept) {
    if (match.index > end) tokens.push({ type: 'text', text: text.slice(end, match.index) });
    tokens.push({ type: KEYS[match[0]] ?? 'text', text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) tokens.push({ type: 'text', text: text.slice(end) });
  return tokens;
}

/** The keys but for those in the middle of many of their kind. */
function withoutMiddles<Match extends RegExpMatchArray>(found: readonly Match[]): Match[] {
  const total = new Map<string, number>();
  for (const [key] of found) total.set(key, (total.get(key) ?? 0) + 1);
  const seen = new Map<string, number>();
  return found.filter(([key]) => {
    const place = seen.get(key) ?? 0;
    seen.set(key, place + 1);
    return place < OCCURRENCES / 2 || place >= (total.get(key) ?? 0) - OCCURRENCES / 2;
  });
}

/** Nothing but the kind of limit can be trusted. */
function cutReading(text: string): ConstraintReading {
  const constraint = /^\w*/.exec(text)?.[0] ?? '';
  return {
    constraint,
    nodemask: null,
    cpuset: null,
    memsAllowed: null,
    global: false,
    limitPath: null,
    taskPath: null,
    comm: null,
    pid: null,
    uid: null,
  };
}
