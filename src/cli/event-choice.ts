/**
 * Which two events `compare` is asked for: `FILE#3` names the third event of a file, `FILE#-1` its last; `--events 1,3`
 * names the first and third of one file, or the first of one and the third of another.
 */
export interface EventChoice {
  readonly path: string;
  /** 1-based, from the end where negative; null where none was named. */
  readonly number: number | null;
}

/** `exists`: whether there is such a file, since a file's name may end in `#1` itself. */
export function readEventChoice(argument: string, exists: (path: string) => boolean): EventChoice {
  const [, path, number] = /^(.+)#(-?\d{1,9})$/s.exec(argument) ?? [];
  if (path === undefined || exists(argument)) return { path: argument, number: null };
  return { path, number: Number(number) };
}

/** Two numbers, or null. */
export function readEventNumbers(text: string): readonly [number, number] | null {
  const [, a, b] = /^(-?\d{1,9}),\s*(-?\d{1,9})$/.exec(text.trim()) ?? [];
  if (a === undefined || b === undefined || Number(a) === 0 || Number(b) === 0) return null;
  return [Number(a), Number(b)];
}

/** A problem of the choice, told to the user. */
export class WrongChoice extends Error {}

/** The event of that number. */
export function pickEvent<E>(events: readonly E[], number: number, path: string): E {
  const event = number > 0 ? events[number - 1] : events.at(number);
  if (number !== 0 && event !== undefined) return event;
  const there = events.length === 1 ? 'one event' : `${events.length} events`;
  throw new WrongChoice(`${path} holds ${there}; there is no #${number}`);
}
