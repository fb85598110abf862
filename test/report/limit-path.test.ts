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
