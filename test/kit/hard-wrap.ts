/**
 * Logs as terminals and mailers break them: lines cut at a width, anywhere or at blanks, so that the rest of each stands on
 * lines without a prefix.
 */
export interface HardWrap {
  readonly name: string;
  /** The pieces of one line; `from`: where the width begins to count. */
  cut(line: string, width: number, from: number): readonly string[];
}

/** By characters: a terminal cuts none in two. */
function byColumn(line: string, width: number, from: number): string[] {
  const characters = [...line];
  const pieces = [characters.slice(0, from + width).join('')];
  for (let at = from + width; at < characters.length; at += width)
    pieces.push(characters.slice(at, at + width).join(''));
  return pieces;
}

/** Place of the last character that the limit holds. */
function lastOf(text: string, limit: number): number {
  return text.codePointAt(limit - 1) === text.charCodeAt(limit - 1) ? limit - 1 : limit;
}

/** `keepsBlanks`: the blank stays at the end (fold -s), and what is too long is cut; else it is lost, and nothing is cut. */
function byWord(keepsBlanks: boolean) {
  return (line: string, width: number, from: number): string[] => {
    const pieces: string[] = [];
    let rest = line;
    for (let limit = from + width; rest.length > limit; limit = width) {
      const blank = rest.lastIndexOf(' ', limit - (keepsBlanks ? 1 : 0));
      const isBreakable = rest.slice(0, blank).trim() !== '' && blank > 0;
      const at = isBreakable ? blank : keepsBlanks ? lastOf(rest, limit) : rest.indexOf(' ', limit);
      if (at < 0) break;
      pieces.push(rest.slice(0, keepsBlanks ? at + 1 : at));
      rest = rest.slice(at + 1);
    }
    return rest === '' && pieces.length > 0 ? pieces : [...pieces, rest];
  };
}

export const hardWraps: readonly HardWrap[] = [
  { name: 'terminal', cut: byColumn },
  {
    name: 'terminal without blanks at the end',
    cut: (line, width, from) => {
      const pieces = byColumn(line, width, from);
      return pieces.map((piece, index) => (index < pieces.length - 1 ? piece.trimEnd() : piece));
    },
  },
  {
    name: 'terminal that fills its lines up',
    cut: (line, width, from) =>
      byColumn(line, width, from).map((piece, index) => piece.padEnd(index === 0 ? from + width : width)),
  },
  { name: 'mailer', cut: byWord(false) },
  { name: 'fold -s', cut: byWord(true) },
];
