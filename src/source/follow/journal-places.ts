/** Where a machine's journals lie: `MACHINE-ID` folders below /var/log/journal and /run/log/journal, or any directory. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const JOURNAL_DIRECTORIES: readonly string[] = ['/var/log/journal', '/run/log/journal'];

/** This machine's own, without its namespaces, as journalctl reads them. */
export function machineJournals(
  bases: readonly string[] = JOURNAL_DIRECTORIES,
  machineId: string | null = readMachineId(),
): readonly string[] {
  return machineId === null ? bases.flatMap(withSubfolders) : bases.map((base) => join(base, machineId));
}

/** A directory and the folders in it: one machine's, or several machines'. */
export function withSubfolders(directory: string): readonly string[] {
  try {
    const folders = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [directory, ...folders.map(({ name }) => join(directory, name))];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [directory];
    throw error;
  }
}

/** Null where there is none, e.g. in a container that was made without. */
function readMachineId(): string | null {
  try {
    const id = readFileSync('/etc/machine-id', 'utf8').trim();
    return /^[0-9a-f]{32}$/.test(id) ? id : null;
  } catch {
    return null;
  }
}
