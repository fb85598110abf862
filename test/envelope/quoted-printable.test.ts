/** A mail whose header says that it is quoted-printable: its lines are put together whatever they break at. */
import { expect, test } from 'vitest';
import { type OomEvent, parseLog } from '../../src/index.js';

const BODY = `> [  337.314322] memory: usage 524288kB, limit 524288kB, failcnt =
1240247
> [  337.314333] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes =
swapents oom_score_adj name
> [  337.314407] [    793]     0   793   655928   126942  5226496   =
519670             0 leaker
> [  337.314412] Memory cgroup out of memory: Killed process 793 =
(leaker) total-vm:2623712kB, anon-rss:506500kB, file-rss:1268kB, =
shmem-rss:0kB
`;
const HEADER = `Subject: a report
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable
DKIM-Signature: a=rsa-sha256; b=
 Xyz=

`;

async function eventsOf(log: string): Promise<readonly OomEvent[]> {
  const events: OomEvent[] = [];
  for await (const event of parseLog([Buffer.from(log)])) events.push(event);
  return events;
}

test('broken at blanks, in lines of any length', async () => {
  const [event, ...others] = await eventsOf(HEADER + BODY);
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    memcg: { usageBytes: 536870912, failcnt: 1240247 },
    tasks: [{ pid: 793, comm: 'leaker', swapBytes: 519670 * 4096 }],
    victims: [{ pid: 793, anonRssBytes: 518656000 }],
    completeness: { foreignLines: 0 },
  });
});

test('behind a line that no such mail has, nothing is put together', async () => {
  const kill = (pid: number) =>
    `[  337.31441${pid}] Out of memory: Killed process ${pid} (a) total-vm:8kB, anon-rss:4kB, file-rss:0kB`;
  const events = await eventsOf(`${HEADER}a line with b=c in it\n[  337.1] x=\n${kill(7)}\n${kill(8)}\n`);
  expect(events.map(({ victims }) => victims[0]?.pid)).toEqual([7, 8]);
});

test('a line of the log that ends in an equals sign hides none', async () => {
  const kill = '[  337.314412] Out of memory: Killed process 7 (a) total-vm:8kB, anon-rss:4kB, file-rss:0kB';
  expect(await eventsOf(`${HEADER}[  337.1] app: x=\n${kill}\n`)).toHaveLength(1);
});

test('a no-break space of Latin-1 is the blank that the kernel printed', async () => {
  const body = `> [ 6232.631622] getevent invoked oom-killer: gfp_mask=3D0xd0, order=3D=
3, oom_adj=3D0
> [ 6232.809844] active_anon:34424 inactive_anon:36745 isolated_anon:3
> [ 6232.809875] =A0active_file:2 inactive_file:0 isolated_file:65
> [ 6232.809906] =A0free:16133 slab_reclaimable:1274 slab_unreclaimable=
:3892
> [ 6232.914764] Free swap =A0=3D 12kB
> [ 6232.917968] Total swap =3D 24kB
`;
  expect(await eventsOf(HEADER + body)).toMatchObject([
    {
      memory: {
        totals: { active_anon: 34424, active_file: 2, free: 16133, slab_unreclaimable: 3892 },
        swapFreeBytes: 12288,
        swapTotalBytes: 24576,
      },
    },
  ]);
});
