/**
 * Remembers a piece of a line, to see cheaply whether the next line has the same piece at the same place: the lines of
 * one report share their stamp, their host and their tag.
 */

export interface SameText {
  /** End of the piece at `at`, or -1 where another text stands there or none is remembered. */
  endAt(text: string, at: number): number;
  remember(piece: string): void;
}

export function createSameText(): SameText {
  let piece = '';
  return {
    endAt: (text, at) => (piece !== '' && text.startsWith(piece, at) ? at + piece.length : -1),
    remember(next) {
      // A string of its own: a slice would keep the whole chunk of the log alive, and is slower to compare with.
      piece = [...next].join('');
    },
  };
}
