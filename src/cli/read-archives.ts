/** The logs that `replay` is given, as the service would have read them. */
import { InputDamage } from '../container/input-damage.js';
import { TRUSTED } from '../container/journal/wanted.js';
import { createHistory } from '../diagnosis/history.js';
import { type ArchiveReading, readArchive } from '../service/read-archive.js';
import type { Input } from '../source/input.js';
import { openInput } from '../source/open-input.js';
import { complain } from './complain.js';
import { planReading } from './read-all.js';
import type { Streams } from './terminal.js';

/** What the service would have read, piece by piece of a rotated log: the oldest first, so that earlier kills are known by then. */
export async function readArchives(
  paths: readonly string[],
  streams: Pick<Streams, 'stderr'>,
): Promise<{ readings: readonly ArchiveReading[]; isWhole: boolean }> {
  const { inputs } = await planReading([...paths]);
  const history = createHistory();
  const readings: ArchiveReading[] = [];
  let isWhole = true;
  const problem = (path: string, error: string): void => {
    complain(streams, { path, error });
    isWhole = false;
  };
  for (const input of inputs.toSorted((a, b) => modifiedMs(a) - modifiedMs(b)))
    for await (const opened of openInput(input, { wanted: TRUSTED })) {
      if (opened.kind === 'problem') {
        problem(opened.path, opened.message);
        continue;
      }
      try {
        for await (const reading of readArchive(opened, history)) readings.push(reading);
      } catch (error) {
        if (!(error instanceof InputDamage)) throw error;
        problem(opened.path, error.message);
      }
    }
  return { readings, isWhole };
}

/** What does not say when it was written last comes at the end. */
function modifiedMs(input: Input): number {
  return input.kind === 'file' && input.modified !== null ? input.modified.getTime() : Date.now();
}
