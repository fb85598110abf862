/**
 * CRC-32 as gzip uses it (reflected polynomial 0xEDB88320), eight bytes a step.
 */

/** Row k holds the effect of a byte that is followed by k zero bytes. */
const TABLE = makeTable();

/** Continues `crc` (0 at the start) over `bytes`. The result is the signed reading of the 32 bits: V8 keeps that fast. */
export function crc32(bytes: Uint8Array, crc = 0): number {
  const table = TABLE;
  const length = bytes.length;
  const steps = length >> 3;
  let value = ~crc;
  let at = 0;
  for (let step = 0; step < steps; step++, at += 8) {
    value =
      (table[1792 | (((bytes[at] as number) ^ value) & 0xff)] as number) ^
      (table[1536 | (((bytes[at + 1] as number) ^ (value >>> 8)) & 0xff)] as number) ^
      (table[1280 | (((bytes[at + 2] as number) ^ (value >>> 16)) & 0xff)] as number) ^
      (table[1024 | ((bytes[at + 3] as number) ^ (value >>> 24))] as number) ^
      (table[768 | (bytes[at + 4] as number)] as number) ^
      (table[512 | (bytes[at + 5] as number)] as number) ^
      (table[256 | (bytes[at + 6] as number)] as number) ^
      (table[bytes[at + 7] as number] as number);
  }
  for (; at < length; at++) {
    value = (table[(value ^ (bytes[at] as number)) & 0xff] as number) ^ (value >>> 8);
  }
  return ~value;
}

function makeTable(): Int32Array {
  const table = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    table[byte] = value;
  }
  for (let at = 256; at < table.length; at++) {
    const shorter = table[at - 256] as number;
    table[at] = (shorter >>> 8) ^ (table[shorter & 0xff] as number);
  }
  return table;
}
