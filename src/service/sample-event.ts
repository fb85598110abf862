/** The event that `oomscope notify --test` sends: a short report in the kernel's format, read by the same parser as real ones. */
import { createLogParser } from '../log-parser.js';
import type { OomEvent } from '../report/event.js';

export interface Sample {
  readonly event: OomEvent;
  readonly lines: readonly string[];
}

export function sampleEvent(host: string, now: Date): Sample {
  const lines = textLines(host, now);
  const parser = createLogParser({ path: 'oomscope notify --test' });
  const [event] = [...parser.push(new TextEncoder().encode(`${lines.join('\n')}\n`)), ...parser.end()];
  if (event === undefined) throw new Error('the sample is no event: this is a bug');
  return { event, lines };
}

const GROUP = '/system.slice/oomscope-test.service';

function textLines(host: string, now: Date): string[] {
  const stamp = now.toISOString().replace('Z', '+00:00');
  const texts = [
    'oomscope-test invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
    'CPU: 0 PID: 4242 Comm: oomscope-test Not tainted 6.1.0-test #1',
    'memory: usage 262144kB, limit 262144kB, failcnt 42',
    'swap: usage 0kB, limit 0kB, failcnt 0',
    `Memory cgroup stats for ${GROUP}:`,
    'anon 266338304',
    'file 1048576',
    'Tasks state (memory values in pages):',
    '[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name',
    '[   4242]  1000  4242   131072    65024   598016        0             0 oomscope-test',
    `oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=${GROUP},task_memcg=${GROUP},task=oomscope-test,pid=4242,uid=1000`,
    'Memory cgroup out of memory: Killed process 4242 (oomscope-test) total-vm:524288kB, anon-rss:259072kB, file-rss:1024kB, shmem-rss:0kB, UID:1000 pgtables:584kB oom_score_adj:0',
  ];
  return texts.map(
    (text, index) => `${stamp} ${host} kernel: [ 4242.${String(index).padStart(6, '0')}] ${text}`,
  );
}
