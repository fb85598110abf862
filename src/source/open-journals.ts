/**
 * Journal files on disk into records, merged, oldest first.
 */
import { InputDamage } from '../container/input-damage.js';
import { journalRecord } from '../container/journal/journal-record.js';
import { mergeJournals, type NamedJournal } from '../container/journal/merge-journals.js';
import type { Wanted } from '../container/journal/wanted.js';
import type { KernelRecord } from '../envelope/record.js';
import { damageOf, explainIoError } from './explain-io-error.js';
import { PageCache } from './paged-file.js';

/** A file and what messages call it. */
export interface JournalPath {
  readonly path: string;
  readonly name: string;
}

/** Throws `InputDamage` after everything readable was handed out. */
export async function* readJournals(
  files: readonly JournalPath[],
  onBytes: (bytes: number) => void,
  wanted?: readonly Wanted[],
): AsyncGenerator<KernelRecord> {
  const cache = new PageCache(onBytes);
  const refused: string[] = [];
  let number = 0;
  try {
    const journals = files.flatMap((file) => openJournal(cache, file, refused));
    for (const entry of mergeJournals(journals, wanted)) yield journalRecord(entry, ++number);
  } catch (error) {
    const damage = damageOf(error);
    if (refused.length === 0 || !(damage instanceof InputDamage)) throw damage;
    refused.push(damage.message);
  } finally {
    cache.close();
  }
  if (refused.length > 0) throw new InputDamage('io', refused.join('; '));
}

function openJournal(cache: PageCache, file: JournalPath, refused: string[]): NamedJournal[] {
  try {
    return [{ path: file.name, access: cache.open(file.path) }];
  } catch (error) {
    refused.push(`${file.name}: ${explainIoError(error)}`);
    return [];
  }
}
