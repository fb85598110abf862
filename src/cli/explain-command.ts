/** `oomscope explain`: what a field, a finding, a cause, a flag or a pasted line means. */
import { type Command, Option } from 'commander';
import { type CommandContext, newCommand } from './command.js';
import type { ExplainOptions } from './run-explain.js';

const EXAMPLES = `
Examples:
  oomscope explain oom_score_adj
  oomscope explain cgroup-parent-limit          a finding or a cause, as parse names them
  oomscope explain 'Node 0 DMA32 free:9208kB boost:0kB min:5712kB low:7140kB high:8568kB'
  dmesg | tail -50 | oomscope explain -         every kind of line in there, once
  oomscope explain --list
`;

export function explainCommand(context: CommandContext): Command {
  const command = newCommand('oomscope explain', EXAMPLES, context)
    .description(
      'Say what a field, a finding, a cause or a line of a report means. Lines may have any prefix of a log.',
    )
    .argument('[query...]', 'a name or a pasted line; - reads lines from standard input')
    .option('--list', 'list every name that can be explained')
    .addOption(new Option('-f, --format <format>', 'output format').choices(['text', 'json']).default('text'))
    .option('--color', 'colour even where the output is no terminal')
    .option('--no-color', 'no colour; also by the environment variable NO_COLOR');
  return command.action(async (words: string[], options: ExplainOptions) => {
    if (words.length === 0 && options.list !== true)
      command.error('error: nothing to explain; name a field, a finding or paste a line');
    const { runExplain } = await import('./run-explain.js');
    context.done(await runExplain(words, options, context.streams));
  });
}
