/** A line that is held back until the next one shows whether it goes on there. */
import type { RawLine } from './record.js';

type Emit = (line: RawLine) => void;

export interface HeldLineRules {
  /** Whether the line may go on in the next one. */
  mayGoOn(line: RawLine): boolean;
  /** Both, each with what is its own, or the line that they are together. */
  together(held: RawLine, next: RawLine): readonly [RawLine] | readonly [RawLine, RawLine];
}

export class HeldLine {
  readonly #rules: HeldLineRules;
  #held: RawLine | null = null;

  constructor(rules: HeldLineRules) {
    this.#rules = rules;
  }

  push(line: RawLine, emit: Emit): void {
    const [first, second] = this.#held === null ? [line] : this.#rules.together(this.#held, line);
    this.#held = null;
    if (second !== undefined) emit(first);
    const last = second ?? first;
    if (this.#rules.mayGoOn(last)) this.#held = last;
    else emit(last);
  }

  /** Hands on what is held back: nothing that follows goes on with it. */
  flush(emit: Emit): void {
    const held = this.#held;
    this.#held = null;
    if (held !== null) emit(held);
  }

  heldLines(): readonly number[] {
    return this.#held === null ? [] : [this.#held.number];
  }
}
