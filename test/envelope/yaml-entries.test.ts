/** Entries of a log store as YAML: every way in which a value can be printed, and what only looks like it. */
import { describe, expect, it, test } from 'vitest';
import { type OomEvent, parseLog } from '../../src/index.js';
import { readReportFixture } from '../kit/report-fixture.js';
import { withoutMembers } from '../kit/without-members.js';

async function eventsOf(lines: readonly string[]): Promise<readonly OomEvent[]> {
  const events: OomEvent[] = [];
  for await (const event of parseLog([Buffer.from(`${lines.join('\n')}\n`)])) events.push(event);
  return events;
}

/** The facts of the events, without where and how they stood in the log. */
function factsOf(events: readonly OomEvent[]): unknown {
  return withoutMembers(events, ['source', 'line', 'time', 'host', 'id', 'findings', 'foreignLines']);
}

const LAB = new URL('../../fixtures/reports/lab/', import.meta.url);
const linesOf = (name: string): string[] =>
  Buffer.from(readReportFixture(new URL(`${name}.log`, LAB).pathname).log)
    .toString('utf8')
    .trimEnd()
    .split('\n');

/** A value in single quotes, folded at blanks before the 80th column, as YAML's printers do. */
function folded(name: string, text: string): string[] {
  const words = `  ${name}: '${text.replaceAll("'", "''")}'`.split(/(?<=\S) (?=\S)/);
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= 80) lines.push(`${lines.pop()} ${word}`);
    else lines.push(last === undefined ? word : `    ${word}`);
  }
  return lines;
}

const entry = (text: string, seconds = 0): string[] => [
  '---',
  'insertId: 1x2y3z',
  'jsonPayload:',
  '  _HOSTNAME: node1',
  '  _TRANSPORT: kernel',
  ...folded('MESSAGE', text),
  'labels:',
  '  gce.io/instance_id: "123"',
  'logNames:',
  '- a',
  `timestamp: '2026-11-21T02:25:${String(seconds).padStart(2, '0')}.123456Z'`,
];

describe.each(['6.12-memcg-v2-kubepods', '5.10-system-one-big', '7.2-system-pool-40'])('%s', (name) => {
  const lines = linesOf(name);
  test('as YAML documents says the same, with their time and host', async () => {
    const bare = lines.map((line) => line.replace(/^\[ *[\d.]+\] /, '').trim());
    const events = await eventsOf(bare.flatMap((line) => entry(line)));
    expect(factsOf(events)).toEqual(factsOf(await eventsOf(lines.map((line) => line.trimEnd()))));
    expect(events.map(({ host, time }) => [host, time.wall])).toEqual([
      ['node1', '2026-11-21T02:25:00.123456Z'],
    ]);
  });
});

const KILL =
  "Memory cgroup out of memory: Killed process 77 (it's) total-vm:9kB, anon-rss:8kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:7kB oom_score_adj:0";

describe('a value', () => {
  it.each([
    ['in single quotes', ["message: 'X'"].map((line) => line.replace('X', KILL.replaceAll("'", "''")))],
    ['in double quotes', [`message: "${KILL}"`]],
    [
      'in double quotes that are folded behind a backslash',
      [`message: "${KILL.slice(0, 28)}\\`, `  \\${KILL.slice(28)}"`],
    ],
    ['below its name, line by line', ['message: |-', `  ${KILL}`]],
    ['below its name, folded', ['message: >', `  ${KILL.slice(0, 28)}`, `  ${KILL.slice(29)}`]],
    ['folded without quotes', [`message: ${KILL.slice(0, 28)}`, `  ${KILL.slice(29)}`]],
  ])('%s is read', async (_, value) => {
    const events = await eventsOf([
      '---',
      'severity: INFO',
      ...value,
      'timestamp: x',
      '---',
      'severity: INFO',
    ]);
    expect(events).toMatchObject([{ victims: [{ pid: 77, comm: "it's", totalVmBytes: 9 * 1024 }] }]);
  });
});

it('reads what was copied from within, and from the first entry on', async () => {
  const lines = linesOf('6.12-memcg-v2-kubepods').flatMap((line) => entry(line));
  const whole = await eventsOf(lines);
  expect(whole).toHaveLength(1);
  expect(factsOf(await eventsOf(lines.slice(1)))).toEqual(factsOf(whole));
});

it('gives every line of what holds no log line', async () => {
  const events = await eventsOf(['---', `kernel: ${KILL}`, 'kernel: Mem-Info:', '---']);
  expect(events).toMatchObject([{ victims: [{ pid: 77 }] }]);
});

it('takes a line of dashes between logs for no more than that', async () => {
  const lines = linesOf('6.12-memcg-v2-kubepods');
  const [first] = await eventsOf(lines);
  const events = await eventsOf(['---', ...lines, '---', 'key: value', '---', 'some words', '---']);
  expect(factsOf(events)).toEqual(factsOf([first as OomEvent]));
});
