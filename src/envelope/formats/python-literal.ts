/** What stands between the quotes of a string, or of bytes, as Python prints them -> the text. */

const ESCAPE = /\\(?:x([\da-fA-F]{2})|(.))/g;
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** Bytes beyond ASCII stay as they are spelled: they are characters of UTF-8 only together (see escapes.ts). */
export function pythonText(literal: string): string {
  return literal.replace(ESCAPE, (all, hex?: string, char?: string) => {
    if (char !== undefined) return CONTROLS[char] ?? (/["'\\]/.test(char) ? char : all);
    const code = Number.parseInt(hex ?? '', 16);
    return code < 0x80 ? String.fromCharCode(code) : all;
  });
}
