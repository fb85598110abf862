/**
 * What happens on the soaked machine: a syslog that grows at an ordinary pace, kills one by one and in bursts, whole reports of the
 * machine itself, and a log that is rotated by renaming and by copying. Counts what happened.
 */
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { largeReport } from '../bench/large-report.js';
import { killLines } from '../kit/kill-lines.js';
import { noise } from '../kit/noise.js';

export interface World {
  /** One second passes. */
  tick(): Promise<void>;
  readonly happened: () => number;
  readonly bytes: () => number;
}

/** Seconds between two of a kind. */
const EVERY = { crashLoop: 20, single: 7, machine: 61, burst: 300, rotation: 180 } as const;
const NOISE_BYTES = 24_000;
const BURST_KILLS = 300;
const BURST_PLACES = 40;
/** Rotated files that are kept. */
const KEPT = 3;
/** A rotation that copies loses what is written between copy and cut: nobody writes then, and what was written has been read. */
const PAUSE_MS = 2500;

export function createWorld(log: string): World {
  let second = 0;
  let kills = 0;
  let reports = 0;
  let bytes = 0;
  let rotations = 0;
  const write = (text: string): void => {
    appendFileSync(log, text);
    bytes += text.length;
  };
  const kill = (place: string): void => {
    kills++;
    const names = ['java', 'python3', 'node', 'postgres'];
    const comm = names[kills % names.length] ?? 'java';
    write(killLines({ pid: 1000 + kills, comm, cgroup: place, uptimeSeconds: 50_000 + kills }));
  };
  const due = (every: number): boolean => second % every === 0;
  writeFileSync(log, '');
  return {
    async tick() {
      second++;
      write(noise(NOISE_BYTES, second, Date.now()));
      if (due(EVERY.crashLoop)) kill('/system.slice/looping.service');
      if (due(EVERY.single)) kill(`/kubepods.slice/kubepods-burstable.slice/app-${kills % 9}`);
      if (due(EVERY.machine)) write(largeReport({ index: reports++, tasks: 250, time: Date.now() }));
      if (due(EVERY.burst))
        for (let index = 0; index < BURST_KILLS; index++)
          kill(`/system.slice/burst-${index % BURST_PLACES}.service`);
      if (!due(EVERY.rotation)) return;
      if (rotations++ % 3 === 2) await copyAndTruncate(log);
      else renameAside(log);
    },
    happened: () => kills + reports,
    bytes: () => bytes,
  };
}

function makeRoom(log: string): void {
  rmSync(`${log}.${KEPT}`, { force: true });
  for (let number = KEPT - 1; number >= 1; number--)
    if (existsSync(`${log}.${number}`)) renameSync(`${log}.${number}`, `${log}.${number + 1}`);
}

function renameAside(log: string): void {
  makeRoom(log);
  renameSync(log, `${log}.1`);
  writeFileSync(log, '');
}

async function copyAndTruncate(log: string): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  makeRoom(log);
  copyFileSync(log, `${log}.1`);
  truncateSync(log);
}
