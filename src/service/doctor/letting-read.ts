/** The files that part of a configuration names and that this user may not read -> the command that lets it read them. */
import { accessSync, constants } from 'node:fs';
import { ownUser } from './check.js';

/** Null where it may read all that are there. */
export function lettingRead(config: unknown): string | null {
  const closed = filesIn(config).filter((path) => isForbidden(path));
  return closed.length === 0 ? null : `chown ${ownUser()} ${closed.join(' ')}`;
}

/** Values that are absolute paths: secrets, certificates, keys. */
function filesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.startsWith('/') ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(filesIn) : [];
}

function isForbidden(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}
