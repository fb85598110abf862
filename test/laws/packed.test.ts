/** How a log is stored changes nothing: packed in every way that is read, archived, or written by systemd as a journal. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planReading, readAll } from '../../src/cli/read-all.js';
import type { KernelRecord } from '../../src/envelope/record.js';
import type { OomEvent } from '../../src/index.js';
import { hasTool } from '../container/bytes.js';
import { noJournalTools, startJournalWriter } from '../kit/journal-writer.js';
import { type WrapRecord, wrapAs } from '../kit/wrap.js';
import { logs, recordsOf, sample, seedOf } from './replay.js';

const root = mkdtempSync(join(tmpdir(), 'packed-'));
const plain = join(root, 'plain');
afterAll(() => rmSync(root, { recursive: true }));

type Told = Omit<OomEvent, 'source'> & { readonly lines: readonly number[] };

/** The events of each log below a path, by its name. */
async function eventsBelow(...paths: string[]): Promise<Map<string, Told[]>> {
  const found = new Map<string, Told[]>();
  const options = { jobs: 1, boots: false, excerpts: false, onBytes: () => {} };
  for await (const read of readAll(await planReading(paths), options)) {
    if (read.kind === 'input') {
      expect(read.input.error).toBeNull();
      continue;
    }
    const { source, ...event } = read.event;
    const name = /^.*?\.log/.exec(basename(source.path))?.[0] ?? source.path;
    const lines = [source.firstLine, source.lastLine];
    found.set(name, [...(found.get(name) ?? []), { ...event, lines }]);
  }
  return found;
}

/** Years are inferred from when a file was changed last. */
const CHANGED = Date.UTC(2026, 10, 28) / 1000;

let expected = new Map<string, Told[]>();
beforeAll(async () => {
  mkdirSync(plain);
  for (const { name, fixture } of logs) {
    writeFileSync(join(plain, name), fixture.log);
    utimesSync(join(plain, name), CHANGED, CHANGED);
  }
  expected = await eventsBelow(plain);
  expect(expected.size).toBeGreaterThan(250);
});

describe('every log', () => {
  const COMPRESSORS = [
    ['gzip', ['-q']],
    ['xz', ['-q', '-0']],
    ['zstd', ['-q', '--rm']],
    ['bzip2', ['-q']],
    ['lz4', ['-q', '-m', '--rm']],
  ] as const;
  for (const [tool, options] of COMPRESSORS)
    test.skipIf(!hasTool(tool))(`compressed by ${tool}`, async () => {
      const folder = join(root, tool);
      execFileSync('cp', ['-a', plain, folder]);
      execFileSync(tool, [...options, ...readdirSync(folder)], { cwd: folder });
      expect(await eventsBelow(folder)).toEqual(expected);
    });

  const ARCHIVES = [
    ['tar', []],
    ['tar.gz', ['gzip']],
    ['tar.xz', ['xz']],
    ['tar.zst', ['zstd']],
  ] as const;
  for (const [ending, tools] of ARCHIVES)
    test.skipIf(!tools.every(hasTool))(`in ${ending}`, async () => {
      const archive = join(root, `logs.${ending}`);
      const compress = tools.map((tool) => `--use-compress-program=${tool}`);
      execFileSync('tar', [...compress, '-cf', archive, '-C', root, 'plain']);
      expect(await eventsBelow(archive)).toEqual(expected);
    });
});

/** Records that a kernel gives to journald. */
const journalled = logs
  .map(({ name, fixture }) => ({ name, records: recordsOf(fixture.log) }))
  .filter(({ records }) =>
    records.every(
      ({ origin, lostBefore, continuation }) => origin !== 'program' && lostBefore === 0 && !continuation,
    ),
  );

describe.skipIf(noJournalTools !== null)('as a journal', () => {
  test.each(sample(journalled, 24, seedOf('journal')))('$name', async ({ name, records }) => {
    const entries = records.map(entryOf);
    // One line for each entry, so that the numbers are the same.
    const text = join(root, `${name}.json.log`);
    writeFileSync(text, wrapAs('journal-json', entries));
    const path = join(root, `${name}.journal`);
    const writer = startJournalWriter(path);
    for (const entry of entries) writer.writeExport(exported(entry));
    await writer.stop();
    const [ofJournal, ofText] = [await eventsBelow(path), await eventsBelow(text)];
    expect([...ofJournal.values()]).toEqual([...ofText.values()]);
  });
});

function entryOf({ text }: KernelRecord, index: number): WrapRecord {
  const wall = new Date(Date.UTC(2026, 10, 21) + index).toISOString().replace('Z', '000');
  return { text, uptimeSeconds: 1000 + index / 1000, wall, host: 'web1', caller: null, level: 4 };
}

/** systemd's writer wants the time since boot as well. */
function exported(entry: WrapRecord): Uint8Array {
  const text = wrapAs('journal-export', [entry]);
  const end = text.indexOf(0x0a);
  const monotonic = `\n__MONOTONIC_TIMESTAMP=${entry.uptimeSeconds * 1e6}\n`;
  return Buffer.concat([text.subarray(0, end), Buffer.from(monotonic), text.subarray(end + 1)]);
}
