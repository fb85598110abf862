/** Marks behind every line: what they are told by, and that the lines' own ends stay. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { decodeLossless, encodeLossless } from '../../src/base/lossless-text.js';
import { commonEndOf } from '../../src/envelope/common-end.js';
import { createLogParser } from '../../src/log-parser.js';
import { readReportFixture } from '../kit/report-fixture.js';

const FIXTURES = fileURLToPath(new URL('../../fixtures/reports/', import.meta.url));
const text = decodeLossless(readReportFixture(`${FIXTURES}lab/6.1-memcg-v2-kubepods.log`).log).trimEnd();

function factsIn(log: string): unknown {
  const parser = createLogParser();
  const events = [...parser.push(encodeLossless(log)), ...parser.end()];
  return events.map(({ victims, tasks, trigger, memcg, memory, kernel }) => ({
    ...{ victims, tasks, trigger, memcg, memory, kernel },
  }));
}

describe('what stands behind every line is taken off', () => {
  test.each([
    ['a table', (line: string) => `| ${line} |`],
    ['a table on a screen', (line: string) => `│ ${line} │`],
    ['a column', (line: string) => `${line},web1`],
    [
      'columns, the line in quotes where it needs them',
      (line: string) => {
        const quoted = line.includes(',') ? `"${line.replaceAll('"', '""')}"` : line;
        return `${quoted},web1,kernel`;
      },
    ],
    ['a terminal', (line: string) => `\u001b[0m${line}\u001b[K\r`],
    [
      'a row of HTML',
      (line: string) => `<tr><td>${line.replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</td></tr>`,
    ],
    ['a shell script', (line: string) => `${line} \\`],
    ['blanks', (line: string) => `${line}   `],
  ])('%s', (_, put) => {
    expect(factsIn(`${text.split('\n').map(put).join('\n')}\n`)).toEqual(factsIn(`${text}\n`));
  });
});

describe('the own ends of lines stay', () => {
  test.each([
    ['Killed process 1 (a) total-vm:4kB, anon-rss:0kB, file-rss:0kB, shmem-rss:0kB'],
    ['oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),global_oom,task=a,pid=1,uid=0'],
    ['[  812]    33   812    70497     4251      30        0             0 php'],
    ['  "message": "a",'],
    [''],
  ])('%j', (line) => {
    expect(commonEndOf(Array.from({ length: 20 }, () => line))).toBeNull();
  });

  test('where too few lines have it', () => {
    const lines = Array.from({ length: 20 }, (_, index) => (index % 5 === 0 ? 'x' : 'x |'));
    expect(commonEndOf(lines)).toBeNull();
    expect(commonEndOf(['x |', 'y |'])).toBeNull();
  });
});
