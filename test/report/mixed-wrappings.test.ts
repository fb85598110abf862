/** Short logs that somebody put together from two sources, examples in comments, and lines that a tool sorted. */
import { expect, test } from 'vitest';
import { encodeLossless } from '../../src/base/lossless-text.js';
import { createLogParser } from '../../src/log-parser.js';

const TRIGGER = 'nginx invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0';
const SUMMARY =
  'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=x.scope,mems_allowed=0,oom_memcg=/kube,task_memcg=/kube/x,task=java,pid=1234,uid=33';
const KILL =
  'Memory cgroup out of memory: Killed process 1234 (java) total-vm:4000000kB, anon-rss:3000000kB, file-rss:1000kB, shmem-rss:0kB, UID:33 pgtables:6000kB oom_score_adj:0';
const SELECT = 'Out of memory: Kill process 1234 (java) score 900 or sacrifice child';
const OLD_KILL = 'Killed process 1234 (java) total-vm:4000000kB, anon-rss:3000000kB, file-rss:1000kB';

const dmesg = (line: string) => `[12345.678901] ${line}`;
const syslog = (line: string) => `Nov 21 02:25:00 web1 kernel: ${line}`;

function eventsOf(lines: readonly string[]) {
  const parser = createLogParser({ referenceTime: '2026-11-22T00:00:00Z' });
  return [...parser.push(encodeLossless(`${lines.join('\n')}\n`)), ...parser.end()];
}

test.each([
  ['dmesg and syslog', [dmesg(TRIGGER), dmesg(SUMMARY), syslog(KILL)]],
  ['no prefix and syslog', [TRIGGER, SUMMARY, syslog(KILL)]],
  ['syslog and dmesg', [syslog(TRIGGER), syslog(SUMMARY), dmesg(KILL)]],
  ['a sentence between them', [dmesg(TRIGGER), dmesg(SUMMARY), 'and in /var/log/messages:', syslog(KILL)]],
])('summary and kill by two ways are one event: %s', (_, lines) => {
  expect(eventsOf(lines)).toMatchObject([
    {
      host: 'web1',
      trigger: { comm: 'nginx', cpuset: 'x.scope' },
      memcg: { limitPath: '/kube' },
      victims: [{ pid: 1234, anonRssBytes: 3000000 * 1024 }],
    },
  ]);
});

test('another process, owner or host is another event', () => {
  expect(eventsOf([dmesg(SUMMARY), syslog(KILL.replace('1234', '1235'))])).toHaveLength(2);
  expect(eventsOf([dmesg(SUMMARY), syslog(KILL.replace('UID:33', 'UID:34'))])).toHaveLength(2);
  expect(eventsOf([syslog(SUMMARY).replace('web1', 'web2'), syslog(KILL)])).toHaveLength(2);
});

test('what only the summary line says of a trigger that was lost is kept', () => {
  expect(eventsOf([dmesg(SUMMARY), dmesg(KILL)])).toMatchObject([
    { trigger: null, extra: { cpuset: 'x.scope', memsAllowed: '0' } },
  ]);
});

test.each([
  ['of a configuration', [`# ${syslog(SELECT)}`, `# ${syslog(OLD_KILL)}`, 'failregex = Killed process']],
  ['of source code', [`  // ${dmesg(KILL)}`, '  const kill = /Killed process/;']],
  ['with the kernel stamp', ['# Lines that match:', `# ${dmesg(KILL)}`]],
])('examples in comments are no event: %s', (_, lines) => {
  expect(eventsOf(lines)).toEqual([]);
});

test('a report behind the signs of comments is one, and so is a line behind a prompt', () => {
  const report = [TRIGGER, SUMMARY, KILL].map((line) => `# ${syslog(line)}`);
  expect(eventsOf(['# Ticket 12', ...report])).toMatchObject([
    { trigger: { comm: 'nginx' }, scope: 'memcg' },
  ]);
  expect(eventsOf([`# ${dmesg(KILL)}`])).toMatchObject([{ victims: [{ pid: 1234 }] }]);
});

test.each([
  ['logwatch', (line: string) => ` 1 Time(s): ${line}`],
  ['uniq -c', (line: string) => `      1 ${line}`],
])('lines that were sorted and counted give their kills, and nothing that needs an order: %s', (_, wrap) => {
  const lines = [
    ...[OLD_KILL, OLD_KILL.replace('1234 (java)', '1300 (php)')],
    ...[SELECT, SELECT.replace('1234 (java)', '1300 (php)')],
    ...['java', 'php'].map(
      (name) => `${name} invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0`,
    ),
  ];
  expect(eventsOf(lines.map(wrap))).toMatchObject([
    { trigger: null, selected: null, victims: [{ pid: 1234, comm: 'java', score: null }] },
    { trigger: null, selected: null, victims: [{ pid: 1300, comm: 'php', score: null }] },
  ]);
});

const HALVES = [TRIGGER.indexOf(' order='), KILL.indexOf(' anon-rss:')];

test.each([
  ['an arrow', (before: string, after: string) => [before, `↪ ${after}`]],
  [
    'an arrow within a word',
    (before: string, after: string) => [before.slice(0, -3), `    ↳${before.slice(-3)} ${after}`],
  ],
  ['the sign of vim', (before: string, after: string) => [before, `» ${after}`]],
  ['a backslash', (before: string, after: string) => [`${before} \\`, `  ${after}`]],
])('lines that were broken with %s are put together', (_, put) => {
  const lines = [TRIGGER, KILL].flatMap((line, index) =>
    put(dmesg(line.slice(0, HALVES[index])), line.slice((HALVES[index] ?? 0) + 1)),
  );
  expect(eventsOf(lines)).toMatchObject(
    eventsOf([TRIGGER, KILL].map(dmesg)).map(({ trigger, victims }) => ({
      trigger,
      victims: victims.map((victim) => ({ ...victim, line: expect.any(Number) })),
    })),
  );
});

test('what earlyoom 1.0 prints on a terminal is told apart by its facts', () => {
  const line = 'Killing process: java, pid: 1234, badness: 900, VmRSS: 4000 MiB';
  expect(eventsOf([line])).toMatchObject([{ killer: 'earlyoom', victims: [{ pid: 1234, comm: 'java' }] }]);
});

test('the first line of an old report stands behind the prompt of a console', () => {
  const lines = [
    'box login: oom-killer: gfp_mask=0xd0',
    'Mem-info:',
    'Out of Memory: Killed process 12 (java).',
  ];
  expect(eventsOf(lines)).toMatchObject([
    { trigger: { comm: null, gfpMask: '0xd0' }, victims: [{ pid: 12 }] },
  ]);
  expect(eventsOf(['# oom-killer: gfp_mask=0xd0'])).toEqual([]);
});
