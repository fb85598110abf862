/** Decimal texts from kernel lines as numbers that JSON can carry; null where the value does not fit. */

/** A decimal integer, or null beyond 2^53 - 1 (underflows, "unlimited"). */
export function safeNumber(digits: string): number | null {
  // Plus zero: JSON knows no -0.
  const value = Number(digits) + 0;
  return Number.isSafeInteger(value) ? value : null;
}

/** A count of kB as bytes, or null where the bytes do not fit. */
export function bytesOfKib(digits: string): number | null {
  const value = Number(digits) * 1024 + 0;
  return digits !== '' && Number.isSafeInteger(value) ? value : null;
}
