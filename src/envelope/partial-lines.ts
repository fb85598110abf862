/**
 * Long lines that a container runtime cut into pieces: keeps the pieces of each stream until the last one comes. The
 * memory is bounded: what grows beyond the limit is given out as it is.
 */

const MAX_HELD = 1 << 20;

export interface PartialLines {
  /** Keeps a piece. True once the stream holds too much: the caller then takes what is there. */
  hold(stream: string, text: string, line: number): boolean;
  /** The pieces of the stream and the number of the line of the first, or null. */
  release(stream: string): { readonly text: string; readonly line: number } | null;
  /** Streams with pieces left. */
  streams(): readonly string[];
}

export function createPartialLines(): PartialLines {
  const held = new Map<string, { pieces: string[]; length: number; line: number }>();
  return {
    hold(stream, text, line) {
      const entry = held.get(stream) ?? { pieces: [], length: 0, line };
      entry.pieces.push(text);
      entry.length += text.length;
      held.set(stream, entry);
      return entry.length > MAX_HELD;
    },
    release(stream) {
      const entry = held.get(stream);
      if (entry === undefined) return null;
      held.delete(stream);
      return { text: entry.pieces.join(''), line: entry.line };
    },
    streams: () => [...held.keys()],
  };
}
