/**
 * A parser that is asked before it is fed, so that a token it cannot take marks a boundary and no error. Logs have the
 * same few sequences of tokens again and again: what nearley says after each of them is kept and shared.
 */
import nearley from 'nearley';
import type { Grammar } from './token.js';

export interface StepParser {
  accepts(type: string): boolean;
  /** `type` must be acceptable. */
  feed(type: string): void;
  results(): readonly unknown[];
}

/** What nearley says after a sequence of tokens. */
interface Place {
  readonly types: readonly string[];
  readonly accepted: ReadonlySet<string>;
  readonly results: readonly unknown[];
  readonly next: Map<string, Place>;
}

interface State {
  readonly rule: { readonly symbols: readonly unknown[] };
  readonly dot: number;
}

/** Sequences that are kept: far more than real logs have, so that only hostile ones pay for a parser of their own. */
const MOST_PLACES = 5000;
const LONGEST_SEQUENCE = 48;

/** Gives fresh parsers of one grammar. */
export function createStepParsers(grammar: Grammar): () => StepParser {
  const start = placeAfter(grammar, []);
  let places = 1;
  const nextPlace = (place: Place, type: string): Place | null => {
    const known = place.next.get(type);
    if (known !== undefined) return known;
    if (places >= MOST_PLACES || place.types.length >= LONGEST_SEQUENCE) return null;
    places++;
    const fresh = placeAfter(grammar, [...place.types, type]);
    place.next.set(type, fresh);
    return fresh;
  };
  return () => {
    let place: Place = start;
    let own: OwnParser | null = null;
    return {
      accepts: (type) => (own === null ? place.accepted : acceptedBy(own)).has(type),
      feed(type) {
        const next = own === null ? nextPlace(place, type) : null;
        if (next !== null) place = next;
        else {
          own ??= parserAfter(grammar, place.types);
          feed(own, type);
        }
      },
      results: () => (own === null ? place.results : (own.results as readonly unknown[])),
    };
  };
}

type OwnParser = nearley.Parser & {
  readonly table: readonly { readonly scannable: readonly State[] }[];
  readonly current: number;
};

function placeAfter(grammar: Grammar, types: readonly string[]): Place {
  const parser = parserAfter(grammar, types);
  return { types, accepted: acceptedBy(parser), results: parser.results ?? [], next: new Map() };
}

function parserAfter(grammar: Grammar, types: readonly string[]): OwnParser {
  const parser = new nearley.Parser(grammar) as OwnParser;
  for (const type of types) feed(parser, type);
  return parser;
}

function feed(parser: OwnParser, type: string): void {
  parser.feed([{ type, text: type }] as unknown as string);
}

function acceptedBy(parser: OwnParser): Set<string> {
  const states = parser.table[parser.current]?.scannable ?? [];
  return new Set(
    states.flatMap(
      (state) => (state.rule.symbols[state.dot] as { readonly type?: string } | undefined)?.type ?? [],
    ),
  );
}
