/** Reads all inputs that the arguments name, several at once where that is worth it. */
import { availableParallelism } from 'node:os';
import { expandInputs } from '../source/expand-inputs.js';
import type { Input } from '../source/input.js';
import { type Read, type ReadOptions, readInput } from './read-inputs.js';
import { readParallel } from './read-parallel.js';

/** What there is to read. */
export interface ReadingPlan {
  readonly inputs: readonly Input[];
  /** As on disk; null where an input (a pipe) does not tell. */
  readonly totalBytes: number | null;
}

export async function planReading(paths: readonly string[]): Promise<ReadingPlan> {
  const inputs: Input[] = [];
  for await (const input of expandInputs(paths)) inputs.push(input);
  const sizes = inputs.map(sizeOf);
  const isKnown = sizes.every((size) => size !== null);
  return { inputs, totalBytes: isKnown ? sizes.reduce((sum, size) => sum + (size ?? 0), 0) : null };
}

function sizeOf(input: Input): number | null {
  switch (input.kind) {
    case 'file':
    case 'journals':
      return input.sizeBytes;
    case 'stdin':
      return null;
    case 'problem':
      return 0;
  }
}

const MOST_DEFAULT_JOBS = 4;
/** Below it, starting threads takes longer than reading. */
const WORTH_THREADS_BYTES = 32 * 1024 * 1024;

export interface ReadAllOptions extends ReadOptions {
  /** Inputs read at once. */
  readonly jobs: number | undefined;
  readonly onBytes: (bytes: number) => void;
}

/** The same whatever the number of jobs: events in the order of the inputs. */
export async function* readAll(plan: ReadingPlan, options: ReadAllOptions): AsyncGenerator<Read> {
  const { boots, excerpts, onBytes } = options;
  const jobs = jobsFor(plan, options.jobs);
  if (jobs > 1) yield* readParallel(plan.inputs, jobs, { boots, excerpts }, onBytes);
  else for (const input of plan.inputs) yield* readInput(input, { boots, excerpts }, onBytes);
}

function jobsFor({ inputs, totalBytes }: ReadingPlan, asked: number | undefined): number {
  const readable = inputs.filter((input) => input.kind === 'file' || input.kind === 'journals').length;
  if (asked !== undefined) return Math.min(asked, readable);
  if (totalBytes !== null && totalBytes < WORTH_THREADS_BYTES) return 1;
  return Math.min(availableParallelism(), readable, MOST_DEFAULT_JOBS);
}
