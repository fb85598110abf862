/**
 * The journal as a source, whichever way it is followed. Its files and `journalctl` have one name, under which the position is
 * saved: one can take over from the other at the same place.
 */
import type { Source } from './followed.js';

/** `directory`: journals of another machine or a mounted host; null for this machine's. */
export function journalSource(directory: string | null, follow: Source['follow']): Source {
  return {
    name: directory === null ? 'journal' : `journal:${directory}`,
    path: directory ?? 'journal',
    trust: 'verified',
    isLocal: directory === null,
    follow,
  };
}
