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
    const answer = await askService(settings);
    const status = answer ?? (await readStore(settings));
    if (status === null) return neverRan(settings, streams);
    const condition = await conditionOf(settings, answer !== null);
    streams.stdout.write(
      options.format === 'json'
        ? `${JSON.stringify({ running: condition !== 'stopped', ...status })}\n`
        : describe(status, condition, settings),
    );
    const isWell = condition === 'answers' || condition === 'quiet';
    return isWell && status.troubles.length === 0 && status.dead.length === 0 ? EXIT.ok : EXIT.failure;
  });
}

function neverRan({ state }: ServiceSettings, streams: Streams): number {
  streams.stderr.write(
    `oomscope: the service has never run with ${state}; another configuration (--config) or directory (--state) may be meant\n`,
  );
  return EXIT.failure;
}

/** `quiet`: it runs, and was told to answer nobody. `deaf`: it runs, and does not answer where it should. */
type Condition = 'answers' | 'quiet' | 'deaf' | 'stopped';

async function conditionOf({ config, state }: ServiceSettings, hasAnswered: boolean): Promise<Condition> {
  if (hasAnswered) return 'answers';
  const { isInUse } = await import('../service/state-directory.js');
  if (!(await isInUse(state))) return 'stopped';
  return config.http === 'off' ? 'quiet' : 'deaf';
}

/** Null where nothing answers, or something else does. */
async function askService({ config }: ServiceSettings): Promise<ServiceStatus | null> {
  if (config.http === 'off') return null;
  try {
    const answer = await fetch(`http://${config.http.listen}/status`, { signal: AbortSignal.timeout(2000) });
    const said = (answer.ok ? await answer.json() : null) as Partial<ServiceStatus> | null;
    const isOurs = Array.isArray(said?.outbox) && Array.isArray(said.troubles);
    return isOurs ? (said as ServiceStatus) : null;
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

async function retryDead(settings: ServiceSettings, streams: Streams): Promise<number> {
  const { state } = settings;
  const { databasePath } = await import('../service/state-directory.js');
  if (!existsSync(databasePath(state))) return neverRan(settings, streams);
  const { openStore } = await import('../store/store.js');
  const store = await openStore(databasePath(state));
  const revived = store.outbox.revive(Date.now());
  store.close();
  streams.stdout.write(`${revived} messages will be sent again by the service\n`);
  return EXIT.ok;
}

/** The first line: how it is, and what to do where it is not as it should be. */
function conditionLine(
  { host }: ServiceStatus,
  condition: Condition,
  { config, state }: ServiceSettings,
): string {
  switch (condition) {
    case 'answers':
      return `Running on ${host ?? 'this machine'}.`;
    case 'quiet':
      return `Running with ${state}; its http address is off, so what troubles it is not known. From the store:`;
    case 'deaf':
      return `Running with ${state}, but it does not answer at http://${config.http === 'off' ? '-' : config.http.listen}: it was started with another http.listen, or that port is taken (see its log). From the store:`;
    case 'stopped':
      return 'Not running: systemctl start oomscope, or oomscope watch. From the store:';
  }
}

function describe(status: ServiceStatus, condition: Condition, settings: ServiceSettings): string {
  const lines = [
    conditionLine(status, condition, settings),
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
