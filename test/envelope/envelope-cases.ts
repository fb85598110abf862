/** Reads `fixtures/envelopes/*.txt`: cases of `# title`, input, `==>`, one compact line per expected record. */

import { readdirSync, readFileSync } from 'node:fs';
import { createEnvelopeDecoder } from '../../src/envelope/decoder.js';
import type { KernelRecord } from '../../src/envelope/record.js';

export interface EnvelopeCase {
  readonly title: string;
  readonly input: readonly string[];
  readonly expected: string;
}

const FOLDER = new URL('../../fixtures/envelopes/', import.meta.url);
export const REFERENCE_TIME = '2026-11-21T12:00:00Z';

export function envelopeFiles(): string[] {
  return readdirSync(FOLDER).filter((name) => name.endsWith('.txt'));
}

/** `<ESC>`, `<CR>`, `<RS>`, `<NBSP>` ... in an input stand for bytes that editors hide. */
const HIDDEN: Readonly<Record<string, string>> = {
  '<ESC>': '\x1b',
  '<CR>': '\r',
  '<RS>': '\x1e',
  '<NUL>': '\0',
  '<ETX>': '\x03',
  '<TAB>': '\t',
  '<NBSP>': '\u00a0',
  '<ZWSP>': '\u200b',
  '<BOM>': '\ufeff',
};

export function envelopeCases(file: string): EnvelopeCase[] {
  const text = readFileSync(new URL(file, FOLDER), 'utf8');
  return text
    .split(/^# /m)
    .slice(1)
    .map((block) => {
      const [, title, input, expected] = /^(.*)\n\n([\s\S]*?)\n==>\n([\s\S]*)$/.exec(block) ?? [];
      if (title === undefined || input === undefined || expected === undefined) {
        throw new Error(
          `${file}: a case needs "# title", a blank line, the input, "==>" and the records:\n${block}`,
        );
      }
      return {
        title,
        input: input.replace(/<[A-Z]+>/g, (name) => HIDDEN[name] ?? name).split('\n'),
        expected: expected.trim(),
      };
    });
}

export function decodeLines(
  lines: readonly string[],
  referenceTime: string = REFERENCE_TIME,
): KernelRecord[] {
  const decoder = createEnvelopeDecoder({ referenceTime });
  const records: KernelRecord[] = [];
  lines.forEach((text, index) => {
    decoder.push({ text, number: index + 1 }, (record) => records.push(record));
  });
  decoder.end((record) => records.push(record));
  return records;
}

export function compact(record: KernelRecord): string {
  const { time } = record;
  const facts = [
    String(record.line),
    record.envelope,
    record.origin === 'program' ? `program=${record.program ?? '-'}` : record.origin,
    record.host === null ? '' : `host=${record.host}`,
    time.wall === null ? '' : `wall=${time.wall}${time.yearInferred ? '?' : ''}`,
    time.uptimeSeconds === null ? '' : `up=${time.uptimeSeconds}`,
    record.caller === null ? '' : `caller=${record.caller}`,
    record.sequence === null ? '' : `seq=${record.sequence}`,
    record.bootId === null ? '' : `boot=${record.bootId}`,
    record.lostBefore === 0 ? '' : `lost=${record.lostBefore}`,
    record.continuation ? 'cont' : '',
    JSON.stringify(record.text),
  ];
  return facts.filter((fact) => fact !== '').join(' ');
}
