/** Strings that YAML's and Python's printers break at a width: the lines in them are read as if nobody had. */
import { describe, expect, test } from 'vitest';
import { createFoldedStrings } from '../../src/envelope/folded-strings.js';
import type { RawLine } from '../../src/envelope/record.js';
import { createLogParser } from '../../src/log-parser.js';
import { readReportFixture } from '../kit/report-fixture.js';
import { withoutMembers } from '../kit/without-members.js';

const LAB = new URL('../../fixtures/reports/lab/', import.meta.url);
const NAMES = ['6.12-system-pool-40', '6.1-memcg-v1-docker', '6.12-memcg-v2-four-at-once', '5.10-cpuset'];

function linesOf(name: string): readonly string[] {
  const { log } = readReportFixture(new URL(`${name}.log`, LAB).pathname);
  return Buffer.from(log).toString('utf8').trimEnd().split('\n');
}

function factsOf(lines: readonly string[]): unknown {
  const parser = createLogParser();
  const events = [...parser.push(Buffer.from(`${lines.join('\n')}\n`)), ...parser.end()];
  return withoutMembers(events, ['source', 'line', 'id', 'findings']);
}

/** As many words as fit, then the rest with an indent of its own. */
function folded(text: string, width: number, indent: string, end = ''): string[] {
  const lines: string[] = [];
  for (const word of text.split(/(?<=\S) (?=\S)/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines.push(`${lines.pop()} ${word}`);
    else lines.push(last === undefined ? word : `${indent}${word}`);
  }
  return lines.map((line, index) => (index < lines.length - 1 ? `${line}${end}` : line));
}

/** pprint: every piece is a literal, which ends behind the blank it was broken at. */
function literals(line: string, index: number, count: number): string[] {
  const pieces = line.match(/.{1,66}(?: |$)|\S+(?: |$)/gs) ?? [line];
  return pieces.map((piece, at) => {
    const open = index === 0 && at === 0 ? '[' : ' ';
    const isLast = at === pieces.length - 1;
    return `${open}'${piece.replace(/[\\']/g, '\\$&')}'${isLast ? (index === count - 1 ? ']' : ',') : ''}`;
  });
}

const quoted = (line: string) => `'${line.replaceAll("'", "''")}'`;

const PRINTED: Readonly<Record<string, (lines: readonly string[]) => readonly string[]>> = {
  'a list of YAML, folded at 80 columns': (lines) =>
    lines.flatMap((line) => folded(`- ${quoted(line)}`, 80, '  ')),
  'a list in a value of YAML, folded at 120 columns': (lines) => [
    'lines:',
    ...lines.flatMap((line) => folded(`  - ${quoted(line)}`, 120, '    ')),
  ],
  'a list of YAML in double quotes': (lines) =>
    lines.flatMap((line) => folded(`- ${JSON.stringify(line)}`, 80, '  \\ ', '\\')),
  'a list of objects of YAML': (lines) =>
    lines.flatMap((line, index) => [
      ...folded(`- message: ${quoted(line)}`, 80, '    '),
      `  n: ${index % 7}`,
    ]),
  'a list as pprint prints it': (lines) =>
    lines.flatMap((line, index) => literals(line, index, lines.length)),
  'a list of bytes of Python, in one line': (lines) => [
    `[${lines.map((line) => `b'${line.replace(/[\\']/g, '\\$&')}\\n'`).join(', ')}]`,
  ],
};

describe.each(NAMES)('%s', (name) => {
  const lines = linesOf(name);
  test.each(Object.entries(PRINTED))('as %s says the same', (_, print) => {
    expect(factsOf(print(lines))).toEqual(factsOf(lines));
  });
});

function unfolded(texts: readonly string[]): RawLine[] {
  const whole: RawLine[] = [];
  const strings = createFoldedStrings();
  const keep = (line: RawLine): void => void whole.push(line);
  for (const [index, text] of texts.entries()) strings.push({ text, number: index + 1 }, keep);
  strings.flush(keep);
  return whole;
}

describe('what only looks like it stays as it is', () => {
  test.each([
    ['a quote that never ends', ["- 'a b", 'c', 'd']],
    ['a quote whose rest is not indented', ["- 'a b", "c'"]],
    ['a quote with the next item behind it', ["- 'a b", "  - c'"]],
    ['strings without commas, each a line', ["[ 'Mem-Info:'", " 'Call Trace:'"]],
    ['a literal with nothing behind it', [" 'a b '"]],
    ['a stack frame', [' ? dump_stack+0x1/0x2', " 'a'"]],
  ])('%s', (_, texts) => {
    expect(unfolded(texts).map(({ text }) => text)).toEqual(texts);
  });

  test('a quote that goes on for ever is given up', () => {
    const texts = ["- 'a", ...Array.from({ length: 200 }, (_, index) => `  b${index}`)];
    expect(unfolded(texts).map(({ text }) => text)).toEqual(texts);
  });

  test('the lines that a text came from are named', () => {
    expect(unfolded(['x', "- 'it''s", "  broken'", 'y'])).toEqual([
      { text: 'x', number: 1 },
      { text: "it's broken", number: 2, lastNumber: 3 },
      { text: 'y', number: 4 },
    ]);
  });
});
