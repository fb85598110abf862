/** Rows of tables whose header was lost: to which report they belong, and what their numbers are. */
import { expect, test } from 'vitest';
import type { OomEvent } from '../../src/index.js';
import { parseLog } from '../../src/index.js';

async function eventsOf(log: string): Promise<OomEvent[]> {
  const events: OomEvent[] = [];
  for await (const event of parseLog([new TextEncoder().encode(log)])) events.push(event);
  return events;
}

/** What `dmesg | grep worker` leaves of a report of el6. */
const left = (at: number, pid: number, cpu: number, rss = 900_000) =>
  `[${at}.100000] [${pid}]   697 ${pid}  1200000   ${rss}  ${cpu}       0             0 worker
[${at}.200000] [  812]   697   812    20000    12000  31       0             0 worker
[${at}.300000] Memory cgroup out of memory: Kill process ${pid} (worker) score 936 or sacrifice child
[${at}.400000] Killed process ${pid}, UID 697, (worker) total-vm:4800000kB, anon-rss:3600000kB, file-rss:1852kB`;

test('rows seconds behind a kill are of the next report', async () => {
  const [first, second] = await eventsOf(`${left(100, 901, 14)}\n${left(103, 902, 15)}`);
  expect(first?.tasks.map(({ pid }) => pid)).toEqual([901, 812]);
  expect(second?.tasks.map(({ pid }) => pid)).toEqual([902, 812]);
  expect(second?.victims[0]?.pid).toBe(902);
});

test('rows at the moment of the kill are those of a slower processor', async () => {
  const late = '[100.450000] [  813]   697   813    20000    12000  31       0             0 worker';
  const events = await eventsOf(`${left(100, 901, 14)}\n${late}`);
  expect(events.map(({ tasks }) => tasks.length)).toEqual([3]);
});

test('a count that is too small for page tables is the number of a processor', async () => {
  const [event] = await eventsOf(left(100, 901, 60));
  expect(event?.tasks[0]).toMatchObject({
    pageTableBytes: null,
    swapBytes: null,
    oomAdj: 0,
    extra: { cpu: 60 },
  });
});

test('a count that is large enough is that of page tables', async () => {
  const [event] = await eventsOf(left(100, 901, 1780, 792_461));
  expect(event?.tasks[0]).toMatchObject({ pageTableBytes: 1780 * 4096, swapBytes: 0, oomAdj: null });
});
