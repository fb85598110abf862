/**
 * The page's worker: reads and parses away from the page, so that the page stays quick. It does one task; the page ends
 * it to cancel.
 */
import { analyse } from './analyse.js';
import type { Answer, Task } from './messages.js';

const answer = (message: Answer): void => self.postMessage(message);

self.addEventListener('message', (event: MessageEvent<Task>) => {
  analyse(event.data, answer).then(
    (result) => answer({ kind: 'done', result }),
    (error: unknown) =>
      answer({
        kind: 'failed',
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
  );
});
