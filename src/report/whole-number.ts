/**
 * A number that a line ends in, and what else the report says of the same fact -> the whole number: a line that was cut gives
 * the beginning of it, `UID:10` for 1000.
 */
import type { Draft } from './draft.js';

export function wholeNumber(printed: number | null, others: readonly (number | null)[]): number | null {
  if (printed === null || printed === 0) return printed;
  const longer = others.filter(
    (other) => other !== null && other !== printed && `${other}`.startsWith(`${printed}`),
  );
  return longer[0] ?? printed;
}

/** What the table says of a process in a column. */
export function inTable({ rows, columns }: Draft, pid: number, name: string): number | null {
  const row = rows.find(pid);
  return row < 0 ? null : (rows.value(row, columns?.indexOf(name) ?? -1) ?? null);
}
