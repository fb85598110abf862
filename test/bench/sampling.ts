/**
 * What sampling costs: starts sleeping processes, lets the sampler run as it does in the service, and compares the CPU time of a
 * process with and without it. `npm run bench:sampling`, with the number of processes as an argument.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { HOST_PATHS } from '../../src/moment/read-small.js';
import { Sampler } from '../../src/moment/sampler.js';

const WARM_UP_MS = 20_000;
const MEASURED_MS = 20_000;
const ROUNDS = 3;
const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Share of a core that this process uses while `work` is on. */
async function shareOf(ms: number): Promise<number> {
  const [began, before] = [nowMs(), process.cpuUsage()];
  await sleep(ms);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / (nowMs() - began);
}

async function measure(): Promise<void> {
  const sampler = new Sampler({ paths: HOST_PATHS, arguments: 'redacted', nowMs });
  const idle: number[] = [];
  const sampled: number[] = [];
  let stop = new AbortController();
  void sampler.run(stop.signal, (error) => console.error(String(error)));
  await sleep(WARM_UP_MS);
  for (let round = 0; round < ROUNDS; round++) {
    sampled.push(await shareOf(MEASURED_MS));
    stop.abort();
    idle.push(await shareOf(MEASURED_MS / 2));
    stop = new AbortController();
    void sampler.run(stop.signal, (error) => console.error(String(error)));
  }
  stop.abort();
  const median = (all: readonly number[]): number =>
    all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
  const percent = (share: number): string => `${(share * 100).toFixed(3)} %`;
  const heap = process.memoryUsage().rss / 1024 / 1024;
  console.log(
    `processes in /proc          ${readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length}, known ${sampler.processes.size()}`,
  );
  console.log(`files kept open             ${sampler.processes.openFiles()}`);
  console.log(`without sampling            ${percent(median(idle))} of a core`);
  console.log(
    `with sampling               ${percent(median(sampled))} of a core (rounds: ${sampled.map(percent).join(', ')})`,
  );
  console.log(`memory of the whole process ${heap.toFixed(0)} MiB`);
}

const count = Number(process.argv[2] ?? 500);
// One shell starts them all: a spawn each would take longer than the measurement.
const sleepers = spawn(
  'sh',
  ['-c', `i=0; while [ $i -lt ${count} ]; do sleep 600 & i=$((i+1)); done; wait`],
  {
    stdio: 'ignore',
    detached: true,
  },
);
try {
  await sleep(Math.max(2000, count * 3));
  console.log(
    `${count} sleeping processes, Node ${process.version}, ${spawnSync('uname', ['-r'], { encoding: 'utf8' }).stdout.trim()}`,
  );
  await measure();
} finally {
  // Its process group: the shell and what it started.
  if (sleepers.pid !== undefined) process.kill(-sleepers.pid, 'SIGKILL');
}
