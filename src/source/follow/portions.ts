/** The chunks of a stream, with a word in between whenever none came for a while; ends at once when aborted. */
import { pause } from './pause.js';

const LOOK_MS = 100;

export async function* portionsOf(
  stream: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array | 'silence', void, undefined> {
  const chunks = stream[Symbol.asyncIterator]();
  let pending: Promise<IteratorResult<Uint8Array>> | null = null;
  while (!signal.aborted) {
    pending ??= chunks.next();
    const quiet = new AbortController();
    const stop = (): void => quiet.abort();
    signal.addEventListener('abort', stop);
    const next: IteratorResult<Uint8Array> | 'silence' = await Promise.race([
      pending,
      pause(LOOK_MS, quiet.signal).then(() => 'silence' as const),
    ]);
    signal.removeEventListener('abort', stop);
    quiet.abort();
    if (next === 'silence') {
      if (!signal.aborted) yield next;
      continue;
    }
    pending = null;
    if (next.done === true) return;
    yield next.value;
  }
  // The read that is still open belongs to a stream that nobody wants any more.
  pending?.catch(() => {});
}
