/** The program: what it is, its commands, and how an error of any of them becomes an exit code. */
import { existsSync } from 'node:fs';
import { type Command, CommanderError } from 'commander';
import { visibleText } from '../base/text.js';
import { type CommandContext, newCommand } from './command.js';
import { loadCommands } from './commands.js';
import { EXIT } from './exit-code.js';
import { spellOutBoot } from './parse-options.js';
import type { Streams } from './terminal.js';
import { packageVersion } from './version.js';

/** Runs the program and gives the exit code. */
export async function runProgram(args: readonly string[], streams: Streams): Promise<number> {
  let exitCode: number = EXIT.ok;
  const done = (code: number) => {
    exitCode = code;
  };
  process.once('SIGINT', () => process.exit(EXIT.interrupted));
  try {
    const program = await buildProgram({ streams, done }, args[0]);
    await program.parseAsync([...spellOutBoot(args)], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.code === 'commander.unknownCommand') suggestParse(args, streams);
      return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    }
    streams.stderr.write(
      `oomscope: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return EXIT.failure;
  }
}

/** A log where a command belongs is the commonest slip. */
function suggestParse(args: readonly string[], { stderr }: Streams): void {
  if (!args.every((arg) => arg.startsWith('-') || existsSync(arg))) return;
  stderr.write(`To read it: oomscope parse ${args.map(visibleText).join(' ')}\n`);
}

/** The tree of commands, with only the one that is run where `first`, the first argument, names one. */
export async function buildProgram(context: CommandContext, first?: string): Promise<Command> {
  const program = newCommand('oomscope', EXAMPLES, context)
    .description(
      'Reads Linux out-of-memory killer reports out of any log: who was killed, why, and what to change.',
    )
    .version(packageVersion(), VERSION_OPTIONS.join(', '), 'print the version')
    .helpCommand('help [command]', 'show help for a command');
  if (VERSION_OPTIONS.includes(first ?? '')) return program;
  for (const command of await loadCommands(first)) program.addCommand(command(context));
  return program;
}

const VERSION_OPTIONS = ['-V', '--version'];

const EXAMPLES = `
Examples:
  oomscope parse /var/log/kern.log        explain every OOM kill in a log
  dmesg | oomscope parse                  of the running kernel
  oomscope parse --format json kern.log   for scripts
  oomscope compare monday.log friday.log  what grew between two kills
  oomscope explain oom_score_adj          what a word or a line means

Exit codes: 0 all was read, 1 a failure of our own, 2 wrong usage or
configuration, 3 some input could not be read whole, 4 a delivery failed,
10 with --fail-on-oom when an event was found, 130 interrupted.
`;
