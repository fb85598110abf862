/** Writes the bench's inputs: an ordinary syslog with a few reports in it, reports back to back, and a stream without end. */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { noise } from '../kit/noise.js';
import { largeReport } from './large-report.js';

const START = Date.UTC(2026, 9, 1);
const STEP_BYTES = 4 << 20;
/** Different steps of ordinary lines; then they come again, since making them takes longer than all that is measured. */
const STEPS = 16;
const REPORTS = 16;
const TASKS = 250;

/** `bytes` of ordinary lines with 16 reports, evenly spread. */
export function writeSparse(path: string, bytes: number): void {
  const file = openSync(path, 'w');
  let size = 0;
  let reports = 0;
  const steps: string[] = [];
  for (let step = 0; size < bytes; step++) {
    const time = START + (step % STEPS) * 3_600_000;
    steps[step % STEPS] ??= noise(STEP_BYTES, step + 1, time);
    const text = steps[step % STEPS] as string;
    size += writeSync(
      file,
      size + STEP_BYTES <= bytes ? text : text.slice(0, text.indexOf('\n', bytes - size) + 1),
    );
    for (; reports < REPORTS && size > ((reports + 0.5) * bytes) / REPORTS; reports++)
      size += writeSync(file, largeReport({ index: reports, tasks: TASKS, time }));
  }
  // Writing it to the disk must not go on while it is read.
  fsyncSync(file);
  closeSync(file);
}

/** Reports back to back, each of so many tasks. */
export function writeDense(path: string, bytes: number, tasks: number): void {
  const file = openSync(path, 'w');
  for (let size = 0, index = 0; size < bytes; index++)
    size += writeSync(file, largeReport({ index, tasks, time: START + index * 60_000 }));
  // Writing it to the disk must not go on while it is read.
  fsyncSync(file);
  closeSync(file);
}
