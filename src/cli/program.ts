/** The command tree: names, options, help with examples, and what each command runs. */
import { Command, CommanderError, Option } from 'commander';
import { EXIT } from './exit-code.js';
import { FORMATS, type FormatName } from './format.js';
import { type ParseCommandOptions, runParse } from './parse-command.js';
import type { Streams } from './terminal.js';
import { packageVersion } from './version.js';

/** Runs the program and gives the exit code. */
export async function runProgram(args: readonly string[], streams: Streams): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = buildProgram(streams, (code) => {
    exitCode = code;
  });
  process.once('SIGINT', () => process.exit(EXIT.interrupted));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    streams.stderr.write(
      `oomscope: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return EXIT.failure;
  }
}

/** The whole tree; `done` is told each command's exit code. */
export function buildProgram(streams: Streams, done: (exitCode: number) => void): Command {
  const program = new Command('oomscope')
    .description(
      'Reads Linux out-of-memory killer reports out of any log: who was killed, why, and what to change.',
    )
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .showHelpAfterError('(oomscope --help shows what is possible)')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void streams.stdout.write(text),
      writeErr: (text) => void streams.stderr.write(text.replace(/^error: /, 'oomscope: ')),
    })
    .addHelpText('after', EXAMPLES);
  program.action(() => {
    program.outputHelp({ error: true });
    done(EXIT.usage);
  });
  program.addCommand(parseCommand(streams, done));
  return program;
}

const EXAMPLES = `
Examples:
  oomscope parse /var/log/kern.log        explain every OOM kill in a log
  dmesg | oomscope parse                  of the running kernel
  oomscope parse --format json kern.log   for scripts

Exit codes: 0 all read, 1 internal failure, 2 wrong usage, 3 some input was unreadable, 4 a delivery failed,
10 with --fail-on-oom when an event was found, 130 interrupted.`;

const PARSE_EXAMPLES = `
Examples:
  oomscope parse kern.log kern.log.1.gz
  oomscope parse '/var/log/messages*'
  oomscope parse /var/log
  journalctl -k -o json | oomscope parse --format ndjson
  oomscope parse --fail-on-oom console.txt || echo "out of memory"`;

function parseCommand(streams: Streams, done: (exitCode: number) => void): Command {
  const command = new Command('parse')
    .description(
      'Report every run of the OOM killer found in logs. Reads standard input without arguments or with -.',
    )
    .argument(
      '[paths...]',
      'files, directories (their logs, recursively), quoted globs, or - for standard input',
    )
    .addOption(new Option('-f, --format <format>', 'output format').choices(FORMATS).default('text'))
    .option('--all-tasks', 'show every row of the candidate table', false)
    .option('--fail-on-oom', 'exit with 10 when at least one event was found', false)
    .option('--color', 'colour even where the output is no terminal')
    .option('--no-color', 'no colour; also by the environment variable NO_COLOR')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void streams.stdout.write(text),
      writeErr: (text) => void streams.stderr.write(text.replace(/^error: /, 'oomscope: ')),
    })
    .showHelpAfterError('(oomscope parse --help shows what is possible)')
    .addHelpText('after', PARSE_EXAMPLES)
    .helpOption('-h, --help', 'show help');
  command.action(async (paths: string[], options: ParseCommandOptions & { format: FormatName }) => {
    done(await runParse(paths, options, streams));
  });
  return command;
}
