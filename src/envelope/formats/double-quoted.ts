/** A text in double quotes, as YAML and Go write it -> the text: their escapes are JSON's but for a few. */

/** An escape, or a control character as it is, which JSON would refuse. */
const ESCAPE = /\\(?:x([\da-fA-F]{2})|(.))|[\0-\x1f]/g;
const OWN: Readonly<Record<string, string>> = { ' ': ' ', a: '\\u0007', e: '\\u001b', v: '\\u000b' };

export function doubleQuoted(text: string): string {
  try {
    return JSON.parse(
      text.replace(ESCAPE, (all, hex?: string, char?: string) => {
        if (char !== undefined) return OWN[char] ?? all;
        return `\\u00${hex ?? all.charCodeAt(0).toString(16).padStart(2, '0')}`;
      }),
    );
  } catch {
    // Another escape of theirs: as it stands.
    return text.slice(1, -1);
  }
}
