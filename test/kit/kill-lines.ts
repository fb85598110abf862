/** Short reports as a syslog daemon writes them, with times of now, from the kernel's formats (5.x and later). */
export interface Kill {
  readonly pid: number;
  readonly comm?: string;
  readonly cgroup?: string;
  readonly host?: string;
  readonly at?: Date;
  readonly uptimeSeconds?: number;
  /** A kill of the machine, not of a cgroup. */
  readonly isSystem?: boolean;
}

export function killLines({
  pid,
  comm = 'java',
  cgroup = '/system.slice/app.service',
  host = 'web1',
  at = new Date(),
  uptimeSeconds = 5000 + pid,
  isSystem = false,
}: Kill): string {
  const limit = isSystem
    ? 'CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom'
    : `CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=${cgroup}`;
  const message = isSystem ? 'Out of memory' : 'Memory cgroup out of memory';
  const texts = [
    `${comm} invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0`,
    `oom-kill:constraint=${limit},task_memcg=${cgroup},task=${comm},pid=${pid},uid=1000`,
    `${message}: Killed process ${pid} (${comm}) total-vm:${900_000 + pid}kB, anon-rss:500000kB, file-rss:0kB, shmem-rss:0kB, UID:1000 pgtables:400kB oom_score_adj:0`,
  ];
  return texts
    .map(
      (text, index) =>
        `${at.toISOString().replace('Z', '+00:00')} ${host} kernel: [${uptimeSeconds.toFixed(3)}${String(index).padStart(3, '0')}] ${text}\n`,
    )
    .join('');
}
