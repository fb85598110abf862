/**
 * Short pasted logs in wrappings that no format knows. What stands in front of the lines is learned from those that begin
 * with the kernel's own words; a name is left out rather than given with a host or a mark in it.
 */
import { describe, expect, test } from 'vitest';
import { encodeLossless } from '../../src/base/lossless-text.js';
import { createLogParser } from '../../src/log-parser.js';

const TRIGGER = 'nginx invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0';
const SUMMARY =
  'oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/system.slice/x.service,task=java,pid=1234,uid=33';
const KILL =
  'Out of memory: Killed process 1234 (java) total-vm:4000000kB, anon-rss:3000000kB, file-rss:1000kB, shmem-rss:0kB, UID:33 pgtables:6000kB oom_score_adj:0';
const OLD_TRIGGER = 'Web Content invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0';
const OLD_SELECT = 'Out of memory: Kill process 1234 (java) score 900 or sacrifice child';
const OLD_KILL = 'Killed process 1234 (java) total-vm:4000000kB, anon-rss:3000000kB, file-rss:1000kB';

const LOGS: Readonly<Record<string, readonly string[]>> = {
  'first line, summary and kill': [TRIGGER, SUMMARY, KILL],
  'first line and kill': [TRIGGER, KILL],
  'summary and kill': [SUMMARY, KILL],
  'an old report': [OLD_TRIGGER, OLD_SELECT, OLD_KILL],
  'an old report without the choice': [OLD_TRIGGER, OLD_KILL],
  'a kill': [KILL],
  'an old choice': [OLD_SELECT],
  'an old kill': [OLD_KILL],
};

type Wrap = (line: string, index: number) => string;

/** Wrappings that one line alone shows. */
const SHOWN: Readonly<Record<string, Wrap>> = {
  'syslog without a tag': (line) => `Dec 17 13:46:39 web01 ${line}`,
  'ISO syslog without a tag': (line) => `2026-11-21T02:25:00.123456+00:00 web-1.example.org ${line}`,
  'a level behind the time': (line, index) =>
    `2026-11-21 02:25:0${index} ${index === 0 ? 'WARNING' : 'ERR'} ${line}`,
  'seconds since boot without brackets': (line, index) => `12345.67890${index} ${line}`,
  'facility and level': (line, index) => `${['kern.warning', 'kern.info', 'kern.err'][index]}: ${line}`,
  'facility, level and tag': (line) => `user.info kernel: ${line}`,
  'a priority and syslog without a tag': (line) => `<4>Dec 17 13:46:39 web01 ${line}`,
  'a date of Germany': (line) => `21.11.2026 02:25:00 web1 kernel: ${line}`,
  'host, facility and level': (line) => `web01 kern.warn ${line}`,
  'host and tag': (line) => `web01 kernel: ${line}`,
  'the names of grep -H and the numbers of -n': (line, index) => `messages.1:${index + 98}:${line}`,
};

/** Wrappings that two lines of a report show. */
const LEARNED: Readonly<Record<string, Wrap>> = {
  'a host': (line) => `web01 ${line}`,
  'a colour that lost its escape': (line) => `[0m${line}`,
  'an erased line that lost nothing': (line) => `\x1b[0K${line}`,
  'the numbers of nl': (line, index) => `${String(index + 9).padStart(6)}\t${line}`,
  'paragraphs of HTML': (line) => `<p>${line}</p>`,
  'a table on a screen': (line, index) => `│ ${index} │ ${line.padEnd(200)} │`,
  'cat -A': (line) => `${line}$`,
  bold: (line) => `**${line}**`,
  'a chat': (line, index) => `[14:0${index}] <bob> ${line}`,
};

function eventsOf(lines: readonly string[]) {
  const parser = createLogParser({ referenceTime: '2026-11-22T00:00:00Z' });
  return [...parser.push(encodeLossless(lines.join('\n'))), ...parser.end()];
}

function factsOf(lines: readonly string[]): unknown {
  return eventsOf(lines).map(({ victims, selected, trigger, memcg, outcome, scope, host }) => ({
    victims,
    selected,
    trigger,
    memcg,
    outcome,
    scope,
    host,
  }));
}

describe.each(Object.entries(LOGS))('%s', (_, lines) => {
  test.each(Object.entries(SHOWN))('%s', (_wrapping, wrap) => {
    expect(factsOf(lines.map(wrap))).toEqual(factsOf(lines));
  });
});

/** One line alone does not show them. */
describe.each(Object.entries(LOGS).filter(([, lines]) => lines.length > 1))('%s', (_, lines) => {
  test.each(Object.entries(LEARNED))('%s', (_wrapping, wrap) => {
    expect(factsOf(lines.map(wrap))).toEqual(factsOf(lines));
  });
});

test('what a shell tells its terminal is no part of a name', () => {
  const lines = [TRIGGER, KILL].map((line) => `\u001b[32m[12345.678901] \u001b[0m${line}\r`);
  const [first = '', ...others] = lines;
  expect(eventsOf([`\u001b[?2004l\r${first}`, ...others])).toMatchObject([{ trigger: { comm: 'nginx' } }]);
});

