/** Runs one task in a worker of its own, made from the program that the page carries as text. */
import { element } from './elements.js';
import type { Answer, Result, Task } from './messages.js';

export interface Listener {
  progress(progress: Extract<Answer, { kind: 'progress' }>): void;
  done(result: Result): void;
  failed(message: string): void;
}

/** Gives back what ends the worker, whatever it is doing. */
export function runTask(task: Task, listener: Listener): () => void {
  const program = new Blob([element('worker', HTMLElement).textContent ?? ''], { type: 'text/javascript' });
  const address = URL.createObjectURL(program);
  const worker = new Worker(address);
  worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    switch (data.kind) {
      case 'progress':
        return listener.progress(data);
      case 'done':
        return listener.done(data.result);
      case 'failed':
        return listener.failed(data.message);
    }
  });
  worker.addEventListener('error', (event) => listener.failed(event.message || 'the worker did not start'));
  worker.postMessage(task);
  return () => {
    worker.terminate();
    URL.revokeObjectURL(address);
  };
}
