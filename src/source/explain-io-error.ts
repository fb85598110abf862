/**
 * An error of the operating system into words that say what is wrong and what to do.
 */
import { InputDamage } from '../container/input-damage.js';

const EXPLANATIONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory; check the path',
  ENOTDIR: 'a part of the path is not a directory; check the path',
  EACCES: 'permission denied; run as root, or as a member of the groups adm and systemd-journal',
  EPERM: 'not permitted; run as root, or as a member of the groups adm and systemd-journal',
  ELOOP: 'too many symbolic links; give the real path',
  EMFILE: 'too many open files; raise `ulimit -n`',
  ENFILE: 'the system has too many open files',
  ENAMETOOLONG: 'the path is too long',
  ENOSPC: 'the disk is full; free some space or set TMPDIR',
  EROFS: 'the file system is read-only; set TMPDIR',
  EIO: 'the disk reported a read error',
  ESTALE: 'the network file system lost the file; try again',
  EISDIR: 'it is a directory',
  ENXIO: 'nothing is behind this device or pipe',
};

/** What the system refused becomes `InputDamage`; a mistake of our own stays what it is. */
export function damageOf(error: unknown): unknown {
  const isOfSystem = error instanceof Error && 'code' in error && 'syscall' in error;
  return isOfSystem ? new InputDamage('io', explainIoError(error)) : error;
}

/** A clause without the path. */
export function explainIoError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = EXPLANATIONS[code];
  if (known !== undefined) return known;
  return error instanceof Error ? error.message : String(error);
}
