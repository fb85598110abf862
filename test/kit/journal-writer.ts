/**
 * Writes journals with systemd's own writer, `systemd-journal-remote`, while a test follows them; and asks journalctl what
 * is in them.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';

const REMOTE = '/lib/systemd/systemd-journal-remote';

/** Why there are no such tests here; null where there are. */
export const noJournalTools: string | null = existsSync(REMOTE)
  ? existsSync('/usr/bin/journalctl')
    ? null
    : 'journalctl is not installed'
  : 'systemd-journal-remote is not installed';

export const BOOTS = ['b0071234567890abcdef1234567890ab', 'b0082234567890abcdef1234567890ab'] as const;
const START_USEC = 1_795_227_900_000_000;

export interface WrittenEntry {
  readonly message: string;
  /** Also orders them in time, 10 ms apart. */
  readonly number: number;
  readonly boot?: number;
  readonly fields?: Readonly<Record<string, string>>;
}

export interface JournalWriter {
  write(entries: readonly WrittenEntry[]): void;
  /** `text`: entries in the journal export format. */
  writeExport(text: Uint8Array): void;
  /** So many fields make journald's code rotate the file before the next entry. */
  fillFieldTable(number: number): void;
  /** Ends the writer, cleanly (the file is then offline) or at once (it stays online, as after a power cut). */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const KERNEL = { _TRANSPORT: 'kernel', SYSLOG_FACILITY: '0', SYSLOG_IDENTIFIER: 'kernel', PRIORITY: '6' };

export function startJournalWriter(path: string): JournalWriter {
  const child: ChildProcess = spawn(REMOTE, ['-o', path, '-'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const write = (text: string | Uint8Array): void => {
    child.stdin?.write(text);
  };
  return {
    write: (entries) => write(entries.map(exportEntry).join('')),
    writeExport: write,
    fillFieldTable(number) {
      const fields = Object.fromEntries(
        Array.from({ length: 260 }, (_, index) => [`F${number}_${index}`, 'x']),
      );
      write(exportEntry({ message: 'many fields', number, fields: { _TRANSPORT: 'journal', ...fields } }));
    },
    async stop(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      if (signal === undefined) child.stdin?.end();
      else child.kill(signal);
      await once(child, 'close');
    },
  };
}

/** The journal export format. */
function exportEntry({ message, number, boot = 0, fields = KERNEL }: WrittenEntry): string {
  const all = {
    __REALTIME_TIMESTAMP: START_USEC + boot * 3_600_000_000 + number * 10_000,
    __MONOTONIC_TIMESTAMP: 7_000_000 + number * 10_000,
    _BOOT_ID: BOOTS[boot],
    _MACHINE_ID: 'fedcba9876543210fedcba9876543210',
    _HOSTNAME: 'lab',
    MESSAGE: message,
    ...fields,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}=${value}\n`);
  return `${lines.join('')}\n`;
}

/** Messages of the entries that match, as journalctl finds them in all files of the directory. */
export function journalctlMessages(directory: string, ...matches: readonly string[]): string[] {
  const text = execFileSync(
    'journalctl',
    [`--directory=${directory}`, '--output=json', '--all', '--no-pager', '--quiet', ...matches],
    { encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { MESSAGE: string }).MESSAGE);
}

export function journalsBeside(path: string): string[] {
  return readdirSync(dirname(path)).filter((name) => name !== basename(path));
}
