/** Writes the bench's inputs: an ordinary syslog with a few reports in it, reports back to back, and a stream without end. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { noise } from '../kit/noise.js';
import { largeReport } from './large-report.js';

const START = Date.UTC(2026, 9, 1);
const STEP_BYTES = 4 << 20;
const REPORTS = 16;
const TASKS = 250;

/** `bytes` of ordinary lines with 16 reports, evenly spread. */
export function writeSparse(path: string, bytes: number): void {
  const file = openSync(path, 'w');
  let size = 0;
  let reports = 0;
  for (let seed = 1; size < bytes; seed++) {
    const time = START + seed * 3_600_000;
    size += writeSync(file, noise(Math.min(STEP_BYTES, bytes - size), seed, time));
    for (; reports < REPORTS && size > ((reports + 0.5) * bytes) / REPORTS; reports++)
      size += writeSync(file, largeReport({ index: reports, tasks: TASKS, time }));
  }
  closeSync(file);
}

/** Reports of 250 tasks back to back. */
export function writeDense(path: string, bytes: number): void {
  const file = openSync(path, 'w');
  for (let size = 0, index = 0; size < bytes; index++)
    size += writeSync(file, largeReport({ index, tasks: TASKS, time: START + index * 60_000 }));
  closeSync(file);
}
