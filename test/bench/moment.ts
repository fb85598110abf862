/**
 * How far from the kill its moment was read: kills processes in small cgroups of this machine while the built service runs on
 * /dev/kmsg, and prints the distance of each. `npm run bench:moment`; needs the right to make a memory cgroup and to read the device.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Moment } from '../../src/report/moment.js';
import { buildProgram } from '../kit/built.js';
import { killInCgroup, obstacleToKilling } from '../kit/limited-cgroup.js';
import { readLines, startService } from '../kit/service.js';

const KILLS = 10;

async function measure(directory: string): Promise<void> {
  const events = join(directory, 'events.ndjson');
  const built = buildProgram();
  const sinks = { file: { type: 'ndjson', path: events } };
  const service = await startService(built, directory, { sources: ['kmsg'], sinks });
  const offsets: number[] = [];
  try {
    // What happened before the service has read the whole ring has no moment.
    await sleep(2000);
    for (let number = 1; number <= KILLS; number++) {
      const { cgroup } = await killInCgroup(`moment-${number}`, { afterKill: () => sleep(1500) });
      const own = () => readLines(events).find(({ memcg }) => JSON.stringify(memcg).includes(cgroup));
      await service.until(() => own() !== undefined, 'the event');
      const moment = own()?.moment as Moment | null;
      const ms = [moment?.host, moment?.cgroups[0]].map((part) => (part?.offsetSeconds ?? Number.NaN) * 1000);
      offsets.push(...ms);
      console.log(`kill ${number}: machine ${ms[0]} ms, cgroup ${ms[1]} ms after it`);
    }
  } finally {
    await service.stop();
    built.remove();
  }
  const sorted = offsets.toSorted((a, b) => a - b);
  console.log(`median ${sorted[Math.floor(sorted.length / 2)]} ms, most ${sorted.at(-1)} ms`);
}

const obstacle = obstacleToKilling();
const directory = mkdtempSync(join(tmpdir(), 'oomscope-moment-'));
try {
  if (obstacle === null) await measure(directory);
  else console.error(`nothing can be measured here: ${obstacle}`);
} finally {
  rmSync(directory, { recursive: true });
}
