/** A thread that reads one input after the other, as told by `read-parallel`, and sends what it finds in small heaps. */
import { parentPort } from 'node:worker_threads';
import type { Input } from '../source/input.js';
import { type Read, type ReadOptions, readInput } from './read-inputs.js';

export type ToWorker =
  | { readonly kind: 'read'; readonly input: Input; readonly options: ReadOptions }
  /** A heap was taken: there is room for another. */
  | { readonly kind: 'taken' };

export type FromWorker =
  | { readonly kind: 'heap'; readonly reads: readonly Read[] }
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'done' };

const HEAP_SIZE = 16;
/** Heaps on the way: beyond it the thread waits, so that memory stays bounded whoever is slow. */
const MOST_HEAPS = 4;
const BYTES_STEP = 4 * 1024 * 1024;

let underway = 0;
let wake: () => void = () => {};

function send(message: FromWorker): void {
  parentPort?.postMessage(message);
}

async function sendHeap(reads: readonly Read[]): Promise<void> {
  while (underway >= MOST_HEAPS) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  underway++;
  send({ kind: 'heap', reads });
}

async function readAll(input: Input, options: ReadOptions): Promise<void> {
  let unsaid = 0;
  const onBytes = (bytes: number): void => {
    unsaid += bytes;
    if (unsaid < BYTES_STEP) return;
    send({ kind: 'bytes', bytes: unsaid });
    unsaid = 0;
  };
  let heap: Read[] = [];
  for await (const read of readInput(input, options, onBytes)) {
    heap.push(read);
    if (heap.length < HEAP_SIZE) continue;
    await sendHeap(heap);
    heap = [];
  }
  if (heap.length > 0) await sendHeap(heap);
  send({ kind: 'bytes', bytes: unsaid });
  send({ kind: 'done' });
}

parentPort?.on('message', (message: ToWorker) => {
  if (message.kind === 'read') void readAll(message.input, message.options);
  else {
    underway--;
    wake();
  }
});
