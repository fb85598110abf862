/** Syslog daemons of a machine without memory: minutes from line to line, by the time at which each line was read. */
import { describe, expect, test } from 'vitest';
import { encodeLossless } from '../../src/base/lossless-text.js';
import { createLogParser } from '../../src/log-parser.js';

const TRIGGER = 'apache2 invoked oom-killer: gfp_mask=0x201d2, order=0, oomkilladj=0';
const BODY = [
  'Call Trace:',
  ' [<ffffffff802bb6a0>] out_of_memory+0x8b/0x203',
  'Mem-info:',
  'Active:29000 inactive:29000 dirty:0 writeback:0 unstable:0',
  ' free:573 slab:1800 mapped:57000 pagetables:400 bounce:0',
  'Free swap  = 0kB',
  '65536 pages of RAM',
];
const VERDICT = [
  'Out of memory: kill process 3121 (apache2) score 40000 or a child',
  'Killed process 3130 (apache2)',
];

/** Each line eight minutes behind the one before. */
function slowly(
  lines: readonly string[],
  wrap = (clock: string, line: string) => `Jun  3 ${clock} web1 ${line}`,
) {
  const log = lines.map((line, index) => {
    const minutes = 13 * 60 + 8 * index;
    const clock = `${Math.trunc(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:07`;
    return wrap(clock, line);
  });
  const parser = createLogParser({ referenceTime: '2026-06-04T00:00:00Z' });
  return [...parser.push(encodeLossless(`${log.join('\n')}\n`)), ...parser.end()];
}

const kernel = (lines: readonly string[]) => lines.map((line) => `kernel: ${line}`);
const CRON = 'CRON[752]: (root) CMD (/etc/webmin/status/monitor.pl)';

describe('a report whose lines a syslog daemon read minutes apart', () => {
  test('is one, with what programs wrote between', () => {
    const lines = kernel([TRIGGER, ...BODY, ...VERDICT]).toSpliced(4, 0, CRON);
    expect(slowly(lines)).toMatchObject([
      {
        time: { wall: '2026-06-03T13:00:07' },
        trigger: { comm: 'apache2', callTrace: ['out_of_memory+0x8b/0x203'] },
        memory: { ramPages: 65536, swapFreeBytes: 0 },
        victims: [{ pid: 3130, comm: 'apache2' }],
        selected: { pid: 3121 },
      },
    ]);
  });

  test('takes no kill that may be of another one, whose lines were not searched for', () => {
    const events = slowly(kernel([TRIGGER, ...VERDICT]));
    expect(events.map(({ trigger, victims }) => [trigger?.comm, victims.length])).toEqual([
      ['apache2', 0],
      [undefined, 1],
      [undefined, 1],
    ]);
  });

  test('is over where the kernel wrote anything else', () => {
    const lines = kernel([TRIGGER, 'eth0: link up, 100 Mbps', ...BODY, ...VERDICT]);
    expect(slowly(lines)[0]).toMatchObject({ trigger: { comm: 'apache2', callTrace: [] }, memory: null });
  });

  test('is over with the next first line', () => {
    const [first, second] = slowly(kernel([TRIGGER, TRIGGER, ...BODY, ...VERDICT]));
    expect(first).toMatchObject({ victims: [], memory: null });
    expect(second).toMatchObject({ victims: [{ pid: 3130 }], memory: { ramPages: 65536 } });
  });

  test("is over after minutes by the kernel's own clock", () => {
    const at = (clock: string) => clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
    const [first] = slowly([TRIGGER, ...BODY, ...VERDICT], (clock, line) => `[${at(clock)}.000000] ${line}`);
    expect(first).toMatchObject({ trigger: { comm: 'apache2', callTrace: [] }, memory: null });
  });
});
