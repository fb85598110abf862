/** Text whose end is missing, or may be -> what of it is whole for certain: without the last word. */

/** Without what stands behind the last blank. */
export function withoutLastWord(text: string): string {
  const line = text.trimEnd();
  return line.slice(0, Math.max(0, line.lastIndexOf(' '))).trimEnd();
}

/** Without what stands behind the last sign of a line of the kernel's: `anon-rss:12` of 1234567kB, `(ngi` of nginx. */
export function withoutLastValue(text: string): string {
  let end = text.length;
  while (end > 0 && !' =,(|:['.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
