/** A mailer that fills paragraphs breaks within the prefix of a log line too: both halves belong to that line. */
import { expect, test } from 'vitest';
import { type OomEvent, parseLog } from '../../src/index.js';

const MAIL = `> Nov 21 02:25:00 web1 kernel: cc1 invoked oom-killer: gfp_mask=0xd0,
> order=2, oomkilladj=0 Nov 21 02:25:00 web1 kernel: Mem-Info:
> Nov 21 02:25:00 web1 kernel: DMA per-cpu:
> Nov 21 02:25:00 web1 kernel: CPU    0: hi:  186, btch:  31 usd:   0
> Nov 21 02:25:00 web1 kernel: Active_anon:372 active_file:45
> inactive_anon:154 Nov 21 02:25:00 web1 kernel:  inactive_file:152
> unevictable:987 dirty:0 writeback:188 unstable:0 Nov 21 02:25:00 web1
> kernel:  free:146348 slab:75833 mapped:805 pagetables:378 bounce:0 Nov 21
> 02:25:00 web1 kernel: DMA free:467728kB min:4064kB low:5080kB high:6096kB
> active_anon:0kB inactive_anon:0kB active_file:0kB inactive_file:116kB
> unevictable:0kB present:2068480kB pages_scanned:0 all_unreclaimable? no
> Nov 21 02:25:00 web1 kernel: lowmem_reserve[]: 0 2020 2020
> Nov 21 02:25:00 web1 kernel: DMA: 101853*4kB 7419*8kB 2*16kB 2*32kB
> 1*64kB 0*128kB 1*256kB 1*512kB 0*1024kB = 467692kB Nov 21 02:25:00 web1
> kernel: 1688 total pagecache pages
> Nov 21 02:25:00 web1 kernel: Out of memory: kill process 30502 (cc1)
> score 3672 or a child Nov 21 02:25:00 web1 kernel: Killed process 30502
> (cc1)
`;

async function eventsOf(log: string): Promise<readonly OomEvent[]> {
  const events: OomEvent[] = [];
  for await (const event of parseLog([Buffer.from(log)], { referenceTime: '2026-11-22T00:00:00Z' }))
    events.push(event);
  return events;
}

test('all facts of the lines on both sides of a broken prefix are read', async () => {
  expect(await eventsOf(MAIL)).toMatchObject([
    {
      host: 'web1',
      time: { wall: '2026-11-21T02:25:00' },
      trigger: { comm: 'cc1', order: 2, oomAdj: 0 },
      memory: {
        pagecachePages: 1688,
        totals: {
          Active_anon: 372,
          inactive_anon: 154,
          unevictable: 987,
          free: 146348,
          slab: 75833,
          bounce: 0,
        },
        nodes: [
          {
            zones: [
              {
                name: 'DMA',
                freeBytes: 467728 * 1024,
                lowmemReservePages: [0, 2020, 2020],
                buddy: { length: 9 },
              },
            ],
          },
        ],
      },
      victims: [{ pid: 30502, comm: 'cc1', score: 3672 }],
    },
  ]);
});

test('a line that ends in a date keeps it before one with a prefix of its own', async () => {
  const log = `Nov 21 02:25:00 web1 kernel: usb 1-1: made on Nov 20
Nov 21 02:25:00 web1 kernel: Killed process 30502 (cc1 Nov 21)
Nov 21 02:25:01 web1 kernel: usb 1-1: gone
`;
  expect(await eventsOf(log)).toMatchObject([{ victims: [{ pid: 30502, comm: 'cc1 Nov 21' }] }]);
});
