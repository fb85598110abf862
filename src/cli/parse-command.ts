/** `oomscope parse`: logs in, reports out. */
import { type Command, Option } from 'commander';
import { type CommandContext, newCommand } from './command.js';
import { complain } from './complain.js';
import { EXIT } from './exit-code.js';
import { createFormatter, FORMATS } from './format.js';
import { ClosedPipe, createOutput } from './output.js';
import {
  bootOption,
  hostOption,
  jobsOption,
  type ParseCommandOptions,
  selectionOf,
  timeOption,
} from './parse-options.js';
import { createProgress, type Progress } from './progress.js';
import { planReading, readAll } from './read-all.js';
import type { InputReport, Read } from './read-inputs.js';
import { newAccount, type SelectionAccount, selectReads } from './select-events.js';
import { selectionNotes } from './selection-notes.js';
import { columnsOf, type Streams, wantsColor } from './terminal.js';

/** Runs the command and gives its exit code. */
async function runParse(
  paths: readonly string[],
  options: ParseCommandOptions,
  streams: Streams,
): Promise<number> {
  const plan = await planReading(paths);
  const progress = createProgress(options.progress ? streams.stderr : null, plan.totalBytes);
  const account = newAccount();
  const selection = selectionOf(options);
  const reads = readAll(plan, {
    jobs: options.jobs,
    boots: selection.boot !== null,
    excerpts: options.format === 'html',
    onBytes: progress.addBytes,
  });
  try {
    const inputs = await printReads(
      selectReads(reads, selection, account),
      account,
      options,
      streams,
      progress,
    );
    for (const note of selectionNotes(account, selection)) streams.stderr.write(`oomscope: ${note}\n`);
    return exitCodeOf(inputs, account, options);
  } catch (error) {
    if (error instanceof ClosedPipe) return EXIT.ok;
    throw error;
  } finally {
    progress.end();
  }
}

async function printReads(
  reads: AsyncIterable<Read>,
  account: SelectionAccount,
  options: ParseCommandOptions,
  streams: Streams,
  progress: Progress,
): Promise<readonly InputReport[]> {
  const output = createOutput(streams.stdout);
  const formatter = createFormatter(options.format, {
    columns: columnsOf(streams),
    color: wantsColor(streams, options.color),
    allTasks: options.allTasks,
    now: new Date().toISOString(),
  });
  const inputs: InputReport[] = [];
  const print = (text: string): Promise<void> => {
    if (text !== '') progress.clear();
    return output.write(text);
  };
  for await (const read of reads) {
    if (read.kind === 'event') {
      progress.addEvent();
      await print(formatter.event(read.event, read.excerpt));
      continue;
    }
    inputs.push(read.input);
    progress.clear();
    if (read.input.error !== null) complain(streams, read.input);
  }
  progress.end();
  await print(formatter.end(inputs, account.leftOut));
  return inputs;
}

/** What could not be read weighs more than what was found: the count of events is then no answer. */
function exitCodeOf(
  inputs: readonly InputReport[],
  account: SelectionAccount,
  options: ParseCommandOptions,
): number {
  if (inputs.some((input) => input.error !== null)) return EXIT.partialInput;
  if (account.bootsThere !== null) return EXIT.usage;
  return options.failOnOom && inputs.some((input) => input.events > 0) ? EXIT.oomFound : EXIT.ok;
}

const EXAMPLES = `
Examples:
  oomscope parse kern.log kern.log.1.gz
  oomscope parse '/var/log/messages*'
  oomscope parse /var/log --since yesterday
  oomscope parse -b -1 /var/log/journal                 the boot before this one
  journalctl -k -o json | oomscope parse --format ndjson
  oomscope parse --format html kern.log > report.html
  oomscope parse --fail-on-oom console.txt || echo "out of memory, or not readable"

Times are those of journalctl: "2026-11-20 12:00", 2026-11-20, today, yesterday, now, -2h, "2 hours ago", @1795176000,
2026-11-20T12:00:00+01:00. An event whose time the log does not tell is kept. Boots are counted for each host (each
file, where it tells no time), by the boot's id or by the uptime starting again.

Exit codes: 0 all was read, with events or without; 2 wrong usage, or no such boot; 3 some input could not be read or
decoded whole (the rest was printed), also with --fail-on-oom; 10 with --fail-on-oom when an event was found.
`;

export function parseCommand(context: CommandContext): Command {
  const command = newCommand('oomscope parse', EXAMPLES, context)
    .description(
      'Report every run of the OOM killer found in logs. Reads standard input without arguments or with -.',
    )
    .argument(
      '[paths...]',
      'files, directories (their logs, recursively), quoted globs, or - for standard input',
    )
    .addOption(new Option('-f, --format <format>', 'output format').choices(FORMATS).default('text'))
    .option('-S, --since <time>', 'only events at or after this time', timeOption)
    .option('-U, --until <time>', 'only events at or before this time', timeOption)
    .option(
      '-b, --boot [boot]',
      'only events of one boot: its id, or 0 the last, -1 the one before, 1 the first',
      bootOption,
    )
    .option('--host <name>', 'only events of this host; may be given several times', hostOption)
    .option('--all-tasks', 'show every row of the candidate table', false)
    .option('--fail-on-oom', 'exit with 10 when at least one event was found', false)
    .option('-j, --jobs <count>', 'inputs to read at once (default: by their number and size)', jobsOption)
    .option('--no-progress', 'no line about the progress of long work on a terminal')
    .option('--color', 'colour even where the output is no terminal')
    .option('--no-color', 'no colour; also by the environment variable NO_COLOR');
  return command.action(async (paths: string[], options: ParseCommandOptions) => {
    const { since, until } = options;
    if (since !== undefined && until !== undefined && since > until) {
      command.error('error: --since is after --until; exchange them');
    }
    context.done(await runParse(paths, options, context.streams));
  });
}
