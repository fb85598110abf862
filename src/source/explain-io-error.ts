/**
 * An error of the operating system into words that say what is wrong and what to do.
 */

const EXPLANATIONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory; check the path',
  ENOTDIR: 'a part of the path is not a directory; check the path',
  EACCES: 'permission denied; run as root, or as a member of the groups adm and systemd-journal',
  EPERM: 'not permitted; run as root, or as a member of the groups adm and systemd-journal',
  ELOOP: 'too many symbolic links; give the real path',
  EMFILE: 'too many open files; raise `ulimit -n`',
  ENFILE: 'the system has too many open files',
  ENAMETOOLONG: 'the path is too long',
  EIO: 'the disk reported a read error',
  ESTALE: 'the network file system lost the file; try again',
  EISDIR: 'it is a directory',
  ENXIO: 'nothing is behind this device or pipe',
};

/** A clause without the path. */
export function explainIoError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = EXPLANATIONS[code];
  if (known !== undefined) return known;
  return error instanceof Error ? error.message : String(error);
}
