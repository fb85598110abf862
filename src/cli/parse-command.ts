/** `oomscope parse`: logs in, reports out. */
import { type Command, Option } from 'commander';
import { type CommandContext, newCommand } from './command.js';
import { FORMATS } from './format-names.js';
import { bootOption, hostOption, jobsOption, type ParseCommandOptions, timeOption } from './parse-options.js';
import { tuneEngine } from './tune-engine.js';

const EXAMPLES = `
Examples:
  oomscope parse kern.log kern.log.1.gz
  oomscope parse '/var/log/messages*'
  oomscope parse /var/log --since yesterday
  oomscope parse -b -1 /var/log/journal                 the boot before this one
  journalctl -k -o json | oomscope parse --format ndjson
  oomscope parse --format html kern.log > report.html
  oomscope parse --format csv --all-tasks kern.log > tasks.csv
  oomscope parse --fail-on-oom console.txt || echo "out of memory, or not readable"

Times are those of journalctl: "2026-11-20 12:00", 2026-11-20, today, yesterday,
now, -2h, "2 hours ago", @1795176000, 2026-11-20T12:00:00+01:00. An event whose
time the log does not tell is kept. Boots are counted for each host (for each
file, where it tells no time), by their ids or by the uptime starting again.

The formats text, markdown and html show an event that stands in several inputs
once, in the order of time, and tell the newest in full, a hundred at most; json,
ndjson and csv show every reading.

Exit codes: 0 all was read, with events or without; 2 wrong usage, or no such
boot; 3 some input could not be read or decoded whole (what could be is
printed), also with --fail-on-oom; 10 with --fail-on-oom when an event was found.
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
    .option('--all-tasks', 'show every row of the candidate table; with csv, a row for each task', false)
    .option('--fail-on-oom', 'exit with 10 when at least one event was found', false)
    .option(
      '-j, --jobs <count>',
      'inputs to read at once, each in a thread with 60 MB of its own',
      jobsOption,
      1,
    )
    .option('--no-progress', 'no line about the progress of long work on a terminal')
    .option('--color', 'colour even where the output is no terminal')
    .option('--no-color', 'no colour; also by the environment variable NO_COLOR');
  return command.action(async (paths: string[], options: ParseCommandOptions) => {
    const { since, until } = options;
    if (since !== undefined && until !== undefined && since > until) {
      command.error('error: --since is after --until; exchange them');
    }
    tuneEngine();
    const { runParse } = await import('./run-parse.js');
    context.done(await runParse(paths, options, context.streams));
  });
}
