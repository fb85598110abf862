/** `oomscope compare`: two events side by side, with differences. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type CommandContext, newCommand } from './command.js';
import { readEventNumbers } from './event-choice.js';
import type { CompareOptions } from './run-compare.js';

function eventsOption(text: string): readonly [number, number] {
  const numbers = readEventNumbers(text);
  if (numbers === null)
    throw new InvalidArgumentError('Expected two numbers such as 1,3; -1 is the last event.');
  return numbers;
}

const EXAMPLES = `
Examples:
  oomscope compare kern.log                    the first and the last event of a log
  oomscope compare monday.log tuesday.log      two logs with one event each
  oomscope compare kern.log#2 kern.log#5       by number, as parse counts them; #-1 is the last
  oomscope compare --events 1,3 kern.log       the same for one file
  oomscope compare --format json a.log b.log
`;

export function compareCommand(context: CommandContext): Command {
  return newCommand('oomscope compare', EXAMPLES, context)
    .description('Show two events side by side, with what grew and what shrank from the first to the second.')
    .argument('<first>', 'file, or FILE#NUMBER for one of its events')
    .argument('[second]', 'the same; without it, the first and the last event of the first file are compared')
    .option('--events <numbers>', 'which events: two numbers, such as 1,3', eventsOption)
    .addOption(new Option('-f, --format <format>', 'output format').choices(['text', 'json']).default('text'))
    .option('--no-progress', 'no line about the progress of long work on a terminal')
    .option('--color', 'colour even where the output is no terminal')
    .option('--no-color', 'no colour; also by the environment variable NO_COLOR')
    .action(async (a: string, b: string | undefined, options: CompareOptions) => {
      const { runCompare } = await import('./run-compare.js');
      context.done(await runCompare(b === undefined ? [a] : [a, b], options, context.streams));
    });
}
