/** Looks at the running service from outside: memory, open files, processor time, and how long it takes to answer. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface Reading {
  readonly minute: number;
  readonly rssMiB: number;
  readonly fds: number;
  /** Processor seconds since the reading before. */
  readonly cpuSeconds: number;
  /** Slowest answer of /healthz since the reading before: how long the event loop was held up. */
  readonly lagMs: number;
  readonly happened: number;
  readonly stored: number;
  readonly sent: number;
  readonly waiting: number;
}

const TICKS_PER_SECOND = 100;

export function createGauge(pid: number, http: string) {
  let cpuBefore = cpuSecondsOf(pid);
  let lagMs = 0;
  return {
    /** Asks once; call it a few times a second. */
    async probe(): Promise<void> {
      const began = performance.now();
      // While the service changes its configuration nobody listens for a moment.
      const answer = await fetch(`http://${http}/healthz`, { signal: AbortSignal.timeout(10_000) }).catch(
        () => null,
      );
      await answer?.text();
      if (answer !== null) lagMs = Math.max(lagMs, performance.now() - began);
    },
    read(): Pick<Reading, 'rssMiB' | 'fds' | 'cpuSeconds' | 'lagMs'> {
      const cpu = cpuSecondsOf(pid);
      const reading = {
        rssMiB: Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
        fds: ownFiles(pid),
        cpuSeconds: cpu - cpuBefore,
        lagMs,
      };
      cpuBefore = cpu;
      lagMs = 0;
      return reading;
    },
  };
}

/** Open files without those that sampling keeps of other processes and cgroups: they come and go with these. */
function ownFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).filter((fd) => {
    try {
      return !/^\/proc\/\d+\/|^\/sys\/fs\/cgroup\//.test(readlinkSync(`/proc/${pid}/fd/${fd}`));
    } catch {
      // Closed since it was listed.
      return false;
    }
  }).length;
}

function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

export interface Flatness {
  readonly isFlat: boolean;
  readonly words: string;
}

/** The last third of the run against the middle third: what grows without end shows there, what warms up does not. */
export function flatness(readings: readonly Reading[]): Flatness {
  const third = Math.floor(readings.length / 3);
  const middle = readings.slice(third, third * 2);
  const last = readings.slice(third * 2);
  const rss = [median(middle.map(({ rssMiB }) => rssMiB)), median(last.map(({ rssMiB }) => rssMiB))] as const;
  const fds = [median(middle.map((one) => one.fds)), median(last.map((one) => one.fds))] as const;
  const isFlat = rss[1] <= rss[0] * 1.1 && fds[1] <= fds[0] + 1;
  const words = `median RSS ${rss[0].toFixed(1)} MiB in the middle third, ${rss[1].toFixed(1)} MiB in the last (at most 10 % more is flat); median fds ${fds[0]}, then ${fds[1]} (at most 1 more is flat)`;
  return { isFlat, words };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
