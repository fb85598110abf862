/** Writes to standard output no faster than it is read, and ends quietly when the reader has gone (`| head`). */

/** The reader of our output closed its end: nothing more to do, and no error. */
export class ClosedPipe extends Error {}

export interface Output {
  /** Bytes may be overwritten once this is settled. */
  write(text: string | Uint8Array): Promise<void>;
}

export function createOutput(stream: NodeJS.WriteStream): Output {
  let failure: Error | null = null;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    failure = error.code === 'EPIPE' ? new ClosedPipe() : error;
  });
  return {
    async write(text) {
      if (failure !== null) throw failure;
      if (text.length === 0) return;
      await new Promise<void>((resolve, reject) => {
        stream.write(text, (error) => {
          if (error) reject((error as NodeJS.ErrnoException).code === 'EPIPE' ? new ClosedPipe() : error);
          else resolve();
        });
      });
    },
  };
}
