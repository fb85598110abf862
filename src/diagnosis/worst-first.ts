/** The badness of a table's rows into the order in which the kernel would choose them. */

/**
 * Indexes of the eligible rows, the worst first. Equal rows: kernels that print a score take the first of the table, later
 * ones the last. Empty where an eligible row could not be computed.
 *
 * Badness and place are sorted as one number, which is ten times as fast as a sort that calls back to compare.
 */
export function worstFirst(
  eligible: readonly (boolean | null)[],
  badness: readonly (number | null)[],
  isFirstOfEqual: boolean,
): Uint32Array {
  const size = eligible.length;
  const keys = new Float64Array(size);
  let count = 0;
  for (let index = 0; index < size; index++) {
    if (eligible[index] !== true) continue;
    const points = badness[index] ?? null;
    if (points === null) return new Uint32Array(0);
    const key = (isFirstOfEqual ? index : size - 1 - index) - points * size;
    if (!Number.isSafeInteger(key)) return worstFirstOfHuge(eligible, badness, isFirstOfEqual);
    keys[count++] = key;
  }
  const sorted = keys.subarray(0, count).sort();
  const order = new Uint32Array(count);
  for (let place = 0; place < count; place++) {
    const key = sorted[place] as number;
    const at = key - Math.floor(key / size) * size;
    order[place] = isFirstOfEqual ? at : size - 1 - at;
  }
  return order;
}

/** The same for more pages than any machine has, as a forged table may print them. */
function worstFirstOfHuge(
  eligible: readonly (boolean | null)[],
  badness: readonly (number | null)[],
  isFirstOfEqual: boolean,
): Uint32Array {
  const rows = Array.from(eligible.keys()).filter((index) => eligible[index] === true);
  if (rows.some((index) => badness[index] === null)) return new Uint32Array(0);
  if (!isFirstOfEqual) rows.reverse();
  return Uint32Array.from(rows.toSorted((a, b) => (badness[b] ?? 0) - (badness[a] ?? 0)));
}
