/** The display form of log text. */
import { describe, expect, it } from 'vitest';
import { clip, counted, visibleName, visibleText } from '../../src/base/text.js';
import { HOSTILE } from '../kit/hostile.js';

/** Anything that a terminal, a bidi algorithm or an encoder would act on instead of showing it. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe('visibleText', () => {
  it.each([
    ['plain', 'postgres: écrit 数', 'postgres: écrit 数'],
    ['escape', '\x1b[31m', '\\x1b[31m'],
    ['newline, return, tab', 'a\n\r\tb', 'a\\x0a\\x0d\\x09b'],
    ['C1 control', '\u009b', '<U+009B>'],
    ['bidi override', '\u202egpj', '<U+202E>gpj'],
    ['zero width', 'a\u200bb', 'a<U+200B>b'],
    ['byte that is not UTF-8', '\udc80\udcff', '\\x80\\xff'],
    ['lone surrogate', '\ud800', '<U+D800>'],
    ['a real pair', '😀', '😀'],
    ['tag character', '\u{e0041}', '<U+E0041>'],
    ['the escapes of systemd', 'dev-disk\\x2dby', 'dev-disk\\x2dby'],
  ])('shows %s', (_, text, expected) => {
    expect(visibleText(text)).toBe(expected);
  });

  it('leaves nothing invisible in any hostile text', () => {
    expect(HOSTILE.some(({ text }) => INVISIBLE.test(text))).toBe(true);
    for (const { text } of HOSTILE) expect(visibleText(text)).not.toMatch(INVISIBLE);
  });
});

describe('visibleName', () => {
  it.each([
    ['', '(blank)'],
    ['  ', '(blank)'],
    ['a b', 'a b'],
    ['\t', '(blank)'],
    ['\x1b', '\\x1b'],
  ])('shows %j', (name, expected) => {
    expect(visibleName(name)).toBe(expected);
  });
});

describe('clip', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['a😀b', 3, 'a…'],
    ['abcd', 1, '…'],
  ])('cuts %s to %i', (text, max, expected) => {
    expect(clip(text, max)).toBe(expected);
  });
});

describe('counted', () => {
  it.each([
    [1, '1 task'],
    [0, '0 tasks'],
    [1234, '1,234 tasks'],
  ])('counts %i', (count, expected) => {
    expect(counted(count, 'task')).toBe(expected);
  });
});
