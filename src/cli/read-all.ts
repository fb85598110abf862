/** Reads all inputs that the arguments name, several at once where that is asked for. */
import { expandInputs } from '../source/expand-inputs.js';
import type { Input } from '../source/input.js';
import { type Read, type ReadOptions, readInput } from './read-inputs.js';

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

export interface ReadAllOptions extends ReadOptions {
  /** Inputs read at once. */
  readonly jobs: number;
  readonly onBytes: (bytes: number) => void;
}

/** The same whatever the number of jobs: events in the order of the inputs. A common history takes them one by one. */
export async function* readAll(plan: ReadingPlan, options: ReadAllOptions): AsyncGenerator<Read> {
  const { boots, excerpts, history, onBytes } = options;
  const readable = plan.inputs.filter((input) => input.kind === 'file' || input.kind === 'journals');
  const jobs = history === undefined ? Math.min(options.jobs, readable.length) : 1;
  if (jobs > 1) {
    const { readParallel } = await import('./read-parallel.js');
    yield* readParallel(plan.inputs, jobs, { boots, excerpts }, onBytes);
  } else for (const input of plan.inputs) yield* readInput(input, options, onBytes);
}
