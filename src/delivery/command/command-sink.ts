/** A program of the user's: every event as JSON on its standard input. Its exit code says how that went. */
import { visibleText } from '../../base/text.js';
import { eventJson } from '../event-json.js';
import { redact } from '../redact.js';
import { type DeliveryResult, delivered, rejected, retryLater, type Sink, UNLIMITED } from '../sink.js';
import { type CommandEnd, runCommand } from './run-command.js';

export interface CommandSinkOptions {
  readonly name: string;
  /** Program and arguments. */
  readonly argv: readonly string[];
  readonly timeoutMs: number;
  readonly env: NodeJS.ProcessEnv;
}

export function createCommandSink({ name, argv, timeoutMs, env }: CommandSinkOptions): Sink {
  return {
    name,
    type: 'command',
    audience: 'machine',
    pace: UNLIMITED,
    async send(letter, signal) {
      const end = await runCommand({ argv, input: `${eventJson(letter)}\n`, timeoutMs, signal, env });
      return verdictOf(end, argv[0] ?? '', timeoutMs);
    },
    async close() {},
  };
}

/** Of sysexits.h, the codes that will be the same next time: usage, data, permission, configuration. */
const PERMANENT: ReadonlySet<number> = new Set([64, 65, 77, 78]);
const TRY_AGAIN = 75;

/** All that is not known to be of no use is tried again: scripts end with 1 for anything. */
function verdictOf(end: CommandEnd, program: string, timeoutMs: number): DeliveryResult {
  switch (end.kind) {
    case 'exited': {
      if (end.code === 0) return delivered();
      const reason = `${program} ended with exit code ${end.code}${quoted(end.output)}`;
      if (PERMANENT.has(end.code)) return rejected(reason);
      return retryLater(reason, { isInDoubt: end.code !== TRY_AGAIN });
    }
    case 'killed':
      return retryLater(`${program} was ended by ${end.signal}${quoted(end.output)}`, { isInDoubt: true });
    case 'cut-off':
      return retryLater(`${program} did not end within ${timeoutMs / 1000} s${quoted(end.output)}`, {
        isInDoubt: true,
      });
    case 'not-started':
      return retryLater(`${program} cannot be started: ${HINTS[end.code] ?? visibleText(end.message)}`);
  }
}

const HINTS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such program; give its whole path',
  EACCES: 'it may not be executed; run: chmod +x',
};

const QUOTED_MAX = 400;

/** The end of the output, where the error stands. */
function quoted(output: string): string {
  const text = visibleText(redact(output.replace(/\s+/g, ' '))).slice(-QUOTED_MAX);
  return text === '' ? '' : `: ${text}`;
}
