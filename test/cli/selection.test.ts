/** --since, --until, --boot, --host and --jobs on the running command. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { useCommand } from '../kit/command.js';
import { killLog } from '../kit/kill-log.js';

const command = useCommand();
const path = (name: string): string => join(command.folder(), name);

beforeAll(() => {
  writeFileSync(
    path('kern.log.1'),
    killLog([
      { wall: '2026-11-19T08:00:00+00:00', uptime: 5000, pid: 1 },
      { wall: '2026-11-20T08:00:00+00:00', uptime: 91_400, pid: 2 },
      { wall: '2026-11-20T09:00:00+00:00', uptime: 100, pid: 3 },
    ]),
  );
  writeFileSync(
    path('kern.log'),
    killLog([
      { wall: '2026-11-20T10:00:00+00:00', uptime: 3700, pid: 4 },
      { wall: '2026-11-20T10:00:00+00:00', uptime: 40, pid: 5, host: 'db1.example.org' },
      { wall: '2026-11-20T11:00:00+00:00', uptime: 60, pid: 6 },
    ]),
  );
  writeFileSync(path('dmesg'), killLog([{ uptime: 50, pid: 7 }]));
});

interface Found {
  readonly pids: readonly number[];
  readonly code: number | null;
  readonly stderr: string;
}

async function pids(...args: readonly string[]): Promise<Found> {
  const { code, stdout, stderr } = await command.run(['parse', '--format', 'json', ...args], {
    cwd: command.folder(),
  });
  const { events, inputs } = JSON.parse(stdout) as {
    readonly events: readonly { readonly victims: readonly { readonly pid: number }[] }[];
    readonly inputs: readonly { readonly events: number }[];
  };
  expect(inputs.reduce((sum, input) => sum + input.events, 0)).toBe(events.length);
  return { pids: events.flatMap(({ victims }) => victims.map(({ pid }) => pid)), code, stderr };
}

describe('--since and --until', () => {
  test.each([
    [
      ['--since', '2026-11-20'],
      [2, 3, 4, 5, 6],
    ],
    [
      ['-S', '2026-11-20 09:00'],
      [3, 4, 5, 6],
    ],
    [
      ['-U', '2026-11-20 09:00:00'],
      [1, 2, 3],
    ],
    [
      ['-S', '2026-11-20T09:30:00+01:00', '-U', '@1795168800'],
      [3, 4, 5],
    ],
    [['-S', '-1h'], []],
  ])('%j', async (args, expected) => {
    expect(await pids(...args, 'kern.log.1', 'kern.log')).toEqual({ pids: expected, code: 0, stderr: '' });
  });

  test('keep what has no wall clock, and say so once', async () => {
    const found = await pids('--since', '2026-11-20 10:30', 'dmesg', 'kern.log', 'dmesg');
    expect(found).toMatchObject({ pids: [7, 6, 7], code: 0 });
    expect(found.stderr).toBe(
      'oomscope: 2 events were kept although --since or --until was given: the log tells no wall clock for them\n',
    );
  });

  test('exchanged are an error', async () => {
    const { code, stderr, stdout } = await command.run([
      'parse',
      '-S',
      '2026-11-21',
      '-U',
      '2026-11-20',
      'x',
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--since is after --until; exchange them');
  });

  test('that are no times name what is possible', async () => {
    const { code, stderr } = await command.run(['parse', '--since', 'tody', 'x']);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /'-S, --since <time>' argument 'tody' is invalid\. Expected a time, such as .*yesterday/,
    );
  });

  test('an empty answer says that events were left out', async () => {
    const { stdout } = await command.run(['parse', '-S', '2027-01-01', path('kern.log')]);
    expect(stdout).toBe(
      'No run of an OOM killer found among what was asked for (3 lines in 1 input; 3 left out).\n',
    );
  });
});

describe('--boot', () => {
  test.each([
    [['-b'], [5, 6]],
    [['--boot'], [5, 6]],
    [
      ['-b', '-1'],
      [4, 3],
    ],
    [['-b-2'], [1, 2]],
    [['--boot=1'], [5, 1, 2]],
    [
      ['-b', 'all'],
      [4, 5, 6, 1, 2, 3],
    ],
  ])('%j', async (args, expected) => {
    // Newest file first, as a shell's `kern.log*` gives them.
    const found = await pids(...args, 'kern.log', 'kern.log.1');
    expect(found).toEqual({ pids: expected, code: 0, stderr: '' });
  });

  test('that no host has is an error of usage, and no answer', async () => {
    const found = await pids('-b', '-9', 'kern.log', 'kern.log.1');
    expect(found).toEqual({
      pids: [],
      code: 2,
      stderr: 'oomscope: no such boot in these logs; they hold 3 boots of a host\n',
    });
  });

  test('takes no file for a boot', async () => {
    const { code, stderr } = await command.run(['parse', '--boot=kern.log']);
    expect(code).toBe(2);
    expect(stderr).toContain('a boot id of 32 hexadecimal digits');
  });
});

describe('--host', () => {
  test.each([
    [
      ['--host', 'web1'],
      [4, 6],
    ],
    [['--host', 'DB1'], [5]],
    [
      ['--host', 'db1.example.org', '--host', 'web1'],
      [4, 5, 6],
    ],
  ])('%j', async (args, expected) => {
    expect(await pids(...args, 'kern.log')).toEqual({ pids: expected, code: 0, stderr: '' });
  });

  test('that is not there names those that are', async () => {
    const found = await pids('--host', 'web9', 'kern.log', 'dmesg');
    expect(found).toMatchObject({ pids: [], code: 0 });
    expect(found.stderr).toBe(
      'oomscope: no event of host web9; there are events of web1, db1.example.org\n' +
        'oomscope: 1 event left out by --host: the log names no host for it\n',
    );
  });
});

describe('--jobs', () => {
  test('gives the same, byte for byte, in the order of the inputs', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `part-${index}.log`);
    for (const [index, name] of names.entries()) {
      const kills = Array.from({ length: (12 - index) * 6 }, (_unused, kill) => ({
        uptime: 10 + kill * 9,
        pid: 100 + kill,
        rssKiB: 1000 + index,
      }));
      writeFileSync(path(name), killLog(kills));
    }
    const args = ['parse', '--format', 'json', ...names, 'missing.log'];
    const [one, four] = [
      await command.run([...args, '--jobs', '1'], { cwd: command.folder() }),
      await command.run([...args, '--jobs', '4'], { cwd: command.folder() }),
    ];
    expect(four).toEqual(one);
    expect(one.code).toBe(3);
    expect((JSON.parse(one.stdout) as { events: unknown[] }).events).toHaveLength(6 * 78);
  });

  test('reads standard input beside files', async () => {
    const { stdout } = await command.run(
      ['parse', '-j', '2', '--format', 'ndjson', path('kern.log'), '-', path('dmesg')],
      {
        stdin: killLog([{ uptime: 3, pid: 99 }]),
      },
    );
    const found = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).victims[0].pid);
    expect(found).toEqual([4, 5, 6, 99, 7]);
  });

  test('must be a number', async () => {
    expect((await command.run(['parse', '-j', '0', 'x'])).code).toBe(2);
    expect((await command.run(['parse', '-j', 'many', 'x'])).stderr).toContain(
      'Expected a number from 1 to 64.',
    );
  });
});
