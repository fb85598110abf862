/** Whether a log was copied off a screen that cut its lines, and what is left of a line then. */
import { describe, expect, test } from 'vitest';
import { cutAtEdge, screenEdgeOf } from '../../src/envelope/screen-edge.js';
import { parseLog } from '../../src/index.js';

const REPORT = [
  '[ 5023.117000] java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=984',
  '[ 5023.117102] CPU: 0 PID: 2301 Comm: java Not tainted 6.1.0-18-amd64 #1  Debian 6.1.76-1',
  '[ 5023.117204] Node 0 DMA free:15360kB min:268kB low:332kB high:396kB active_anon:0kB inactive_anon:0kB',
  '[ 5023.117306] Node 0 Normal free:20564kB min:16524kB low:20652kB high:24780kB active_anon:243584kB',
  '[ 5023.117408] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name',
  '[ 5023.117510] [   2301]  1000  2301   991120   480012  4300800        0           984 java',
  '[ 5023.117612] Out of memory: Killed process 2301 (java) total-vm:3964480kB, anon-rss:1920048kB, file-rss:0kB',
];

const pager = (width: number) =>
  REPORT.map((line) => (line.length > width ? `${line.slice(0, width - 1)}>` : line));
const cut = (width: number) => REPORT.map((line) => line.slice(0, width));
const wrapped = (width: number) =>
  REPORT.flatMap((line) => (line.length > width ? [line.slice(0, width), line.slice(width)] : [line]));

describe('the edge of a screen', () => {
  test.each([
    ['a pager', pager(72), { column: 72, isMarked: true }],
    [
      'an editor',
      pager(72).map((line) => line.replace(/>$/, '$')),
      { column: 72, isMarked: true, isDollar: true },
    ],
    ['cat -A of a whole log', REPORT.map((line) => `${line}$`), null],
    ['cut -c', cut(72), { column: 72, isMarked: false }],
    ['a whole log', REPORT, null],
    ['a log that a terminal wrapped', wrapped(72), null],
    ['trace marks at the end of lines', REPORT.map((line) => `${line} <TASK>`), null],
    [
      'lines shortened at will',
      ['[ 5.1] Node 0 DMA free:15360kB min:268kB low:332 …', '[ 5.1] Node 0 DMA32 free:1…'],
      { column: null, isMarked: true },
    ],
    ['an ellipsis in prose', ['and so on …', 'and on …'], null],
    ['nothing', [], null],
  ])('of %s', (_, lines, edge) => {
    expect(screenEdgeOf(lines)).toEqual(edge);
  });

  test.each([
    ['a number', 'Killed process 2301 (java) total-vm:396448>', 'Killed process 2301 (java) total-vm:'],
    ['a list', 'gfp_mask=0xcc0(GFP_KERNEL|__GFP_ZE>', 'gfp_mask=0xcc0(GFP_KERNEL|'],
    ['an ellipsis', 'anon-rss:19…8kB, file-rss:0kB', 'anon-rss:'],
  ])('takes %s away', (_, line, left) => {
    expect(cutAtEdge(line, { column: line.length, isMarked: true })).toBe(left);
  });

  test('leaves shorter lines alone, and whole ones at the edge of a pager', () => {
    expect(cutAtEdge('free:1kB', { column: 9, isMarked: false })).toBeNull();
    expect(cutAtEdge('free:10kB', { column: 9, isMarked: true })).toBeNull();
  });

  test('facts before an ellipsis are read, what it took away is not stated', async () => {
    const log = `[ 10.1] stress invoked oom-killer: gfp_mask=0x24000c0 …
[ 10.1] CPU: 3 PID: 3429 Comm: stress Not tainted 4.9 …
…
[ 10.1] memory: usage 102380kB, limit 102400kB, failc …
[ 10.1] Memory cgroup out of memory: Kill process 3429…
[ 10.1] Killed process 3429 (stress) total-vm:162916kB, anon-rss:44384kB, file-rss:208kB, shmem-rss:0kB`;
    const events = [];
    for await (const event of parseLog([Buffer.from(log)])) events.push(event);
    expect(events).toMatchObject([
      {
        trigger: { comm: 'stress', pid: 3429, order: null },
        kernel: { release: null },
        memcg: { usageBytes: 102380 * 1024, limitBytes: 102400 * 1024, failcnt: null },
        victims: [{ pid: 3429, comm: 'stress' }],
        completeness: { status: 'partial' },
      },
    ]);
  });

  test('is named in the event, and what it cut is not stated', async () => {
    for (const lines of [pager(72), cut(72)]) {
      const events = [];
      for await (const event of parseLog([Buffer.from(`${lines.join('\n')}\n`)])) events.push(event);
      expect(events).toHaveLength(1);
      const [event] = events;
      expect(event?.completeness.status).toBe('partial');
      expect(event?.completeness.notes.join()).toContain('cut, at the edge of a screen');
      expect(event?.victims).toMatchObject([{ pid: 2301, comm: 'java', totalVmBytes: null }]);
      expect(event?.tasks).toMatchObject([{ pid: 2301, rssBytes: 480012 * 4096, comm: null }]);
      expect(event?.trigger).toMatchObject({ comm: 'java', gfpFlags: ['GFP_KERNEL'], order: null });
      expect(event?.kernel.release).toBeNull();
    }
  });
});
