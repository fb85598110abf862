/**
 * The seam to nearley: tokens, a lexer that hands out an array of them, and one function that runs a compiled grammar.
 * A fresh parser a line, because a nearley parser is dead after its first error.
 */
import nearley from 'nearley';

export interface Token {
  readonly type: string;
  readonly text: string;
}

let queue: readonly Token[] = [];
let position = 0;

/** What nearley asks of a lexer, over tokens made beforehand. */
export const arrayLexer = {
  reset(tokens: unknown): void {
    queue = tokens as readonly Token[];
    position = 0;
  },
  next(): Token | undefined {
    return queue[position++];
  },
  save(): undefined {
    return undefined;
  },
  formatError(): string {
    return 'token not expected here';
  },
  has(_type: string): boolean {
    return true;
  },
};

/** A compiled grammar ready for `readings`. */
export type Grammar = nearley.Grammar;

export function loadGrammar(rules: unknown): Grammar {
  return nearley.Grammar.fromCompiled(rules as nearley.CompiledRules);
}

/** Every way the grammar reads all the tokens; empty where it reads none. */
export function readings<T>(grammar: Grammar, tokens: readonly Token[]): readonly T[] {
  const parser = new nearley.Parser(grammar);
  try {
    parser.feed(tokens as unknown as string);
  } catch {
    // nearley's way to say "not this token": an ordinary answer here.
    return [];
  }
  return parser.results as readonly T[];
}

/** Name of the group that matched, of a pattern whose alternatives are the groups `names`, in this order. */
export function groupOf(found: RegExpExecArray, names: readonly string[]): string {
  return names.find((_name, index) => found[index + 1] !== undefined) ?? '';
}
