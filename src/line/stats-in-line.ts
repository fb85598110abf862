/**
 * The statistics of a memory cgroup on one line, as they are where line ends were lost (`anon 1 file 2 ...`) -> the lines that
 * the kernel printed.
 */

const HEAD = /^Memory cgroup stats(?: for [^\n]*?)?:(?=\s+(?:anon|cache) \d)/;
const PAIRS = /^\s*(?:anon|cache) \d+(?:\s+[a-z][a-z_\d]* \d+)+\s*$/;
const PAIR = /[a-z][a-z_\d]* \d+/g;

/** The lines in the text, or null where it is only one. */
export function statsInLine(text: string): readonly string[] | null {
  const first = text.charCodeAt(0);
  if (first !== 0x4d && first !== 0x61 && first !== 0x63 && first !== 0x20) return null;
  const head = first === 0x4d ? HEAD.exec(text)?.[0] : '';
  if (head === undefined) return null;
  const rest = text.slice(head.length);
  if (!PAIRS.test(rest)) return null;
  const pairs = rest.match(PAIR) ?? [];
  return head === '' ? pairs : [head, ...pairs];
}
