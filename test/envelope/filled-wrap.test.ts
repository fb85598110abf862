/** Lines broken by mailers that leave somewhat longer ones alone, and reports below what a person wrote. */
import { expect, test } from 'vitest';
import { type OomEvent, parseLog } from '../../src/index.js';

/** Broken at 72 where they have more than 80 characters, and quoted. */
const GMAIL = `> +[  143.591734] leaker03 invoked oom-killer: gfp_mask=0xd0, order=0,
> oom_score_adj=0
> +[  143.591789] leaker03 cpuset=/ mems_allowed=0
> +[  143.591828] CPU: 0 PID: 2904 Comm: leaker03 Not tainted 3.19.0-1-some-build #1
> +[  143.591830] Hardware name: SOME ELECTRONICS CO., LTD.
> 530U3BI/530U4BI/530U4BH/530U3BI/530U4BI, BIOS 13XK 03/28/2013
> +[  143.591841] Call Trace:
> +[  143.591848]  [<ffffffff8175c66c>] dump_stack+0x4c/0x65
> +[  143.591934] Task in /1 killed as a result of limit of /1
> +[  143.591940] memory: usage 1048576kB, limit 1048576kB, failcnt 24350
> +[  143.591944] Memory cgroup stats for /1: cache:0KB rss:1048576KB
> rss_huge:0KB mapped_file:0KB writeback:12060KB inactive_anon:524284KB
> active_anon:524192KB inactive_file:0KB active_file:0KB unevictable:0KB
> +[  143.592007] [ pid ]   uid  tgid total_vm      rss nr_ptes swapents
> oom_score_adj name
> +[  143.592155] [ 2904]     0  2904   788050   245188     616    65535
>             0 leaker03
> +[  143.592162] Memory cgroup out of memory: Kill process 2904 (leaker03)
> score 921 or sacrifice child
> +[  143.592167] Killed process 2904 (leaker03) total-vm:3152200kB,
> anon-rss:979724kB, file-rss:1028kB
`;

/** Broken at 80, without stamps, below a text. */
const BELOW_TEXT = `>> The setup was unusual, a guest with less RAM than swap. It used to work,
>> but it is an installer and takes a while to bisect. All there is:
>>
>>   installer invoked oom-killer: gfp_mask=0x14200ca(GFP_HIGHUSER_MOVABLE),
>> nodemask=(null), order=0, oom_score_adj=0
>>   installer cpuset=/ mems_allowed=0
>>   CPU: 1 PID: 4928 Comm: installer Not tainted 4.16.0-0.rc4.git0.1.x86_64.built
>> #1
>>   Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.10.2-2.build2
>> 04/01/2014
>>   Call Trace:
>>    dump_stack+0x5c/0x85
>>   Mem-Info:
>>   active_anon:98024 inactive_anon:167006 isolated_anon:0
>>              active_file:138 inactive_file:226 isolated_file:0
>>   Node 0 active_anon:392096kB inactive_anon:668024kB active_file:552kB
>> inactive_file:904kB unevictable:472832kB isolated(anon):0kB
>> isolated(file):0kB mapped:7556kB dirty:0kB writeback:0kB shmem:10976kB
>> writeback_tmp:0kB all_unreclaimable? no
>>   Node 0 DMA free:7088kB min:412kB low:512kB high:612kB active_anon:2428kB
>> inactive_anon:3120kB active_file:0kB inactive_file:0kB unevictable:2428kB
>> writepending:0kB present:15992kB managed:15908kB mlocked:0kB bounce:0kB
>>   Node 0 hugepages_total=0 hugepages_free=0 hugepages_surp=0
>> hugepages_size=2048kB
>>   122508 total pagecache pages
>>   458615 pages RAM
`;

async function eventsOf(log: string): Promise<readonly OomEvent[]> {
  const events: OomEvent[] = [];
  for await (const event of parseLog([Buffer.from(log)])) events.push(event);
  return events;
}

test('lines that are a little longer than those it breaks are whole', async () => {
  expect(await eventsOf(GMAIL)).toMatchObject([
    {
      kernel: {
        release: '3.19.0-1-some-build',
        hardware: 'SOME ELECTRONICS CO., LTD. 530U3BI/530U4BI/530U4BH/530U3BI/530U4BI, BIOS 13XK 03/28/2013',
      },
      trigger: { comm: 'leaker03', cpuset: '/', oomScoreAdj: 0 },
      memcg: { limitPath: '/1', stats: { rss: 1048576 * 1024, unevictable: 0 } },
      tasks: [{ pid: 2904, swapBytes: 65535 * 4096, comm: 'leaker03' }],
      victims: [{ pid: 2904, score: 921, fileRssBytes: 1028 * 1024 }],
      completeness: { foreignLines: 0, notes: [] },
    },
  ]);
});

test('what stands above a report does not hide how it was broken', async () => {
  expect(await eventsOf(BELOW_TEXT)).toMatchObject([
    {
      kernel: {
        release: '4.16.0-0.rc4.git0.1.x86_64.built',
        hardware: 'QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.10.2-2.build2 04/01/2014',
      },
      memory: {
        ramPages: 458615,
        nodes: [
          {
            counters: { shmem: 10976 * 1024 },
            zones: [{ name: 'DMA', counters: { managed: 15908 * 1024 } }],
            hugepages: [{ sizeBytes: 2048 * 1024, total: 0 }],
          },
        ],
      },
      completeness: { foreignLines: 0 },
    },
  ]);
});
