/** `oomscope parse`: logs in, reports out. */
import { type Command, Option } from 'commander';
import { visibleText } from '../base/text.js';
import { type CommandContext, newCommand } from './command.js';
import { EXIT } from './exit-code.js';
import { createFormatter, FORMATS, type FormatName } from './format.js';
import { ClosedPipe, createOutput } from './output.js';
import { type InputReport, readInputs } from './read-inputs.js';
import { columnsOf, type Streams, wantsColor } from './terminal.js';

export interface ParseCommandOptions {
  readonly format: FormatName;
  readonly allTasks: boolean;
  readonly failOnOom: boolean;
  readonly color?: boolean;
}

/** Runs the command and gives its exit code. */
export async function runParse(
  paths: readonly string[],
  options: ParseCommandOptions,
  streams: Streams,
): Promise<number> {
  const output = createOutput(streams.stdout);
  const formatter = createFormatter(options.format, {
    columns: columnsOf(streams),
    color: wantsColor(streams, options.color),
    allTasks: options.allTasks,
    now: new Date().toISOString(),
  });
  const inputs: InputReport[] = [];
  try {
    for await (const read of readInputs(paths)) {
      if (read.kind === 'event') await output.write(formatter.event(read.event));
      else {
        inputs.push(read.input);
        if (read.input.error !== null) complain(streams, read.input);
      }
    }
    await output.write(formatter.end(inputs));
  } catch (error) {
    if (error instanceof ClosedPipe) return EXIT.ok;
    throw error;
  }
  if (inputs.some((input) => input.error !== null)) return EXIT.partialInput;
  return options.failOnOom && inputs.some((input) => input.events > 0) ? EXIT.oomFound : EXIT.ok;
}

function complain(streams: Streams, input: InputReport): void {
  const name = input.path === '-' ? 'standard input' : visibleText(input.path);
  streams.stderr.write(`oomscope: ${name}: ${visibleText(input.error ?? '')}\n`);
}

const EXAMPLES = `
Examples:
  oomscope parse kern.log kern.log.1.gz
  oomscope parse '/var/log/messages*'
  oomscope parse /var/log
  journalctl -k -o json | oomscope parse --format ndjson
  oomscope parse --fail-on-oom console.txt || echo "out of memory"`;

export function parseCommand(context: CommandContext): Command {
  return newCommand('oomscope parse', EXAMPLES, context)
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
    .action(async (paths: string[], options: ParseCommandOptions) => {
      context.done(await runParse(paths, options, context.streams));
    });
}
