/** The configured sources -> which of them can be read now; what `auto` would choose, and what else there is. */
import { accessSync, closeSync, constants, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { explainIoError } from '../../source/explain-io-error.js';
import { machineJournals } from '../../source/follow/journal-places.js';
import { openDevice, readDevice } from '../../source/follow/poll-device.js';
import { ConfigError } from '../config/load-config.js';
import type { SourceConfig } from '../config/schema.js';
import { createReceiver, isReceiver } from '../create-receivers.js';
import { createSources, LOG_FILES } from '../create-sources.js';
import { type Check, type Finding, failed, ok, ownUser } from './check.js';
import { lettingRead } from './letting-read.js';

export function checkSources(configs: readonly SourceConfig[], env: NodeJS.ProcessEnv): readonly Check[] {
  return configs.map((config) => ({ area: 'source', name: nameOf(config), ...checkSource(config, env) }));
}

function nameOf(config: SourceConfig): string {
  if (typeof config === 'string') return config;
  if ('file' in config) return config.file;
  if ('device' in config) return config.device;
  if ('journal' in config) return config.journal;
  const [kind = '', address = ''] = Object.entries(config)[0] ?? [];
  return `${kind} ${String(address)}`;
}

function checkSource(config: SourceConfig, env: NodeJS.ProcessEnv): Finding {
  if (config === 'auto') return checkAuto();
  if (config === 'stdin') return ok('read when the service runs');
  if (config === 'kmsg') return checkKmsg();
  if (config === 'journal' || config === 'journalctl') return checkJournals(machineJournals());
  if ('file' in config) return checkFile(config.file);
  if ('device' in config) return checkFile(config.device);
  if ('journal' in config) return checkJournals([config.journal]);
  return isReceiver(config) ? checkReceiver(config, env) : ok('read when the service runs');
}

/** Its keys and tokens; the port is opened by the service alone. */
function checkReceiver(config: Parameters<typeof createReceiver>[0], env: NodeJS.ProcessEnv): Finding {
  try {
    createReceiver(config, env);
    return { state: 'unchecked', detail: 'it listens when the service runs', fix: null };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return failed(error.message, lettingRead(config) ?? 'oomscope config check');
  }
}

function checkAuto(): Finding {
  try {
    const chosen = createSources(['auto'], {}).map(({ path }) => path);
    const others = [
      ...(checkKmsg().state === 'ok' ? ['/dev/kmsg'] : []),
      ...LOG_FILES.filter((path) => checkFile(path).state === 'ok'),
    ].filter((path) => !chosen.includes(path));
    return ok(
      `${chosen.join(', ')} is read${others.length > 0 ? `; could be read too: ${others.join(', ')}` : ''}`,
    );
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return failed(
      error.message,
      `usermod -aG systemd-journal,adm ${ownUser()}   # then start the service again`,
    );
  }
}

const RECORD_BYTES = 8192;

/** Opening is allowed where reading is not, in some containers. */
export function checkKmsg(path = '/dev/kmsg'): Finding {
  try {
    const fd = openDevice(path, false);
    try {
      readDevice(fd, new Uint8Array(RECORD_BYTES));
    } finally {
      closeSync(fd);
    }
    return ok('can be read');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // The ring has overwritten records: it can be read.
    if (code === 'EPIPE') return ok('can be read');
    const fix =
      code === 'EPERM' || code === 'EACCES'
        ? 'oomscope unit --source kmsg > /etc/systemd/system/oomscope.service   # gives it CAP_SYSLOG'
        : 'use the journal or a log file as the source: there is no /dev/kmsg here';
    return failed(`${path} cannot be read: ${explainIoError(error)}`, fix);
  }
}

function checkFile(path: string): Finding {
  try {
    accessSync(path, constants.R_OK);
    return ok('can be read');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const fix =
      code === 'EACCES'
        ? `setfacl -m u:${ownUser()}:r ${path}   # or, for all logs of its group: usermod -aG adm ${ownUser()}`
        : null;
    return failed(`${path}: ${explainIoError(error)}`, fix);
  }
}

function checkJournals(folders: readonly string[]): Finding {
  const readable = folders.flatMap((folder) => journalFiles(folder));
  if (readable.length > 0)
    return ok(`${readable.length} journal files can be read, in ${folders.join(', ')}`);
  return failed(
    `no journal file can be read in ${folders.join(', ')}`,
    `usermod -aG systemd-journal ${ownUser()}   # where there is no journal: mkdir -p /var/log/journal && systemctl restart systemd-journald`,
  );
}

function journalFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.journal'))
      .map((name) => join(folder, name))
      .filter((path) => checkFile(path).state === 'ok');
  } catch {
    // Not there, or not for us: the finding says that none can be read.
    return [];
  }
}
