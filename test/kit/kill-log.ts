/** Short logs written from the kernel's formats: kill lines with a host and a time, as rsyslog writes them. */

export interface KillLine {
  readonly wall?: string;
  readonly host?: string;
  readonly uptime: number;
  readonly pid: number;
  readonly comm?: string;
  readonly rssKiB?: number;
}

/** One line without its end; without `wall` as dmesg prints it. */
export function killLine({ wall, host, uptime, pid, comm, rssKiB }: KillLine): string {
  const rss = rssKiB ?? 204_800;
  const stamp = `[${uptime.toFixed(6).padStart(12)}]`;
  const prefix = wall === undefined ? stamp : `${wall} ${host ?? 'web1'} kernel: ${stamp}`;
  return `${prefix} Out of memory: Killed process ${pid} (${comm ?? 'java'}) total-vm:${rss * 3}kB, anon-rss:${rss}kB, file-rss:0kB, shmem-rss:0kB, UID:1000 pgtables:${Math.trunc(rss / 500)}kB oom_score_adj:0`;
}

/** Lines with their ends. */
export function killLog(kills: readonly KillLine[]): string {
  return kills.map((kill) => `${killLine(kill)}\n`).join('');
}
