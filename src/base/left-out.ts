/** What people put in the place of lines that they leave out of a log: `......`, `[...]`, `…`. */
const LEFT_OUT = /^\s*\[?(?:\.{3,}|…+)\]?\s*$/;

/** Whether the line stands for others: it is no rest of the one before it. */
export function isLeftOut(text: string): boolean {
  return LEFT_OUT.test(text);
}
