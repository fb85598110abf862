/** `oomscope notify --test`: a made-up event through every sink, and what each of them said. */
import { hostname } from 'node:os';
import type { Command } from 'commander';
import { visibleText } from '../base/text.js';
import type { Letter } from '../delivery/notice.js';
import type { DeliveryResult, Sink } from '../delivery/sink.js';
import { type CommandContext, newCommand } from './command.js';
import { EXIT } from './exit-code.js';
import { type ServiceOptions, withSettings } from './service-settings.js';
import type { Streams } from './terminal.js';

interface NotifyOptions extends ServiceOptions {
  readonly test: boolean;
  readonly sink?: string;
}

const LONGEST_MS = 60_000;

async function runNotify(options: NotifyOptions, streams: Streams): Promise<number> {
  if (!options.test) {
    streams.stderr.write(
      'oomscope: notify needs --test: it sends a made-up event; real ones are sent by oomscope watch\n',
    );
    return EXIT.usage;
  }
  return withSettings(options, streams, async ({ config }) => {
    const { createSinks } = await import('../service/config/create-sinks.js');
    const host = config.host ?? hostname();
    const all = await createSinks(config, host, streams.env);
    const sinks = all.filter(({ name }) => options.sink === undefined || name === options.sink);
    if (sinks.length === 0) {
      const names = all.map(({ name }) => name).join(', ');
      streams.stderr.write(
        `oomscope: ${options.sink === undefined ? 'no sink is configured' : `sink "${options.sink}" is not configured; configured are: ${names}`}\n`,
      );
      return EXIT.usage;
    }
    const letter = await sampleLetter(host);
    let failed = 0;
    // All at once, so that one that hangs keeps none waiting; told in the order of the configuration.
    for (const attempt of sinks.map((sink) => send(sink, letter))) {
      const { sink, result, tookMs } = await attempt;
      if (result.kind !== 'delivered') failed++;
      streams.stdout.write(`${describe(sink, result, tookMs)}\n`);
    }
    await Promise.all(all.map((sink) => sink.close()));
    return failed === 0 ? EXIT.ok : EXIT.delivery;
  });
}

interface Attempt {
  readonly sink: Sink;
  readonly result: DeliveryResult;
  readonly tookMs: number;
}

async function send(sink: Sink, letter: Letter): Promise<Attempt> {
  const began = Date.now();
  const result = await sink.send(letter, AbortSignal.timeout(LONGEST_MS));
  return { sink, result, tookMs: Date.now() - began };
}

async function sampleLetter(host: string): Promise<Letter> {
  const { sampleEvent } = await import('../service/sample-event.js');
  const { factsOf } = await import('../service/event-facts.js');
  const now = new Date();
  const { event, lines } = sampleEvent(host, now);
  const stored = {
    seq: 0,
    event,
    facts: factsOf(event),
    atMs: now.getTime(),
    seenMs: now.getTime(),
    trust: 'verified',
    isLate: false,
    version: 1,
  } as const;
  return {
    key: `test-${now.getTime()}`,
    body: { kind: 'sample', event: event.id },
    event: stored,
    log: { path: event.source.path, firstLine: 1, lines },
    thread: null,
    createdMs: now.getTime(),
    isInDoubt: false,
  };
}

function describe({ name, type }: Sink, result: DeliveryResult, tookMs: number): string {
  const who = `${name} (${type})`;
  const took = `${(tookMs / 1000).toFixed(1)} s`;
  switch (result.kind) {
    case 'delivered':
      return `${who}: delivered in ${took}${result.warning === null ? '' : `, but ${visibleText(result.warning)}`}`;
    case 'retryLater':
      return `${who}: not now (${took}): ${visibleText(result.reason)}. The service would try again${result.isInDoubt ? '; it may have arrived all the same' : ''}`;
    case 'rejected':
      return `${who}: refused (${took}): ${visibleText(result.reason)}. The service would give up`;
  }
}

const EXAMPLES = `
Examples:
  oomscope notify --test                      to every configured sink
  oomscope notify --test --sink team-slack

Exit codes: 0 every sink took it, 2 wrong configuration, 4 a sink did not.`;

export function notifyCommand(context: CommandContext): Command {
  return newCommand('oomscope notify', EXAMPLES, context)
    .description('Send a made-up event through each configured sink and say what happened.')
    .option('--test', 'send the made-up event', false)
    .option('--sink <name>', 'to this sink only')
    .option('-c, --config <file>', 'configuration; otherwise /etc/oomscope/config.yaml or your own')
    .action(async (options: NotifyOptions) => context.done(await runNotify(options, context.streams)));
}
