/**
 * The constant tables of DEFLATE (RFC 1951, section 3.2.5 and 3.2.7).
 */

/** Extra bits and smallest value of the length codes 257 to 285, and of the distance codes. */
export const LENGTH_EXTRA = numbers('0 0 0 0 0 0 0 0 1 1 1 1 2 2 2 2 3 3 3 3 4 4 4 4 5 5 5 5 0');
export const LENGTH_BASE = smallestValues(3, LENGTH_EXTRA);
// The last code stands for 258 alone, not for what comes after the one before it.
LENGTH_BASE[28] = 258;
export const DISTANCE_EXTRA = numbers('0 0 0 0 1 1 2 2 3 3 4 4 5 5 6 6 7 7 8 8 9 9 10 10 11 11 12 12 13 13');
export const DISTANCE_BASE = smallestValues(1, DISTANCE_EXTRA);

/** The order in which a block sends the lengths of the codes for code lengths. */
export const CODE_LENGTH_ORDER = numbers('16 17 18 0 8 7 9 6 10 5 11 4 12 3 13 2 14 1 15');

function numbers(list: string): Uint8Array {
  return Uint8Array.from(list.split(' '), Number);
}

function smallestValues(first: number, extraBits: Uint8Array): Uint16Array {
  let next = first;
  return Uint16Array.from(extraBits, (bits) => {
    const value = next;
    next += 1 << bits;
    return value;
  });
}
