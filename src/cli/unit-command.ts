/** `oomscope unit`: the service as a systemd unit. */
import { type Command, Option } from 'commander';
import { visibleText } from '../base/text.js';
import { type CommandContext, newCommand } from './command.js';
import { EXIT } from './exit-code.js';

interface UnitOptions {
  readonly source: 'kmsg' | 'journal' | 'files';
  readonly credential: readonly string[];
}

const EXAMPLES = `
Examples:
  oomscope unit > /etc/systemd/system/oomscope.service
  oomscope unit --source kmsg --credential slack-token:/etc/oomscope/slack-token
  systemctl daemon-reload && systemctl enable --now oomscope`;

export function unitCommand(context: CommandContext): Command {
  return newCommand('oomscope unit', EXAMPLES, context)
    .description('Print a hardened systemd unit for the service.')
    .addOption(
      new Option('--source <kind>', 'what it reads, which decides its rights')
        .choices(['kmsg', 'journal', 'files'])
        .default('journal'),
    )
    .option(
      '--credential <name:path>',
      'a secret for {credential: NAME}; may be repeated',
      (value: string, all: readonly string[]) => [...all, value],
      [],
    )
    .action(async ({ source, credential }: UnitOptions) => {
      const { systemdUnit, unreachable } = await import('../service/unit.js');
      const programs = { program: process.argv[1] ?? 'oomscope', node: process.execPath };
      context.streams.stdout.write(systemdUnit({ source, credentials: credential, ...programs }));
      for (const path of unreachable(Object.values(programs)))
        context.streams.stderr.write(
          `oomscope: warning: the unit cannot reach ${visibleText(path)} (ProtectHome, PrivateTmp): install it elsewhere, e.g. with npm install --global, and print the unit again\n`,
        );
      context.done(EXIT.ok);
    });
}
