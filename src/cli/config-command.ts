/** `oomscope config check|print|schema`. */
import type { Command } from 'commander';
import { type CommandContext, newCommand } from './command.js';
import { EXIT } from './exit-code.js';
import { type ServiceOptions, withSettings } from './service-settings.js';

const EXAMPLES = `
Examples:
  oomscope config check                       every mistake with its line; also reads the secrets
  oomscope config print                       the configuration with all defaults
  oomscope config schema > schema.json        for editors`;

export function configCommand(context: CommandContext): Command {
  const command = newCommand('oomscope config', EXAMPLES, context).description(
    'Check and show the configuration of the service.',
  );
  for (const build of [checkCommand, printCommand, schemaCommand]) command.addCommand(build(context));
  return command;
}

function checkCommand(context: CommandContext): Command {
  const { streams, done } = context;
  return withFile(newCommand('oomscope config check', EXAMPLES, context))
    .description('Say what is wrong, with file and line, or that nothing is.')
    .action(async (options: ServiceOptions) => {
      const code = await withSettings(options, streams, async ({ config, path }) => {
        const { createSinks } = await import('../service/config/create-sinks.js');
        const sinks = await createSinks(config, 'localhost', streams.env);
        await Promise.all(sinks.map((sink) => sink.close()));
        // Reads their keys and tokens, and opens nothing.
        const { createReceiver, isReceiver } = await import('../service/create-receivers.js');
        for (const source of config.sources.filter(isReceiver)) createReceiver(source, streams.env);
        const what = `${config.sources.length} source(s), ${sinks.length} sink(s): ${sinks.map(({ name, type }) => `${name} (${type})`).join(', ') || 'none'}`;
        streams.stdout.write(`${path ?? 'No configuration file; the defaults'}: all is well. ${what}\n`);
        if (sinks.length === 0)
          streams.stderr.write(
            'oomscope: warning: there is no sink: kills are remembered, and nobody is told\n',
          );
        return EXIT.ok;
      });
      done(code);
    });
}

function printCommand(context: CommandContext): Command {
  const { streams, done } = context;
  return withFile(newCommand('oomscope config print', EXAMPLES, context))
    .description('Print the configuration with all defaults. Secrets are named, never shown.')
    .action(async (options: ServiceOptions) => {
      const code = await withSettings(options, streams, async ({ config }) => {
        const { stringify } = await import('yaml');
        const { showConfig } = await import('../service/config/show-config.js');
        streams.stdout.write(stringify(showConfig(config)));
        return EXIT.ok;
      });
      done(code);
    });
}

function schemaCommand(context: CommandContext): Command {
  return newCommand('oomscope config schema', EXAMPLES, context)
    .description('Print the JSON Schema of the configuration.')
    .action(async () => {
      const { toJSONSchema } = await import('zod');
      const { configSchema } = await import('../service/config/schema.js');
      context.streams.stdout.write(
        `${JSON.stringify(toJSONSchema(configSchema, { io: 'input' }), null, 2)}\n`,
      );
      context.done(EXIT.ok);
    });
}

function withFile(command: Command): Command {
  return command.option(
    '-c, --config <file>',
    'configuration; otherwise /etc/oomscope/config.yaml or your own',
  );
}
