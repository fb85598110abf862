/**
 * Bytes into text and back without losing any: a byte that is no part of a valid UTF-8 sequence becomes the lone surrogate
 * U+DC00 + byte, which valid UTF-8 never gives. Names of processes and cgroups may hold any bytes.
 */

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Null where the bytes are not valid UTF-8 throughout. */
export function decodeStrict(bytes: Uint8Array): string | null {
  try {
    return STRICT.decode(bytes);
  } catch {
    return null;
  }
}

export function decodeLossless(bytes: Uint8Array): string {
  return decodeStrict(bytes) ?? decodePieces(bytes);
}

/** Text to the bytes it was read from. */
export function encodeLossless(text: string): Uint8Array {
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

function decodePieces(bytes: Uint8Array): string {
  let text = '';
  let validFrom = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    text +=
      STRICT.decode(bytes.subarray(validFrom, at)) + String.fromCharCode(0xdc00 + (bytes[at] as number));
    at++;
    validFrom = at;
  }
  return text + STRICT.decode(bytes.subarray(validFrom));
}

/** Length of the valid sequence at `at`, 0 where there is none (RFC 3629: no overlong forms, no surrogates). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number;
  if (lead < 0x80) return 1;
  const second = bytes[at + 1] ?? 0;
  if (lead >= 0xc2 && lead <= 0xdf) return isTail(second) ? 2 : 0;
  const hasThree = isTail(second) && isTail(bytes[at + 2] ?? 0);
  if (lead >= 0xe0 && lead <= 0xef) {
    const isShortest = lead !== 0xe0 || second >= 0xa0;
    const isSurrogate = lead === 0xed && second >= 0xa0;
    return hasThree && isShortest && !isSurrogate ? 3 : 0;
  }
  if (lead < 0xf0 || lead > 0xf4 || !hasThree || !isTail(bytes[at + 3] ?? 0)) return 0;
  return (lead !== 0xf0 || second >= 0x90) && (lead !== 0xf4 || second < 0x90) ? 4 : 0;
}

function isTail(byte: number): boolean {
  return byte >= 0x80 && byte <= 0xbf;
}
