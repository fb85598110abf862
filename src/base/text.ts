/**
 * Turns text that came out of a log into text that is safe to look at: whatever could steer a terminal, reorder a
 * line, hide in it or not be encoded at all is spelled out. Each renderer escapes for its own syntax on top of this.
 */

import { formatCount } from './units.js';

/**
 * Controls, invisible format characters (bidi, zero width, tags), lone surrogates, and separators that break lines.
 * Default-ignorable characters are in it because they are invisible too, whatever their category.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * The display form of `text`: a control character becomes `\x1b`, a byte that was not UTF-8 (lone surrogate U+DC80 to
 * U+DCFF) `\xHH`, another invisible character `<U+202E>`. Backslashes stay as they are: systemd's own `\x2d` in cgroup
 * names must remain copyable.
 */
export function visibleText(text: string): string {
  return text.replace(UNSAFE, spellOut);
}

/** A name in display form; `(blank)` where there is nothing to see, so that a reader does not take it for missing. */
export function visibleName(name: string): string {
  return name.trim() === '' ? '(blank)' : visibleText(name);
}

function spellOut(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return hexByte(code);
  if (code >= 0xdc80 && code <= 0xdcff) return hexByte(code - 0xdc00);
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

function hexByte(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

/** `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

const ELLIPSIS = '…';

/** At most `max` UTF-16 units of `text`, ending in an ellipsis where something was cut; never half a surrogate pair. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, Math.max(0, max - ELLIPSIS.length));
  const whole = /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
  return whole + ELLIPSIS;
}

/** The singular or plural of `noun` after its number: `1 task`, `2 tasks`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}
