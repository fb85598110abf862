/**
 * Text and bytes of this program's convention: a byte that is not part of valid UTF-8 is the lone surrogate
 * U+DC80..U+DCFF, one per byte, so that no byte of a log is lost.
 */

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 to text; undecodable bytes become lone surrogates. */
export function textFromBytes(bytes: Uint8Array): string {
  const whole = strictText(bytes);
  if (whole !== null) return whole;
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    const sequence = length === 0 ? null : strictText(bytes.subarray(at, at + length));
    text += sequence ?? String.fromCharCode(0xdc00 + (bytes[at] as number));
    at += sequence === null ? 1 : length;
  }
  return text;
}

/** Text to the bytes it was read from. */
export function bytesFromText(text: string): Uint8Array {
  if (!/[\uDC80-\uDCFF]/.test(text)) return encoder.encode(text);
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00);
    else bytes.push(...encoder.encode(character));
  }
  return Uint8Array.from(bytes);
}

function strictText(bytes: Uint8Array): string | null {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    // Not UTF-8: the caller looks at it sequence by sequence.
    return null;
  }
}

/** Bytes of the UTF-8 sequence that the byte at `at` announces; 0 where it announces none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  return at + length <= bytes.length ? length : 0;
}
