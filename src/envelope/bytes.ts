/**
 * Text and bytes of this program's convention: a byte that is not part of valid UTF-8 is the lone surrogate
 * U+DC80..U+DCFF, one per byte, so that no byte of a log is lost.
 */

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 to text; undecodable bytes become lone surrogates. */
export function textFromBytes(bytes: Uint8Array): string {
  const parts: string[] = [];
  let validFrom = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      if (at > validFrom) parts.push(strictDecoder.decode(bytes.subarray(validFrom, at)));
      parts.push(String.fromCharCode(0xdc00 + (bytes[at] as number)));
      validFrom = at + 1;
    }
    at += Math.max(length, 1);
  }
  parts.push(strictDecoder.decode(bytes.subarray(validFrom)));
  return parts.join('');
}

/** Text to the bytes it was read from. */
export function bytesFromText(text: string): Uint8Array {
  if (!/[\uDC80-\uDCFF]/.test(text)) return encoder.encode(text);
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00);
    else if (code < 0x80) bytes.push(code);
    else bytes.push(...encoder.encode(character));
  }
  return Uint8Array.from(bytes);
}

/** Bytes of the valid UTF-8 sequence that begins at `at`; 0 where none does (Unicode 15, table 3-7). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const second = bytes[at + 1] ?? 0;
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  if (first < 0xe0) return 2;
  if (!isContinuation(bytes[at + 2])) return 0;
  if (first < 0xf0) return 3;
  return isContinuation(bytes[at + 3]) ? 4 : 0;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x80 && byte <= 0xbf;
}
