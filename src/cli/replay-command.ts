/** `oomscope replay`: what the service would have told of an archive, shown or sent. */
import { hostname } from 'node:os';
import type { Command } from 'commander';
import { visibleText } from '../base/text.js';
import type { Letter } from '../delivery/notice.js';
import type { Config } from '../service/config/schema.js';
import type { ArchiveReading } from '../service/read-archive.js';
import { type CommandContext, newCommand } from './command.js';
import { EXIT } from './exit-code.js';
import { type ServiceOptions, withSettings } from './service-settings.js';
import type { Streams } from './terminal.js';

interface ReplayCommandOptions extends ServiceOptions {
  readonly send: boolean;
  readonly verbose: boolean;
}

async function runReplay(
  paths: readonly string[],
  options: ReplayCommandOptions,
  streams: Streams,
): Promise<number> {
  return withSettings(options, streams, async ({ config, path }) => {
    const { readArchives } = await import('./read-archives.js');
    const { readings, isWhole } = await readArchives(paths, streams);
    const shown = path === null ? withoutConfiguration(config) : config;
    const failed = options.send
      ? await send(readings, shown, streams)
      : await show(readings, shown, options, streams);
    if (failed > 0) return EXIT.delivery;
    return isWhole ? EXIT.ok : EXIT.partialInput;
  });
}

/** Without a configuration: what a Slack channel would get. */
function withoutConfiguration(config: Config): Config {
  return {
    ...config,
    sinks: { slack: { type: 'slack', trust: 'unverified', token: { env: 'NONE' }, channel: '-' } },
  };
}

const AUDIENCES = {
  slack: 'thread',
  'slack-webhook': 'plain',
  email: 'mail',
  webhook: 'machine',
  ndjson: 'machine',
  alertmanager: 'alerts',
  pagerduty: 'pager',
  otlp: 'machine',
  journald: 'machine',
  command: 'machine',
} as const;

async function show(
  readings: readonly ArchiveReading[],
  config: Config,
  { verbose }: ReplayCommandOptions,
  streams: Streams,
): Promise<number> {
  const { replay } = await import('../service/replay.js');
  const { slackMessage } = await import('../delivery/slack/messages.js');
  const { tellInLines } = await import('../delivery/tell-in-lines.js');
  const sinks = Object.entries(config.sinks).map(([name, { type }]) => ({ name, audience: AUDIENCES[type] }));
  const result = await replay(readings, {
    ...{ config, sinks, host: config.host ?? hostname() },
    async tell({ sink, atMs, letter }) {
      if (letter.body.kind === 'details' && slackMessage(letter) === null) return null;
      const [title, ...lines] = tellInLines(letter);
      streams.stdout.write(`${timeLabel(atMs)}  ${sink}  ${label(letter)}: ${visibleText(title ?? '')}\n`);
      if (verbose) for (const line of lines) streams.stdout.write(`    ${visibleText(line)}\n`);
      return '{"channel":"-","ts":"-"}';
    },
  });
  const quiet = [...result.suppressed].map(([reason, count]) => `${count} ${reason}`).join(', ');
  streams.stderr.write(
    `${result.events} events, ${result.messages} messages; events without a message of their own: ${quiet || 'none'}\n`,
  );
  return 0;
}

async function send(readings: readonly ArchiveReading[], config: Config, streams: Streams): Promise<number> {
  const { replay } = await import('../service/replay.js');
  const { createSinks } = await import('../service/config/create-sinks.js');
  const host = config.host ?? hostname();
  const sinks = await createSinks(config, host, streams.env);
  let failed = 0;
  const result = await replay(readings, {
    ...{ config, sinks, host },
    async tell({ sink: name, letter }) {
      const sink = sinks.find((one) => one.name === name);
      const sent = await sink?.send(letter, AbortSignal.timeout(60_000));
      await new Promise((resolve) => setTimeout(resolve, sink?.pace.gapMs ?? 0));
      if (sent?.kind === 'delivered') return sent.receipt;
      failed++;
      streams.stderr.write(
        `oomscope: ${name}: ${label(letter)} not sent: ${sent?.reason ?? 'no such sink'}\n`,
      );
      return null;
    },
  });
  await Promise.all(sinks.map((sink) => sink.close()));
  streams.stderr.write(
    `${result.events} events, ${result.messages - failed} messages sent, ${failed} failed\n`,
  );
  return failed;
}

/** Logs without a wall clock have the time since boot. */
function timeLabel(atMs: number): string {
  const isSinceBoot = atMs < FIRST_WALL_MS;
  return isSinceBoot
    ? `${(atMs / 1000).toFixed(0)} s after boot`
    : new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');
}

const FIRST_WALL_MS = 300_000_000_000;

function label({ body }: Letter): string {
  switch (body.kind) {
    case 'repeat':
      return `repeat (${body.why})`;
    case 'digest':
      return `digest (${body.reason})`;
    case 'details':
      return `details ${body.part + 1}`;
    default:
      return body.kind;
  }
}

const EXAMPLES = `
Examples:
  oomscope replay /var/log/kern.log*           what would have been told, and when
  oomscope replay --verbose incident.log.gz    with the text of the messages
  oomscope replay --send incident.log          really sends, to every configured sink

The log's own times are the clock: waits, repeats, summaries and storms come as they would have.`;

export function replayCommand(context: CommandContext): Command {
  return newCommand('oomscope replay', EXAMPLES, context)
    .description('Show, or send, what the service would have told of a log.')
    .argument('<logs...>', 'files, directories or quoted globs')
    .option('--send', 'send the messages instead of showing them', false)
    .option('-v, --verbose', 'show the text of the messages', false)
    .option('-c, --config <file>', 'configuration; otherwise /etc/oomscope/config.yaml or your own')
    .action(async (paths: string[], options: ReplayCommandOptions) =>
      context.done(await runReplay(paths, options, context.streams)),
    );
}
