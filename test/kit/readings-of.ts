/** What the service would have read of a log, and when by the log's own clock. */
import { createHistory } from '../../src/diagnosis/history.js';
import { type ArchiveReading, readArchive } from '../../src/service/read-archive.js';

export async function readingsOf(log: string): Promise<ArchiveReading[]> {
  const bytes = (async function* () {
    yield new TextEncoder().encode(log);
  })();
  const input = {
    ...{ kind: 'text' as const, path: 'kern.log', bytes, modified: null },
    ...{ compression: null, container: null },
  };
  const readings: ArchiveReading[] = [];
  for await (const reading of readArchive(input, createHistory())) readings.push(reading);
  return readings;
}
