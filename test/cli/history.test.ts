/** `oomscope history` and `config` as whoever is paged uses them: what a service stored, found again by every filter, and wrong words answered. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { useCommand } from '../kit/command.js';
import { killLines } from '../kit/kill-lines.js';

const command = useCommand();
const DAY = 86_400_000;
const NOW = Date.now();
const config = () => join(command.folder(), 'oomscope.yaml');

beforeAll(async () => {
  const state = join(command.folder(), 'state');
  const text = `http: off\nstorage: { directory: ${state} }\nsources: [stdin]\n`;
  writeFileSync(config(), text);
  const kills = [
    { pid: 10, comm: 'java', cgroup: '/system.slice/shop.service', at: new Date(NOW - 5 * DAY) },
    { pid: 11, comm: 'node', cgroup: '/system.slice/web.service', at: new Date(NOW - 2 * DAY), host: 'db1' },
    { pid: 12, comm: 'java', cgroup: '/system.slice/shop.service', at: new Date(NOW - 3_600_000) },
    { pid: 13, comm: 'postgres', isSystem: true, at: new Date(NOW - 60_000) },
  ];
  const { code, stderr } = await command.run(['watch', '-c', config()], {
    stdin: kills.map(killLines).join(''),
  });
  expect([code, stderr]).toEqual([0, expect.stringContaining('stopped')]);
});

const history = (...args: string[]) => command.run(['history', '-c', config(), ...args]);
const programs = async (...args: string[]): Promise<(string | undefined)[]> => {
  const { code, stdout } = await history(...args);
  expect(code).toBe(0);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => /(\w+) \(pid \d+\)/.exec(line)?.[1]);
};

it.each([
  [[], ['java', 'node', 'java', 'postgres']],
  [
    ['--since', '-3d'],
    ['node', 'java', 'postgres'],
  ],
  [['--since', '-3d', '--until', '-1d'], ['node']],
  [
    ['--program', 'java'],
    ['java', 'java'],
  ],
  [['--program', 'java', '-n', '1'], ['java']],
  [['--host', 'db1'], ['node']],
  [
    ['--place', 'shop'],
    ['java', 'java'],
  ],
  [['--scope', 'system'], ['postgres']],
  [['--severity', 'critical'], ['postgres']],
] as const)('finds by %j', async (filter, expected) => {
  expect(await programs(...filter)).toEqual(expected);
});

it('shows one whole, exports all, and sums them up', async () => {
  const exported = (await history('--format', 'ndjson')).stdout.trim().split('\n');
  const events = exported.map((line) => JSON.parse(line) as { id: string; victims: { comm: string }[] });
  expect(events.map(({ victims }) => victims[0]?.comm)).toEqual(['java', 'node', 'java', 'postgres']);
  const id = events[1]?.id ?? '';
  expect((await history('--show', id.slice(0, 10))).stdout).toMatch(/^node \(pid 11\) killed/);
  const { stdout } = await history('--stats');
  expect(stdout).toMatch(/By place\n +2 {2}.*shop.*every .* on average/);
  expect(stdout).toMatch(/By program\n +2 {2}java, /);
  expect((await history('--program', 'nobody')).stdout).toBe('No event.\n');
});

it.each([
  [
    ['list'],
    2,
    'history takes no "list": --show ID gives a whole report, --stats figures, --format ndjson everything',
  ],
  [['--show', 'ffff0000'], 1, 'no event has the id ffff0000'],
  [['--since', 'soon'], 2, "option '-S, --since <time>' argument 'soon' is invalid. Expected a time"],
  [['-n', '-1'], 2, "option '-n, --lines <count>' argument '-1' is invalid. Expected a number."],
  [['--state', '/nonexistent'], 1, 'the service has never run with /nonexistent'],
] as const)('answers %j', async (words, code, said) => {
  const ran = await history(...words);
  expect([ran.code, ran.stderr]).toEqual([code, expect.stringContaining(said)]);
});

it('checks a configuration by which nobody is told, and prints it as it can be written', async () => {
  const check = await command.run(['config', 'check', '-c', config()]);
  expect([check.code, check.stderr]).toEqual([0, expect.stringContaining('nobody is told')]);
  const printed = await command.run(['config', 'print', '-c', config()]);
  expect(printed.stdout).toContain('maxSize: 512MB\n');
  writeFileSync(join(command.folder(), 'printed.yaml'), printed.stdout);
  const again = await command.run(['config', 'print', '-c', join(command.folder(), 'printed.yaml')]);
  expect(again.stdout).toBe(printed.stdout);
});
