/**
 * The systemd journal: every event as an entry with fields. Node cannot open the journal's socket, which takes datagrams;
 * `logger --journald` of util-linux can, and takes the fields on its standard input.
 */
import { stat } from 'node:fs/promises';
import { visibleText } from '../../base/text.js';
import { type CommandEnd, runCommand } from '../command/run-command.js';
import { type DeliveryResult, delivered, rejected, retryLater, type Sink, UNLIMITED } from '../sink.js';
import { journalEntry } from './journal-fields.js';

export interface JournaldSinkOptions {
  readonly name: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where journald listens, for tests. */
  readonly socket?: string;
}

const SOCKET = '/run/systemd/journal/socket';
const TIMEOUT_MS = 10_000;

export function createJournaldSink({ name, env, socket = SOCKET }: JournaldSinkOptions): Sink {
  return {
    name,
    type: 'journald',
    audience: 'machine',
    pace: UNLIMITED,
    async send(letter, signal) {
      if (letter.event === null) return delivered();
      // Without a journal logger ends well and writes nothing.
      if (!(await isSocket(socket))) return retryLater(`journald does not run here: there is no ${socket}`);
      const input = journalEntry(letter, letter.event);
      const argv = ['logger', '--journald'];
      return verdictOf(await runCommand({ argv, input, timeoutMs: TIMEOUT_MS, signal, env }));
    },
    async check() {
      return (await isSocket(socket))
        ? delivered()
        : retryLater(`journald does not run here: there is no ${socket}`);
    },
    async close() {},
  };
}

async function isSocket(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isSocket();
  } catch {
    // Not there, or behind a directory that may not be entered: either way nobody listens for us.
    return false;
  }
}

function verdictOf(end: CommandEnd): DeliveryResult {
  switch (end.kind) {
    case 'exited':
      if (end.code === 0) return delivered();
      return /unrecognized option/.test(end.output)
        ? rejected('this logger cannot write to the journal: it was built without systemd')
        : retryLater(`logger ended with exit code ${end.code}: ${visibleText(end.output).slice(0, 200)}`);
    case 'killed':
      return retryLater(`logger was ended by ${end.signal}`, { isInDoubt: true });
    case 'cut-off':
      return retryLater(`logger did not end within ${TIMEOUT_MS / 1000} s`, { isInDoubt: true });
    case 'not-started':
      return end.code === 'ENOENT'
        ? retryLater('logger is not installed (Debian: bsdutils, Fedora: util-linux)')
        : retryLater(`logger cannot be started: ${end.message}`);
  }
}
