/** A whole report in one string, list or object of a shape that no format knows: the same facts as of its lines. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { byteLength } from '../../src/base/byte-length.js';
import { encodeLossless } from '../../src/base/lossless-text.js';
import { createLogParser } from '../../src/log-parser.js';
import { readReportFixture } from '../kit/report-fixture.js';

const FIXTURE = fileURLToPath(
  new URL('../../fixtures/reports/lab/6.12-system-swap-full.log', import.meta.url),
);

function factsOf(text: string): unknown {
  const parser = createLogParser({ referenceTime: '2026-11-22T00:00:00Z' });
  return [...parser.push(encodeLossless(text)), ...parser.end()].map(
    ({ victims, tasks, trigger, memory, kernel, outcome, completeness, killer }) => ({
      ...{ tasks, trigger, memory, kernel, outcome, killer, status: completeness.status },
      victims: victims.map((victim) => ({ ...victim, line: 0 })),
    }),
  );
}

const json = JSON.stringify;
const single = (text: string) => text.replaceAll("'", "\\'");

type Whole = (lines: readonly string[]) => string;

const WHOLES: Readonly<Record<string, Whole>> = {
  'a member of an unknown name': (lines) => json({ id: 1, title: 'x', description: lines.join('\n') }),
  'JSON in a string of JSON': (lines) => json({ payload: json({ lines: lines.join('\n') }) }),
  'a list in a member': (lines) => json({ a: { b: lines } }),
  'objects behind any words': (lines) =>
    lines.map((line) => `2026-11-21T02:25:00Z\tkern\t${json({ ident: 'kernel', message: line })}`).join('\n'),
  'what a task of ansible printed': (lines) =>
    `web1 | SUCCESS => ${json({ changed: true, stdout: lines.join('\n') })}`,
  'a list of Go on one line': (lines) => `lines := []string{${lines.map((line) => json(line)).join(', ')}}`,
  'the rows of an INSERT on one line': (lines) =>
    `INSERT INTO log VALUES ${lines.map((line, at) => `(${at},'2026-11-21 02:25:00','${single(line)}')`).join(',')};`,
  'a cell of a table': (lines) => `id,title,text\n1,"oom","${lines.join('\n').replaceAll('"', '""')}"\n2,a,b`,
  'an element of XML': (lines) => `<a b="c"><![CDATA[${lines.join('\n')}]]></a>`,
  'a string of a shell': (lines) => `+ OUT='${lines.join('\n')}'\n+ echo done`,
};

/** Of single lines, only a stamp tells that they are a log's. */
const STAMPED: Readonly<Record<string, Whole>> = {
  'objects in lists and objects': (lines) =>
    json({ messages: lines.map((line) => ({ map: { '@rawstring': line } })) }),
  "asciinema's recording": (lines) =>
    [json({ version: 2 }), ...lines.map((line, at) => json([at / 10, 'o', `${line}\r\n`]))].join('\n'),
};

const counted = (text: string) => `${byteLength(text)} ${text}`;

const log = new TextDecoder().decode(readReportFixture(FIXTURE).log);
const stamped = log.split('\n').filter((line) => line.includes(']') && !/brd:|Adding/.test(line));
const bare = stamped.map((line) => line.replace(/^\[ *\d+\.\d{6}\] /, ''));
const expected = factsOf(`${stamped.join('\n')}\n`);

test.each(Object.entries(STAMPED))('%s', (_, whole) => {
  expect(factsOf(`${whole(stamped)}\n`)).toEqual(expected);
});

describe.each(Object.entries(WHOLES))('%s', (_, whole) => {
  test('with stamps', () => expect(factsOf(`${whole(stamped)}\n`)).toEqual(expected));
  test('without', () => expect(factsOf(`${whole(bare)}\n`)).toEqual(expected));
});

test('messages behind their lengths, as TCP carries them', () => {
  const messages = stamped.map((line) => counted(`<4>1 2026-11-21T02:25:00Z web1 kernel - - - ${line}`));
  expect(factsOf(messages.join(''))).toEqual(expected);
});

test('what a program says of a kill is none, whatever its member is called', () => {
  const said = 'Out of memory: Killed process 4711 (java) total-vm:4kB, anon-rss:4kB, file-rss:0kB';
  expect(factsOf(`${json({ level: 'error', reason: said })}\n`)).toEqual([]);
  expect(factsOf(`worker failed: ${json({ message: said })}\n`)).toEqual([]);
  expect(factsOf(`  expect(lines).toEqual(["a", "${said}", "b"])\n`)).toEqual([]);
  expect(factsOf(`one string:\n${said}"\n`)).toEqual([]);
});

test('a line in a quotation is an example, with a stamp too', () => {
  const stamped =
    '[   12.345678] Out of memory: Killed process 4711 (java) total-vm:4kB, anon-rss:4kB, file-rss:0kB';
  const logged = `Nov 21 02:25:00 web1 kernel: ${stamped}`;
  for (const text of [
    `    assert parse('${logged}') == 4711`,
    `const lines = ['${logged}'];`,
    `LOG = """${stamped}\n"""`,
    json({ example: stamped }),
  ])
    expect(factsOf(`${text}\n`), text).toEqual([]);
});
