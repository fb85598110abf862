/**
 * Reads several inputs at once, each in a thread of its own, and hands out what they hold in the order of the inputs: the
 * same as reading them one after the other.
 */
import { Worker } from 'node:worker_threads';
import type { Input } from '../source/input.js';
import type { FromWorker, ToWorker } from './parse-worker.js';
import { type Read, type ReadOptions, readInput } from './read-inputs.js';

/** What a thread has found in one input and nobody has taken yet. */
interface Channel {
  readonly heaps: (readonly Read[])[];
  worker: Worker | null;
  isDone: boolean;
}

export async function* readParallel(
  inputs: readonly Input[],
  jobs: number,
  options: ReadOptions,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Read> {
  const pool = createPool(inputs, options, onBytes);
  try {
    for (let i = 0; i < jobs; i++) pool.addWorker();
    for (const [index, input] of inputs.entries()) {
      // Only the main thread has standard input.
      if (input.kind === 'stdin') yield* readInput(input, options, onBytes);
      else yield* pool.readsOf(index);
    }
  } finally {
    await pool.close();
  }
}

interface Pool {
  addWorker(): void;
  readsOf(index: number): AsyncGenerator<Read>;
  close(): Promise<void>;
}

/** Threads take the inputs in order, so the one whose turn it is to be handed out never waits for another. */
function createPool(inputs: readonly Input[], options: ReadOptions, onBytes: (bytes: number) => void): Pool {
  const channels = inputs.map((): Channel => ({ heaps: [], worker: null, isDone: false }));
  const workers: Worker[] = [];
  const current = new Map<Worker, Channel>();
  let next = 0;
  let failure: Error | null = null;
  let wake: () => void = () => {};

  const startNext = (worker: Worker): void => {
    while (inputs[next]?.kind === 'stdin') next++;
    const [input, channel] = [inputs[next], channels[next]];
    next++;
    if (input === undefined || channel === undefined) return;
    channel.worker = worker;
    current.set(worker, channel);
    tell(worker, { kind: 'read', input, options });
  };
  const receive = (worker: Worker, message: FromWorker): void => {
    const channel = current.get(worker);
    switch (message.kind) {
      case 'bytes':
        onBytes(message.bytes);
        return;
      case 'heap':
        channel?.heaps.push(message.reads);
        break;
      case 'done':
        if (channel !== undefined) channel.isDone = true;
        startNext(worker);
    }
    wake();
  };
  const fail = (error: Error): void => {
    failure = error;
    wake();
  };

  return {
    addWorker() {
      const worker = new Worker(new URL('./parse-worker.js', import.meta.url));
      worker.on('message', (message: FromWorker) => receive(worker, message));
      worker.on('error', fail);
      workers.push(worker);
      startNext(worker);
    },
    async *readsOf(index) {
      const channel = channels[index];
      while (channel !== undefined) {
        if (failure !== null) throw failure;
        const heap = channel.heaps.shift();
        if (heap !== undefined) {
          yield* heap;
          if (channel.worker !== null) tell(channel.worker, { kind: 'taken' });
        } else if (channel.isDone) return;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function tell(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}
