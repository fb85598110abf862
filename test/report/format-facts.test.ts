/** Single facts of the format, each by the few lines that show it: what stands around them is in `fixtures/reports`. */
import { expect, test } from 'vitest';
import { parseLog } from '../../src/index.js';

interface Fact {
  readonly log: string;
  /** One event, or several: what of each must be so. */
  readonly events: readonly object[];
}

const FACTS: Readonly<Record<string, Fact>> = {
  'OpenVZ: the CPU line names the container behind the task': {
    log: `[10.1] php invoked oom-killer: gfp_mask=0x200da, order=0, oom_adj=0, oom_score_adj=0
[10.1] Pid: 812, comm: php veid: 101 Not tainted 2.6.32-042stab120.16 #1 042stab120_16
[10.1] Call Trace:
[10.1]  [<ffffffff81180b0a>] oom_kill_process+0x8a/0x2c0
[10.1] Out of memory in UB 101: OOM killed process 812 (php) score 0 vm:281988kB, rss:17004kB, swap:0kB`,
    events: [
      {
        scope: 'memcg',
        outcome: 'killed',
        kernel: { release: '2.6.32-042stab120.16' },
        trigger: { comm: 'php', pid: 812, callTrace: ['oom_kill_process+0x8a/0x2c0'] },
        victims: [{ pid: 812, comm: 'php', score: 0, totalVmBytes: 288755712 }],
        extra: { killMessage: 'Out of memory in UB 101' },
      },
    ],
  },
  'OpenVZ: kills alone': {
    log: `Nov 24 12:17:04 hwnode kernel: [758955.653217] OOM killer in rage, 16 tasks killed in ub 1234
Nov 24 12:17:04 hwnode kernel: [758955.653313] Out of memory in UB 1234: OOM killed process 21738 (php-cgi) score 0 vm:281988kB, rss:17004kB, swap:0kB
Nov 24 12:17:07 hwnode kernel: [758957.803617] Out of memory in UB 1234: OOM killed process 21747 (php-cgi) score 0 vm:281988kB, rss:17008kB, swap:0kB`,
    events: [
      { outcome: 'killed', trigger: null, victims: [{ pid: 21738 }], completeness: { status: 'partial' } },
      { outcome: 'killed', trigger: null, victims: [{ pid: 21747 }], completeness: { status: 'partial' } },
    ],
  },
  "2.6.24: empty lines around the trace are the kernel's own": {
    log: `Jan  1 00:00:10 box kernel: cc1 invoked oom-killer: gfp_mask=0x1201d2, order=0, oomkilladj=0
Jan  1 00:00:10 box kernel: Pid: 333, comm: cc1 Not tainted 2.6.24-1-686 #1
Jan  1 00:00:10 box kernel: 
Jan  1 00:00:10 box kernel: Call Trace:
Jan  1 00:00:10 box kernel:  [<c0157d3e>] oom_kill_process+0x4f/0x1a2
Jan  1 00:00:10 box kernel: 
Jan  1 00:00:10 box kernel: Out of memory: kill process 333 (cc1) score 12345 or a child
Jan  1 00:00:10 box kernel: Killed process 333 (cc1)`,
    events: [{ completeness: { foreignLines: 0 }, victims: [{ pid: 333, score: 12345 }] }],
  },
};

test.each(Object.entries(FACTS))('%s', async (_, { log, events }) => {
  const found: unknown[] = [];
  for await (const event of parseLog([new TextEncoder().encode(`${log}\n`)])) found.push(event);
  expect(found).toMatchObject(events);
});
