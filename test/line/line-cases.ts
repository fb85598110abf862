/**
 * Reads `fixtures/lines/*.txt`: cases of `# title`, the records one a line, `==>`, one compact line of JSON for each line
 * that was recognised in them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { KernelRecord } from '../../src/envelope/record.js';
import { createLineJoiner } from '../../src/line/joiner.js';
import type { OomLine } from '../../src/line/oom-line.js';

export interface LineCase {
  readonly title: string;
  readonly input: readonly string[];
  readonly expected: string;
}

const FOLDER = new URL('../../fixtures/lines/', import.meta.url);

export function lineFiles(): string[] {
  return readdirSync(FOLDER).filter((name) => name.endsWith('.txt'));
}

export function lineCases(file: string): LineCase[] {
  const text = readFileSync(new URL(file, FOLDER), 'utf8');
  return text
    .split(/^# /m)
    .slice(1)
    .map((block) => {
      const [, title, input, expected] = /^(.*)\n\n([\s\S]*?)\n==>\n([\s\S]*)$/.exec(block) ?? [];
      if (title === undefined || input === undefined || expected === undefined) {
        throw new Error(`${file}: a case needs "# title", a blank line, records, "==>" and lines:\n${block}`);
      }
      return { title, input: input.split('\n'), expected: expected.trim() };
    });
}

/** What editors hide or strip. */
const HIDDEN: Readonly<Record<string, string>> = {
  '<SP>': ' ',
  '<TAB>': '\t',
  '<LF>': '\n',
  '<NBSP>': '\u00a0',
  '<ESC>': '\x1b',
  '<HIGH>': '\udcff',
};

/**
 * A case's lines are kernel records; `| text` is a line without a prefix of its own (wrapped, or of a record of several
 * lines), `@name: text` is what the program of that name wrote.
 */
function recordOf(source: string, index: number): KernelRecord {
  const [, mark = '', program = null, shown = ''] = /^(\| ?|@(\S+): )?(.*)$/s.exec(source) ?? [];
  return {
    text: shown.replace(/<[A-Z]+>/g, (name) => HIDDEN[name] ?? name),
    line: index + 1,
    host: null,
    time: { wall: null, yearInferred: false, uptimeSeconds: null },
    caller: null,
    origin: mark.startsWith('@') ? 'program' : 'kernel',
    program: mark.startsWith('@') ? program : null,
    continuation: mark.startsWith('|'),
    envelope: 'bare',
    lostBefore: 0,
    sequence: null,
    bootId: null,
  };
}

export function recognised(input: readonly string[]): string {
  const joiner = createLineJoiner();
  const lines: OomLine[] = [];
  input.forEach((text, index) => {
    joiner.push(recordOf(text, index), ({ line }) => lines.push(line));
  });
  joiner.flush(({ line }) => lines.push(line));
  return lines.map(compact).join('\n');
}

/** JSON without what is null, empty or false; of several readings the best; `open` is the joiner's business. */
function compact(line: OomLine): string {
  const shown = 'readings' in line ? { ...line, readings: null, reading: line.readings[0] } : line;
  return JSON.stringify({ ...shown, open: null }, (key, value: unknown) =>
    value === null || value === false || isEmpty(value) || (key === 'rest' && value === '')
      ? undefined
      : value,
  );
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
