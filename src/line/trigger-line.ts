/**
 * The line that opens a report: who asked for memory, how much of it and how. Words are cut here, the structure is in
 * grammar/trigger.ne.
 */

import { groupOf, loadGrammar, readings, type Token } from './grammar/token.js';
import rules from './grammar/trigger.gen.js';
import { safeNumber } from './numbers.js';
import type { OomLine, TriggerLine } from './oom-line.js';

interface Pair {
  readonly key: string;
  readonly value: string;
  readonly flags: readonly string[] | null;
}

const grammar = loadGrammar(rules);
const ANCHOR =
  /^(?:(?:(?<comm>[\s\S]*?) )?invoked (?<killer>oom-killer|Android-oom-killer|lowmemorykiller)|(?<ancient>oom-killer))(?::|\s*$)/;
const WORD =
  /(?<separator>(?:,\s*|\s+)(?=[a-z_]+=|$))|(?<key>[A-Za-z_]+=)|(?<flagsOpen>\((?!null\)))|(?<flagsClose>\))|(?<bar>\|)|(?<value>\(null\)|\[?(?:[0-9a-zA-Z,-]*?)\]?(?=,\s*(?:[a-z_]+=|$)|\(|\s|["'`*)]*$))|(?<junk>.)/sy;
/** The groups of `WORD` in their order. */
const WORD_TYPES = ['separator', 'key', 'flagsOpen', 'flagsClose', 'bar', 'value', 'junk'];
const FLAG = /[A-Za-z0-9_]+/y;
/** What a console had printed in front of a whole first line of before 2.6.17. */
const PROMPT = /^.{0,80}\S[:>$#%] (?=oom-killer: gfp_mask=0x[0-9a-f]+\s*$)/;
/** All flags and pairs there are take less than 800. */
const LONGEST_TAIL = 1600;

/**
 * `java invoked oom-killer: gfp_mask=...`; before 2.6.17 without a name. Blanks in front may belong to the name: whoever
 * knows the CPU line decides.
 */
export function readTrigger(line: string): OomLine | null {
  const text = line.replace(PROMPT, '');
  const found = ANCHOR.exec(text);
  if (!found) return null;
  const { comm, ancient, killer } = found.groups ?? {};
  // In a table of Markdown a backslash stands before each bar.
  const tail = text.slice(found[0].length, found[0].length + LONGEST_TAIL).replaceAll('\\|', '|');
  if (ancient !== undefined && !/^\s*gfp_mask=0x/.test(tail)) return null;
  const { pairs, rest } = readTail(tail.trim());
  if (tail.trim() !== '' && !pairs.some(hasValue)) return null;
  return triggerLine(comm ?? null, killer === 'lowmemorykiller', pairs, rest);
}

interface Tail {
  readonly pairs: readonly Pair[];
  readonly rest: string;
}

/** What was read last, since one machine's reports ask for memory in few ways and the grammar is slow. */
const KNOWN_TAILS = new Map<string, Tail>();
const MOST_TAILS = 16;

function readTail(text: string): Tail {
  const known = KNOWN_TAILS.get(text);
  if (known !== undefined) return known;
  const { tokens, rest } = wordsOf(text);
  const tail = { pairs: readings<readonly Pair[]>(grammar, tokens)[0] ?? [], rest };
  if (KNOWN_TAILS.size >= MOST_TAILS) KNOWN_TAILS.clear();
  KNOWN_TAILS.set(text, tail);
  return tail;
}

/** Source code and manuals quote the line with place-holders: only real numbers make it one. */
function hasValue({ key, value }: Pair): boolean {
  return key === 'gfp_mask=' ? /^0x[0-9a-f]+$/.test(value) : /^-?\d+$/.test(value);
}

function wordsOf(text: string): { tokens: Token[]; rest: string } {
  const tokens: Token[] = [];
  let at = 0;
  let inFlags = false;
  while (at < text.length) {
    const pattern = inFlags && /[A-Za-z0-9_]/.test(text[at] ?? '') ? FLAG : WORD;
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const type = pattern === FLAG ? 'flag' : match === null ? 'junk' : groupOf(match, WORD_TYPES);
    if (match === null || match[0] === '' || type === 'junk') break;
    if (type === 'flagsOpen') inFlags = true;
    if (type === 'flagsClose') inFlags = false;
    tokens.push({ type, text: match[0] });
    at += match[0].length;
  }
  return { tokens, rest: text.slice(at) };
}

const NAMED = new Set(['gfp_mask=', 'order=', 'nodemask=', 'oom_score_adj=', 'oom_adj=', 'oomkilladj=']);

function triggerLine(
  comm: string | null,
  lowMemoryKiller: boolean,
  pairs: readonly Pair[],
  rest: string,
): TriggerLine {
  const value = (key: string): string | null => pairs.find((pair) => pair.key === key)?.value || null;
  const gfp = pairs.find((pair) => pair.key === 'gfp_mask=');
  const nodemask = value('nodemask=')?.replace(/^\[|[\],-]+$/g, '') || null;
  const oomScoreAdj = integer(value('oom_score_adj='));
  const oomAdj = integer(value('oom_adj=') ?? value('oomkilladj='));
  return {
    kind: 'trigger',
    comm,
    gfpMask: gfp !== undefined && /^0x[0-9a-f]+$/.test(gfp.value) ? gfp.value : null,
    gfpFlags: gfp?.flags ?? [],
    order: integer(value('order=')),
    nodemask: nodemask === '(null)' ? null : nodemask,
    oomScoreAdj,
    oomAdj,
    extra: Object.fromEntries(
      pairs.filter((pair) => !NAMED.has(pair.key)).map((pair) => [pair.key.slice(0, -1), pair.value]),
    ),
    killer: lowMemoryKiller ? 'lowmemorykiller' : 'kernel',
    open: oomScoreAdj === null,
    rest,
  };
}

function integer(text: string | null): number | null {
  return text !== null && /^-?\d+$/.test(text) ? safeNumber(text) : null;
}
