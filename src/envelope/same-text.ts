/**
 * Remembers a piece of a line, to see cheaply whether the next line has the same piece at the same place: the lines of
 * one report share their stamp, their host and their tag. (Comparing code by code is several times faster here than
 * `startsWith`.)
 */

export interface SameText {
  /** End of the piece at `at`, or -1 where another text stands there or none is remembered. */
  endAt(text: string, at: number): number;
  remember(piece: string): void;
}

const MAX_PIECE = 320;

export function createSameText(): SameText {
  const codes = new Uint16Array(MAX_PIECE);
  let length = 0;
  return {
    endAt(text, at) {
      if (length === 0) return -1;
      for (let index = 0; index < length; index++) {
        if (text.charCodeAt(at + index) !== codes[index]) return -1;
      }
      return at + length;
    },
    remember(piece) {
      length = piece.length <= MAX_PIECE ? piece.length : 0;
      for (let index = 0; index < length; index++) codes[index] = piece.charCodeAt(index);
    },
  };
}
