/** Bytes that come in any portions -> pieces of whole lines, numbered; for sources that cannot be read again. */
import { concatBytes } from '../../container/byte-source.js';
import type { TextPiece } from './followed.js';

const NEWLINE = 0x0a;
const LONGEST_LINE = 1024 * 1024;
const REST_MS = 5000;

export interface LineCutter {
  push(chunk: Uint8Array, nowMs: number): TextPiece | null;
  /** The rest without a newline, where nothing came for long: its writer may have died. */
  endOld(nowMs: number): TextPiece | null;
  /** The rest without a newline. */
  end(): TextPiece | null;
}

export function createLineCutter(): LineCutter {
  let rest: Uint8Array = new Uint8Array(0);
  let line = 1;
  const piece = (bytes: Uint8Array): TextPiece => {
    const first = line;
    for (const byte of bytes) if (byte === NEWLINE) line++;
    return { kind: 'text', bytes, line: first, positionAt: (_, at) => JSON.stringify({ line: at }) };
  };
  let pushedMs = 0;
  const end = (): TextPiece | null => {
    const last = rest;
    rest = new Uint8Array(0);
    return last.length === 0 ? null : piece(concatBytes([last, Uint8Array.of(NEWLINE)]));
  };
  return {
    push(chunk, nowMs) {
      pushedMs = nowMs;
      const joined = rest.length === 0 ? chunk : concatBytes([rest, chunk]);
      const end = joined.length >= LONGEST_LINE ? joined.length : joined.lastIndexOf(NEWLINE) + 1;
      rest = joined.slice(end);
      return end === 0 ? null : piece(joined.subarray(0, end));
    },
    end,
    endOld: (nowMs) => (nowMs - pushedMs < REST_MS ? null : end()),
  };
}