test('seconds without brackets are the time since boot', () => {
  expect(eventsOf([`12345.678901 ${TRIGGER}`, `12345.678950 ${KILL}`])).toMatchObject([
    { trigger: { comm: 'nginx' }, time: { uptimeSeconds: 12345.678901 } },
  ]);
});

describe('a name that may have something else in front of it', () => {
  test.each([
    ['a host behind a time', `Dec 17 13:46:39 web01 ${TRIGGER}`],
    ['a tag', `klog: ${TRIGGER}`],
    ['a number', `1\t${TRIGGER}`],
    ['a mark', `- ${TRIGGER}`],
    ['an element of HTML', `<p>${TRIGGER}`],
    ['a host behind priority and time', `<4>Dec 17 13:46:39 web01 ${TRIGGER}`],
    ['two words of a longer text', `web-front-01.lan ${OLD_TRIGGER}`],
  ])('is left out: %s', (_, line) => {
    for (const { trigger } of eventsOf([line])) expect(trigger?.comm).toBeNull();
  });

  test.each([
    ['blanks in a line without a prefix', OLD_TRIGGER, 'Web Content'],
    ['blanks behind a tag', `Dec 17 13:46:39 web01 kernel: ${OLD_TRIGGER}`, 'Web Content'],
    ['one word behind a time', `Dec 17 13:46:39 ${TRIGGER}`, 'nginx'],
    ['the only part that is no longer than a name', `Dec 17 13:46:39 web-front-01.lan ${TRIGGER}`, 'nginx'],
  ])('is told where nothing else can be: %s', (_, line, comm) => {
    expect(eventsOf([line, KILL])).toMatchObject([{ trigger: { comm } }]);
  });

  test('reports of two hosts, one behind the other, are both read', () => {
    const lines = ['web01', 'db02'].flatMap((host) => [`${host} ${TRIGGER}`, `${host} ${KILL}`]);
    const event = { trigger: { comm: 'nginx' }, victims: [{ comm: 'java' }] };
    expect(eventsOf(lines)).toMatchObject([event, event]);
  });

  test('the CPU line is no program where a log has no tags', () => {
    const lines = [OLD_TRIGGER, 'CPU: 1 PID: 99 Comm: Web Content Not tainted 4.4.0 #1'];
    expect(eventsOf(lines.map((line) => `Dec 17 13:46:39 web01 ${line}`))).toMatchObject([
      { trigger: { comm: 'Web Content', pid: 99 } },
    ]);
  });

  test('lines of the memory are no programs where a log has no tags', () => {
    const lines = [
      'init invoked oom-killer: gfp_mask=0xd0, order=0, oomkilladj=0',
      'Mem-info:',
      'Normal per-cpu:',
      'CPU    0: Hot: hi:  186, btch:  31 usd: 143   Cold: hi:   62, btch:  15 usd:  56',
      'Normal free:3648kB min:3744kB low:4680kB high:5616kB active:0kB inactive:3160kB present:894080kB pages_scanned:5336 all_unreclaimable? yes',
      'lowmem_reserve[]: 0 0 90424',
      'Normal: 44*4kB 18*8kB 6*16kB 1*32kB 6*64kB 2*128kB 0*256kB 1*512kB 0*1024kB 1*2048kB 0*4096kB = 3648kB',
      'Free swap:       2004216kB',
    ];
    expect(eventsOf(lines.map((line) => `Dec 17 13:46:39 web01 ${line}`))).toMatchObject([
      {
        memory: {
          pageSizeSource: 'buddy',
          nodes: [{ zones: [{ lowmemReservePages: [0, 0, 90424], buddy: { length: 11 } }] }],
        },
        completeness: { foreignLines: 0 },
      },
    ]);
  });

  test('lines of two hosts are not put together', () => {
    const events = eventsOf([`Dec 17 13:46:39 web01 ${TRIGGER}`, `Dec 17 13:46:39 web02 ${KILL}`]);
    for (const { trigger, victims } of events) expect([trigger?.comm ?? null, victims]).toEqual([null, []]);
  });
});

describe('no event', () => {
  test.each([
    [
      'a sentence',
      [`I saw Out of memory: Killed process 12 (java) total-vm:1kB, anon-rss:1kB, file-rss:0kB`],
    ],
    [
      'another program',
      [`Dec 17 13:46:39 web01 app[7]: ${SUMMARY}`, `Dec 17 13:46:39 web01 app[7]: ${KILL}`],
    ],
    ['strings of source code', [`  '${TRIGGER}',`, `  '${KILL}',`].map((line) => `lines.push(${line});`)],
    ['examples in comments', [`# ${OLD_SELECT}`, `# ${OLD_KILL}`, 'pattern = ^Killed process']],
  ])('%s', (_, lines) => {
    expect(eventsOf(lines)).toEqual([]);
  });

  test('but a report from its first line to its kill, each line behind the sign of a comment', () => {
    expect(eventsOf([TRIGGER, SUMMARY, KILL].map((line) => `# ${line}`))).toMatchObject([
      { trigger: { comm: 'nginx' }, victims: [{ comm: 'java', pid: 1234 }] },
    ]);
  });
});
