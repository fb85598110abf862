/** The sources of a configuration; `auto` is the best that this machine has. */
import { accessSync, closeSync, constants } from 'node:fs';
import { followFile } from '../source/follow/follow-file.js';
import { followJournal } from '../source/follow/follow-journal.js';
import { followJournalctl } from '../source/follow/follow-journalctl.js';
import { followKmsg } from '../source/follow/follow-kmsg.js';
import { followDevice, followStdin } from '../source/follow/follow-stream.js';
import type { Source } from '../source/follow/followed.js';
import { machineJournals } from '../source/follow/journal-places.js';
import { openDevice } from '../source/follow/poll-device.js';
import { ConfigError } from './config/load-config.js';
import type { SourceConfig } from './config/schema.js';
import { createReceiver, isReceiver } from './create-receivers.js';

/** Where distributions keep the kernel's messages as text. */
export const LOG_FILES = ['/var/log/kern.log', '/var/log/messages', '/var/log/syslog'];

export function createSources(configs: readonly SourceConfig[], env: NodeJS.ProcessEnv): readonly Source[] {
  const sources = configs.flatMap((config) => {
    if (config === 'auto') return detectSources();
    return [isReceiver(config) ? createReceiver(config, env) : createSource(config)];
  });
  const twice = sources.find(
    (source, index) => sources.findIndex(({ name }) => name === source.name) !== index,
  );
  if (twice !== undefined) throw new ConfigError(`sources: ${twice.name} is there twice`);
  return sources;
}

type Followable = Exclude<
  SourceConfig,
  'auto' | { syslog: string } | { netconsole: string } | { http: string }
>;

function createSource(config: Followable): Source {
  if (config === 'kmsg') return followKmsg();
  if (config === 'stdin') return followStdin();
  if (config === 'journal') return followJournal();
  if (config === 'journalctl') return followJournalctl();
  if ('file' in config) return followFile(config.file, { isPolled: config.poll });
  if ('device' in config) return followDevice(config.device);
  return followJournal({ directory: config.journal });
}

function detectSources(): readonly Source[] {
  if (machineJournals().some(hasReadableJournal)) return [followJournal()];
  if (canReadKmsg()) return [followKmsg()];
  const file = LOG_FILES.find((path) => isReadable(path));
  if (file !== undefined) return [followFile(file)];
  throw new ConfigError(
    `sources: nothing to read was found: neither a journal, nor /dev/kmsg (which needs CAP_SYSLOG), nor one of ${LOG_FILES.join(', ')}. Run as a member of the groups systemd-journal or adm, or name the sources`,
  );
}

function canReadKmsg(): boolean {
  try {
    closeSync(openDevice('/dev/kmsg', false));
    return true;
  } catch {
    // Not there, or not for us: the next kind of source is tried.
    return false;
  }
}

/** The file that journald writes to now. */
function hasReadableJournal(folder: string): boolean {
  return isReadable(`${folder}/system.journal`);
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
