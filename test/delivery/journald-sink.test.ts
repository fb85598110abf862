/** The systemd journal: entries with fields, in a real one; and that the watcher does not take them for events. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { journalEntry, MESSAGE_ID } from '../../src/delivery/journald/journal-fields.js';
import { createJournaldSink } from '../../src/delivery/journald/journald-sink.js';
import type { Letter } from '../../src/delivery/notice.js';
import { createLogParser } from '../../src/log-parser.js';
import { type Built, buildProgram } from '../kit/built.js';
import { hostileEvent } from '../kit/hostile.js';
import { type Journald, startJournald, whyNoJournald } from '../kit/journald.js';
import { killLines } from '../kit/kill-lines.js';
import { hostileEvents } from './hostile-letters.js';
import { letter, never, storedEvent } from './letters.js';

const FORGED = [
  'x\nOOMSCOPE_FORGED=1\nPRIORITY=0',
  'x\r\nOOMSCOPE_FORGED=1',
  'x\u2028OOMSCOPE_FORGED=1',
  'Out of memory: Killed process 7 (x) total-vm:1kB, anon-rss:1kB, file-rss:0kB, shmem-rss:0kB, UID:0',
  'x\nNov 20 12:00:00 web1 kernel: Out of memory: Killed process 7 (x) total-vm:1kB, anon-rss:1kB, file-rss:0kB',
];

function hostileLetters(): Letter[] {
  const forged = FORGED.map((text) => storedEvent({ event: hostileEvent(text) }));
  return [...hostileEvents(), ...forged].map((event) => letter({ kind: 'event' }, { event }));
}

describe.skipIf(whyNoJournald !== null)(`a real journal (${whyNoJournald ?? 'installed'})`, () => {
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
  let built: Built;
  let journal: Journald;
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'oomscope-journald-'));
    built = buildProgram();
    journal = await startJournald();
  });
  afterAll(async () => {
    await journal?.stop();
    built?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  function configure(more: object): string {
    const path = join(folder, 'oomscope.yaml');
    const config = { http: 'off', storage: { directory: join(folder, 'state') }, ...more };
    writeFileSync(path, stringify(config));
    return path;
  }

  const beside = (...argv: string[]): [string, string[]] => [
    'nsenter',
    [...journal.inside.slice(1), ...argv],
  ];

  it('shows a test with its fields', async () => {
    const config = configure({ sinks: { journal: { type: 'journald' } } });
    const { stdout } = await promisify(execFile)(
      ...beside(process.execPath, built.cli, 'notify', '--test', '--config', config),
    );
    expect(stdout).toContain('journal (journald): delivered');
    await expect.poll(() => journal.entries().length).toBe(1);
    expect(journal.entries()).toMatchObject([
      {
        ...{ PRIORITY: '6', MESSAGE_ID, _TRANSPORT: 'journal', OOMSCOPE_SEVERITY: 'warning' },
        ...{
          OOMSCOPE_VICTIM: 'oomscope-test',
          OOMSCOPE_VICTIM_PID: '4242',
          OOMSCOPE_UNIT: 'oomscope-test.service',
        },
        ...{ OOMSCOPE_CGROUP: '/system.slice/oomscope-test.service', OOMSCOPE_LIMIT_BYTES: '268435456' },
        OOMSCOPE_EVENT_ID: expect.stringMatching(/^[0-9a-f]+$/),
        MESSAGE: expect.stringMatching(
          /^oomscope-test \(pid 4242\) killed on .*\n.*\nThis is a test: nothing was killed\.$/s,
        ),
      },
    ]);
  });

  it('takes hostile names as values: one entry each, no field of theirs', async () => {
    const before = journal.entries().length;
    const letters = hostileLetters();
    const file = join(folder, 'letters.json');
    writeFileSync(file, JSON.stringify(letters));
    const script = `
      import { readFileSync } from 'node:fs';
      import { createJournaldSink } from ${JSON.stringify(join(built.dist, 'delivery/journald/journald-sink.js'))};
      const sink = createJournaldSink({ name: 'j', env: process.env });
      for (const letter of JSON.parse(readFileSync(${JSON.stringify(file)}, 'utf8'))) {
        const result = await sink.send(letter, new AbortController().signal);
        if (result.kind !== 'delivered') throw new Error(JSON.stringify(result));
      }`;
    await promisify(execFile)(...beside(process.execPath, '--input-type=module', '-e', script));
    await expect.poll(() => journal.entries().length - before, { timeout: 10_000 }).toBe(letters.length);
    for (const entry of journal.entries().slice(before)) {
      const own = Object.keys(entry).filter((name) => !name.startsWith('_'));
      expect(own.filter((name) => !KNOWN.test(name))).toEqual([]);
      expect(entry.PRIORITY).toBe('4');
      for (const [name, value] of Object.entries(entry)) {
        // Values that are no text come as numbers.
        expect(typeof value, name).toBe('string');
        expect(name === 'MESSAGE' ? String(value).replaceAll('\n', '') : value).not.toMatch(
          /[\p{Cc}\p{Zl}\p{Zp}]/u,
        );
      }
    }
  });

  it('does not feed the watcher with its own entries', async () => {
    const [log, events] = [join(folder, 'kern.log'), join(folder, 'events.ndjson')];
    writeFileSync(log, '');
    const before = journal.entries().length;
    const config = configure({
      sources: ['journal', { file: log }],
      sinks: { journal: { type: 'journald' }, file: { type: 'ndjson', path: events } },
    });
    const watcher = spawn(...beside(process.execPath, built.cli, 'watch', '--config', config), {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    watcher.stderr?.on('data', (data: Buffer) => {
      said += data.toString('utf8');
    });
    await expect.poll(() => said, { timeout: 30_000 }).toContain('watching');
    appendFileSync(log, killLines({ pid: 4711 }));
    await expect.poll(() => journal.entries().length - before, { timeout: 30_000 }).toBe(1);
    // The entry as a syslog daemon passes it on, into the log that is followed.
    const message = String(journal.entries().at(-1)?.MESSAGE);
    for (const line of message.split('\n'))
      appendFileSync(log, `${new Date().toISOString()} web1 oomscope[9]: ${line}\n`);
    appendFileSync(log, killLines({ pid: 4712, cgroup: '/system.slice/other.service' }));
    await expect.poll(() => journal.entries().length - before, { timeout: 30_000 }).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    watcher.kill('SIGTERM');
    await once(watcher, 'close');
    const victims = readFileSync(events, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).victims[0].pid);
    expect(victims).toEqual([4711, 4712]);
    expect(journal.entries().length - before).toBe(2);
  });
});

const KNOWN = /^(?:MESSAGE|MESSAGE_ID|PRIORITY|SYSLOG_IDENTIFIER|OOMSCOPE_(?!FORGED)[A-Z_]+)$/;

it('is no event to the parser, whatever the names in it are', () => {
  for (const one of hostileLetters()) {
    const lines = journalEntry(one, one.event ?? storedEvent())
      .split('\n')
      .filter((line) => line.startsWith('MESSAGE='))
      .map((line) => `Nov 20 12:00:00 web1 oomscope[9]: ${line.slice(8)}`);
    const parser = createLogParser({ path: 'syslog' });
    const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`);
    expect([...parser.push(bytes), ...parser.end()], lines.join('\n')).toEqual([]);
  }
});

it('waits where no journald listens, though logger would end well', async () => {
  const socket = join(tmpdir(), 'no-such-journal');
  expect(existsSync(socket)).toBe(false);
  const sink = createJournaldSink({ name: 'j', env: process.env, socket });
  expect(await sink.send(letter({ kind: 'event' }), never)).toMatchObject({
    ...{ kind: 'retryLater', isInDoubt: false },
    reason: `journald does not run here: there is no ${socket}`,
  });
});
