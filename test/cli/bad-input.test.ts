/** What cannot be read, or is no log at all: one clear message naming it, the right exit code, the other inputs still read. */

import { once } from 'node:events';
import { chmodSync, createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { useCommand } from '../kit/command.js';
import { killLog } from '../kit/kill-log.js';

const command = useCommand();
const capture = fileURLToPath(new URL('../../fixtures/reports/lab/6.1-memcg-v1-docker.log', import.meta.url));

interface Output {
  readonly inputs: readonly {
    readonly path: string;
    readonly bytes: number;
    readonly lines: number;
    readonly events: number;
    readonly error: string | null;
  }[];
  readonly events: readonly {
    readonly victims: readonly { readonly comm: string; readonly pid: number }[];
  }[];
}

function place(name: string, contents: string | Uint8Array): string {
  const path = join(command.folder(), name);
  writeFileSync(path, contents);
  return path;
}

/** Parses the bad input together with a good one: the good one must come through. */
async function parseBeside(
  bad: string,
): Promise<{ readonly error: string; readonly stderr: string; readonly output: Output }> {
  const { code, stdout, stderr } = await command.run(['parse', '--format', 'json', bad, capture]);
  expect(code).toBe(3);
  const output = JSON.parse(stdout) as Output;
  const error = output.inputs.find(({ path }) => path === bad)?.error ?? '';
  expect(stderr).toBe(`oomscope: ${bad}: ${error}\n`);
  const good = output.inputs.find(({ path }) => path === capture);
  expect(good).toMatchObject({ error: null, events: 1 });
  expect(output.events.flatMap(({ victims }) => victims.map(({ comm }) => comm))).toContain('redis-server');
  return { error, stderr, output };
}

describe('an input that cannot be read', () => {
  test('a missing file', async () => {
    const { error } = await parseBeside(join(command.folder(), 'nowhere.log'));
    expect(error).toBe('no such file or directory; check the path');
  });

  test('a directory without logs', async () => {
    const path = join(command.folder(), 'pictures');
    mkdirSync(path);
    writeFileSync(join(path, 'cat.png'), 'x');
    const { error } = await parseBeside(path);
    expect(error).toMatch(/^no log files in this directory \(looked for .*\); name the files instead$/);
  });

  test('a pattern that matches nothing', async () => {
    const { error } = await parseBeside(join(command.folder(), 'kern*.nothing'));
    expect(error).toBe('no file matches this pattern');
  });

  test('a binary file', async () => {
    const { error } = await parseBeside(process.execPath);
    expect(error).toMatch(/^it looks like .*, not like a log$/);
  });

  test('an empty file', async () => {
    const { error } = await parseBeside(place('empty.log', ''));
    expect(error).toBe('it is empty');
  });

  test('an empty path', async () => {
    const { error } = await parseBeside('');
    expect(error).toContain('name a file, a directory or - for standard input');
  });

  test('a broken gzip: what came before is kept', async () => {
    const kills = Array.from({ length: 5000 }, (_, index) => ({
      uptime: 100 + index * 3,
      pid: 1000 + index * 7,
      rssKiB: 1024 + ((index * 7919) % 99_991),
    }));
    const whole = gzipSync(killLog(kills));
    const { error, output } = await parseBeside(place('broken.log.gz', whole.subarray(0, whole.length / 2)));
    expect(error).toMatch(/^the compressed data ends early \(at byte \d+\)$/);
    const found = output.inputs[0]?.events ?? 0;
    expect(found).toBeGreaterThan(1000);
    expect(found).toBeLessThan(5000);
  });

  test('a gzip that breaks off within a value, which is none then', async () => {
    const text = killLog([{ uptime: 100, pid: 7 }]).replace('oom_score_adj:0', 'oom_score_adj:984');
    const stored = gzipSync(text, { level: 0 });
    const cut = stored.subarray(0, stored.length - 8 - '84\n'.length);
    const { output } = await parseBeside(place('value.log.gz', cut));
    const victims = output.events.flatMap((event) => event.victims);
    expect(victims.find(({ pid }) => pid === 7)).toMatchObject({
      pid: 7,
      anonRssBytes: 204_800 * 1024,
      oomScoreAdj: null,
    });
  });

  test('a gzip with a wrong checksum', async () => {
    const bytes = gzipSync(readFileSync(capture));
    bytes[bytes.length - 6] = (bytes[bytes.length - 6] ?? 0) ^ 0xff;
    const { output } = await parseBeside(place('checksum.log.gz', bytes));
    expect(output.inputs[0]?.events).toBe(1);
  });

  test.skipIf(process.getuid?.() === 0)(
    'a file of another user (root may read all: run as a user)',
    async () => {
      const path = place('secret.log', 'x\n');
      chmodSync(path, 0);
      const { error } = await parseBeside(path);
      expect(error).toBe(
        'permission denied; run as root, or as a member of the groups adm and systemd-journal',
      );
    },
  );

  test('several at once are each told, in the order of the arguments', async () => {
    const [a, b] = [join(command.folder(), 'a.missing'), join(command.folder(), 'b.missing')];
    const { code, stderr } = await command.run(['parse', '-j', '3', a, capture, b, capture]);
    expect(code).toBe(3);
    expect(stderr.split('\n').map((line) => line.split(': ')[1])).toEqual([a, b, undefined]);
  });

  test('a control character in a name does not reach the terminal', async () => {
    const { stderr } = await command.run(['parse', 'a\u001bcb\nc']);
    expect(stderr).toBe('oomscope: a\\x1bcb\\x0ac: no such file or directory; check the path\n');
  });
});

describe('a log that is damaged but can be read', () => {
  test('a line of 100 MB', async () => {
    const path = join(command.folder(), 'long.log');
    const stream = createWriteStream(path);
    const piece = 'x'.repeat(1_000_000);
    for (let i = 0; i < 100; i++) if (!stream.write(piece)) await once(stream, 'drain');
    stream.end(`\n${killLog([{ uptime: 12, pid: 77 }])}`);
    await once(stream, 'close');
    const { code, stdout, stderr } = await command.run(['parse', '--format', 'json', path]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const output = JSON.parse(stdout) as Output;
    expect(output.inputs[0]).toMatchObject({ lines: 2, events: 1, error: null });
    expect(output.inputs[0]?.bytes).toBeGreaterThan(100_000_000);
    expect(output.events[0]?.victims[0]?.pid).toBe(77);
  });

  test('invalid UTF-8 comes back byte for byte', async () => {
    const log = Buffer.from(killLog([{ uptime: 12, pid: 77, comm: 'caf?' }]).replace('?', '\xe9'), 'latin1');
    const { code, stdout } = await command.run(['parse', '--format', 'json', '-'], { stdin: log });
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as Output).events[0]?.victims[0]?.comm).toBe('caf\udce9');
  });

  test('NUL bytes, as a crash leaves them', async () => {
    const log = `${'\0'.repeat(4096)}\n${killLog([{ uptime: 12, pid: 77 }])}`;
    const path = place('nul.log', `${killLog([{ uptime: 11, pid: 76, rssKiB: 999 }])}${log}`);
    const { code, stdout } = await command.run(['parse', '--format', 'json', path]);
    expect(code).toBe(0);
    const pids = (JSON.parse(stdout) as Output).events.flatMap(({ victims }) =>
      victims.map(({ pid }) => pid),
    );
    expect(pids).toEqual([76, 77]);
  });

  test('a log without any event is no error', async () => {
    const { code, stdout, stderr } = await command.run(['parse'], { stdin: 'all is well\nstill\n' });
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'No run of an OOM killer found (2 lines in 1 input).\n',
      stderr: '',
    });
  });
});
