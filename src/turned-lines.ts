/** Lines of a log that has its newest line first -> the same lines in the order they were written, with their own numbers. */
import type { RawLine } from './envelope/record.js';

export interface TurnedLines {
  push(line: RawLine): void;
  end(): void;
}

/** Characters that are held at once. A longer log is turned round piece by piece: only a report across two pieces is torn. */
const MOST_HELD = 64 * 1024 * 1024;

export function createTurnedLines(emit: (line: RawLine) => void, mostHeld = MOST_HELD): TurnedLines {
  let held: RawLine[] = [];
  let characters = 0;
  const handOut = (): void => {
    for (let line = held.pop(); line !== undefined; line = held.pop()) emit(line);
    held = [];
    characters = 0;
  };
  return {
    push(line) {
      held.push(line);
      characters += line.text.length;
      if (characters > mostHeld) handOut();
    },
    end: handOut,
  };
}
