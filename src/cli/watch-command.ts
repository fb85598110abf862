/** `oomscope watch`: the service. */
import type { Command } from 'commander';
import { type CommandContext, newCommand } from './command.js';
import { EXIT } from './exit-code.js';
import { addServiceOptions, readSettings, type ServiceOptions, withSettings } from './service-settings.js';
import type { Streams } from './terminal.js';

interface WatchOptions extends ServiceOptions {
  readonly source?: readonly string[];
}

async function runWatch(options: WatchOptions, streams: Streams): Promise<number> {
  return withSettings(options, streams, async ({ config, state, path }) => {
    const { runService } = await import('../service/run.js');
    const { createServiceLog } = await import('../service/log.js');
    const { sourceFromArgument } = await import('../service/config/source-argument.js');
    const log = createServiceLog(config.log.level, (line) => streams.stderr.write(line));
    const sources = options.source?.map(sourceFromArgument);
    const chosen = (one: typeof config) => (sources === undefined ? one : { ...one, sources });
    const stop = new AbortController();
    let reload: Parameters<Parameters<typeof runService>[0]['onReady']>[0] | null = null;
    const onHangup = (): void => {
      readSettings(path === null ? options : { ...options, config: path }, streams)
        .then(async (settings) => {
          await reload?.(chosen(settings.config));
          log.setLevel(settings.config.log.level);
        })
        .catch((error: unknown) =>
          log.error({ error: messageOf(error) }, 'the new configuration is wrong; the old one stays'),
        );
    };
    const release = listen(stop, onHangup);
    try {
      await runService({
        ...{ config: chosen(config), directory: state, env: streams.env, log, signal: stop.signal },
        onReady: (replace) => {
          reload = replace;
        },
      });
    } finally {
      release();
    }
    log.info({}, 'stopped');
    return EXIT.ok;
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Signals that end or renew the service; gives back what undoes it. */
function listen(stop: AbortController, onHangup: () => void): () => void {
  const end = (): void => stop.abort();
  process.removeAllListeners('SIGINT');
  process.on('SIGINT', end).on('SIGTERM', end).on('SIGHUP', onHangup);
  return () => void process.off('SIGINT', end).off('SIGTERM', end).off('SIGHUP', onHangup);
}

const EXAMPLES = `
Examples:
  oomscope watch                  as configured, else to standard output
  oomscope watch --config ./oomscope.yaml
  oomscope watch --source kmsg --source /var/log/kern.log
  dmesg --follow | oomscope watch --source stdin

SIGHUP reads the configuration again, SIGTERM and SIGINT end the service.
See also: oomscope config, notify, status, unit.`;

export function watchCommand(context: CommandContext): Command {
  return addServiceOptions(newCommand('oomscope watch', EXAMPLES, context))
    .description('Watch this machine: remember every out-of-memory kill and tell Slack, mail and others.')
    .option(
      '--source <source>',
      'instead of the configured ones: auto, kmsg, journal, journalctl, stdin, a file, a pipe or a device; may be repeated',
      (value: string, all: readonly string[] = []) => [...all, value],
    )
    .action(async (options: WatchOptions) => {
      const code = await runWatch(options, context.streams);
      context.done(code);
      // A request that hangs would hold the process for as long as its time limit; its message is accounted for.
      process.exit(code);
    });
}
