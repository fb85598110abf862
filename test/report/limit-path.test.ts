/** The cgroup at its limit, where foreign lines stand between the pieces of the line that names it first. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLogParser } from '../../src/log-parser.js';

const LOG = join(import.meta.dirname, '../../fixtures/reports/lab/5.10-memcg-v2-foreign-lines.log');
const PATH = '/docker/8f1d0c6a5b3e4f7a9c2d1e0f8b7a6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b';

it.each([
  ['with stamps', (text: string) => text],
  [
    'without stamps, so that every line might go on the one before',
    (text: string) => text.replace(/^\[ *\d+\.\d+\] ?/gm, ''),
  ],
])('is named by the summary line, %s', (_, change) => {
  const [, ...log] = readFileSync(LOG, 'latin1').split('\n\n');
  const parser = createLogParser();
  const events = [...parser.push(Buffer.from(change(log.join('\n\n')), 'latin1')), ...parser.end()];
  expect(events.map(({ memcg }) => [memcg?.limitPath, memcg?.taskPath])).toEqual([[PATH, PATH]]);
});

const STATS = (path: string) => `[  257.820460] Memory cgroup stats for ${path}: cache:92KB rss:3472KB`;
const KILL = [
  '[  257.966607] Memory cgroup out of memory: Kill process 3303 (java) score 979 or sacrifice child',
  '[  257.975329] Killed process 3303 (java) total-vm:3854952kB, anon-rss:2601056kB, file-rss:0kB',
];

it.each([
  ['of groups beside each other, as the first was lost', ['/docker/1', '/docker/2'], null, {}],
  ['of a group and those in it', ['/docker', '/docker/1', '/docker/2'], '/docker', { cache: 94208 }],
])('is not taken from the statistics %s', (_, paths, limitPath, stats) => {
  const parser = createLogParser();
  const log = [...paths.map(STATS), ...KILL].join('\n');
  const events = [...parser.push(Buffer.from(log)), ...parser.end()];
  expect(events).toMatchObject([{ memcg: { limitPath, taskPath: null }, identity: limitPath && {} }]);
  expect(events[0]?.memcg?.stats ?? null).toMatchObject(stats);
});
