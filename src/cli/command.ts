/** What every command shares: where its messages go, how it says that it was called wrongly, and its help option. */
import { Command } from 'commander';
import type { Streams } from './terminal.js';

/** What a command is built with. */
export interface CommandContext {
  readonly streams: Streams;
  /** Told the exit code once the command has run. */
  readonly done: (exitCode: number) => void;
}

/** A command to which description, arguments, options and action are added; `examples` end its help. */
export function newCommand(path: string, examples: string, { streams }: CommandContext): Command {
  const command = new Command(path.split(' ').at(-1) ?? path)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void streams.stdout.write(text),
      writeErr: (text) => void streams.stderr.write(text.replace(/^error: /, 'oomscope: ')),
    })
    .configureHelp({ helpWidth: helpWidth(streams) })
    .helpOption('-h, --help', 'show help')
    .showSuggestionAfterError()
    .showHelpAfterError(`(${path} --help shows what is possible)`)
    .addHelpText('after', examples.trimEnd());
  EXAMPLES.set(command, examples.trim());
  return command;
}

/** commander keeps the texts after the help to itself. */
const EXAMPLES = new WeakMap<Command, string>();

/** What ends the help of the command: for the man page. */
export function examplesOf(command: Command): string {
  return EXAMPLES.get(command) ?? '';
}

/** As wide as the terminal, but not wider than is good to read. */
function helpWidth({ stdout }: Streams): number {
  return Math.min(100, Math.max(60, stdout.columns ?? 80));
}
