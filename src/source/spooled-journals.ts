/**
 * Journals that do not lie on disk as they are (compressed, in an archive, from a pipe) into records, through temporary
 * files.
 */
import type { ByteSource } from '../container/byte-source.js';
import type { InputDamage } from '../container/input-damage.js';
import type { KernelRecord } from '../envelope/record.js';
import type { JournalInput } from './input.js';
import { compressionOf, type Layer } from './layer.js';
import { readJournals } from './open-journals.js';
import { Spool } from './spool.js';

export interface SpooledJournal {
  /** What the user calls it. */
  readonly name: string;
  /** The temporary file. */
  readonly path: string;
  /** What ended its source early. */
  readonly damage: InputDamage | null;
}

export async function* spooledJournals(
  sources: readonly { readonly path: string; readonly data: ByteSource }[],
  layer: Layer,
): AsyncGenerator<JournalInput> {
  const spool = new Spool();
  try {
    const journals: SpooledJournal[] = [];
    for (const { path, data } of sources) journals.push({ ...(await spool.add(data)), name: path });
    yield readSpooled(journals, layer);
  } finally {
    await spool.remove();
  }
}

/** The temporary files must stay until the records are read. */
export function readSpooled(journals: readonly SpooledJournal[], layer: Layer): JournalInput {
  const [first] = journals;
  const path = journals.length === 1 && first !== undefined ? first.name : commonFolder(journals);
  return {
    kind: 'journal',
    path,
    records: recordsOf(journals, layer.wanted),
    modified: layer.modified,
    compression: compressionOf(layer),
    container: layer.container,
  };
}

async function* recordsOf(
  journals: readonly SpooledJournal[],
  wanted: Layer['wanted'],
): AsyncGenerator<KernelRecord> {
  yield* readJournals(journals, () => {}, wanted);
  for (const { damage } of journals) if (damage !== null) throw damage;
}

/** `archive.tar!var/log/journal` for several files below it. */
function commonFolder(journals: readonly SpooledJournal[]): string {
  const [first = '', ...others] = journals.map(({ name }) => name);
  let folder = first;
  while (folder !== '' && !others.every((name) => name.startsWith(folder))) folder = folder.slice(0, -1);
  return folder.replace(/[^/!]*$/, '').replace(/\/$/, '') || first;
}
