/** What a kill led to, as other programs log it: systemd units, container runtimes, kubelet, PostgreSQL. */
import type { AftermathLine, OomLine } from './oom-line.js';

const SHAPES: readonly (readonly [AftermathLine['of'], RegExp])[] = [
  ['unit-oom', /^(\S+): A process of this unit has been killed by the OOM killer\.?/],
  ['oomd-kill', /^(\S+): systemd-oomd killed \d+ process/],
  [
    'unit-failed',
    /^(\S+): (?:Failed with result 'oom-kill'|Main process exited, code=killed, status=9\/KILL|Unit entered failed state)/,
  ],
  ['container-oom', /TaskOOM event.*?container_id:\\?"([0-9a-f]{12,64})/],
  [
    'container-oom',
    /(?:System OOM encountered, victim process: |OOMKilled|OOMKilling|container oom|oom-killed?)(?:.*?(?:containerID|container_id|ID)[=:"\s]+([0-9a-f]{12,64}))?/,
  ],
  ['postgres', /(?:server process|autovacuum \w+|\w+ process) \(PID (\d+)\) was terminated by signal 9/],
];

/** Only programs other than the kernel write these. */
export function readAftermath(text: string): OomLine | null {
  for (const [of, shape] of SHAPES) {
    const found = shape.exec(text);
    if (found)
      return { kind: 'aftermath', open: false, of, subject: found[1] ?? null, text: text.slice(0, 500) };
  }
  return null;
}
