/** `oomscope status`: what the service watches, what waits to be sent, what went wrong. */
import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { ServiceStatus } from '../service/status.js';
import { type CommandContext, newCommand } from './command.js';
import { EXIT } from './exit-code.js';
import {
  addServiceOptions,
  type ServiceOptions,
  type ServiceSettings,
  withSettings,
} from './service-settings.js';
import type { Streams } from './terminal.js';

interface StatusOptions extends ServiceOptions {
  readonly format: 'text' | 'json';
  readonly retryDead: boolean;
}

async function runStatus(options: StatusOptions, streams: Streams): Promise<number> {
  return withSettings(options, streams, async (settings) => {
    if (options.retryDead) return retryDead(settings, streams);
    const running = await askService(settings);
    const status = running ?? (await readStore(settings));
    if (status === null) {
      streams.stderr.write(`oomscope: the service has never run with ${settings.state}\n`);
      return EXIT.failure;
    }
    const isRunning = running !== null;
    streams.stdout.write(
      options.format === 'json'
        ? `${JSON.stringify({ running: isRunning, ...status })}\n`
        : describe(status, isRunning),
    );
    return isRunning && status.troubles.length === 0 && status.dead.length === 0 ? EXIT.ok : EXIT.failure;
  });
}

/** Null where nothing answers. */
async function askService({ config }: ServiceSettings): Promise<ServiceStatus | null> {
  if (config.http === 'off') return null;
  try {
    const answer = await fetch(`http://${config.http.listen}/status`, { signal: AbortSignal.timeout(2000) });
    return answer.ok ? ((await answer.json()) as ServiceStatus) : null;
  } catch {
    // It does not run, or not with this configuration: the store still tells.
    return null;
  }
}

async function readStore({ state }: ServiceSettings): Promise<ServiceStatus | null> {
  const { databasePath } = await import('../service/state-directory.js');
  if (!existsSync(databasePath(state))) return null;
  const { openStore } = await import('../store/store.js');
  const { serviceStatus } = await import('../service/status.js');
  const store = await openStore(databasePath(state), { readOnly: true });
  try {
    return serviceStatus(store, null);
  } finally {
    store.close();
  }
}

async function retryDead({ state }: ServiceSettings, streams: Streams): Promise<number> {
  const { databasePath } = await import('../service/state-directory.js');
  const { openStore } = await import('../store/store.js');
  const store = await openStore(databasePath(state));
  const revived = store.outbox.revive(Date.now());
  store.close();
  streams.stdout.write(`${revived} messages will be sent again by the service\n`);
  return EXIT.ok;
}

function describe(status: ServiceStatus, isRunning: boolean): string {
  const lines = [
    isRunning
      ? `Running on ${status.host ?? 'this machine'}.`
      : 'Not running, or its http address does not answer. From the store:',
    `Events: ${status.events}, the last ${status.lastEvent === null ? 'never' : `at ${status.lastEvent.at} (${status.lastEvent.id})`}`,
    ...(status.openIncidents === null ? [] : [`Open incidents: ${status.openIncidents}`]),
    ...status.sources.map(({ name, saved }) => `Source ${name}: position saved at ${saved}`),
    ...status.outbox.map(
      ({ sink, state, count, oldest }) =>
        `Sink ${sink}: ${count} ${state}${state === 'pending' ? `, the oldest since ${oldest}` : ''}`,
    ),
    ...Object.entries(status.suppressed).map(
      ([reason, count]) => `Without a message of their own (${reason}): ${count}`,
    ),
    ...status.troubles.map(({ what, problem }) => `Trouble: ${what}: ${problem}`),
    ...status.dead.map(
      ({ sink, kind, created, error }) => `Given up: ${kind} to ${sink} of ${created}: ${error ?? ''}`,
    ),
    ...(status.dead.length > 0 ? ['Send them again with: oomscope status --retry-dead'] : []),
    `Database: ${(status.databaseBytes / 1e6).toFixed(1)} MB`,
  ];
  return `${lines.join('\n')}\n`;
}

const EXAMPLES = `
Examples:
  oomscope status
  oomscope status --format json
  oomscope status --retry-dead     after mending what refused the messages

Exit codes: 0 it runs and nothing is wrong, 1 something is or it does not run, 2 wrong configuration.`;

export function statusCommand(context: CommandContext): Command {
  return addServiceOptions(newCommand('oomscope status', EXAMPLES, context))
    .description('Say what the service watches, what waits to be sent, and what went wrong.')
    .addOption(new Option('-f, --format <format>', 'output format').choices(['text', 'json']).default('text'))
    .option('--retry-dead', 'send again what was given up', false)
    .action(async (options: StatusOptions) => context.done(await runStatus(options, context.streams)));
}
