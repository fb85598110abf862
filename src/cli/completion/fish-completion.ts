/** The tree of commands as a completion script for fish. */
import { allCommands, type TreeCommand, type TreeOption, type Value } from './command-tree.js';

export function fishCompletion(tree: TreeCommand): string {
  const commands = allCommands(tree);
  return `# fish completion for ${tree.name}, printed by: ${tree.name} completion fish
function __${tree.name}_is --description 'whether that command is being typed'
    set -l command ${tree.name}
    set -l words (commandline -opc)
    for word in $words[2..-1]
        switch "$command $word"
            case ${commands
              .slice(1)
              .map(({ path }) => `'${path}'`)
              .join(' ')}
                set command "$command $word"
        end
    end
    test "$command" = "$argv"
end

complete -c ${tree.name} -f
${commands.flatMap((command) => linesFor(tree.name, command)).join('\n')}
`;
}

function linesFor(program: string, command: TreeCommand): string[] {
  const start = `complete -c ${program} -n '__${program}_is ${command.path}'`;
  return [
    ...command.commands.map(({ name, description }) => `${start} -a ${name} -d ${quoted(description)}`),
    ...command.options.map((option) => `${start}${optionWords(option)} -d ${quoted(option.description)}`),
    ...argumentLines(command).map((words) => `${start}${words}`),
  ];
}

function optionWords({ short, long, value }: TreeOption): string {
  const names = `${short === null ? '' : ` -s ${short.slice(1)}`}${long === null ? '' : ` -l ${long.slice(2)}`}`;
  return value === null ? names : `${names} -r${valueWords(value)}`;
}

/** What stands for one argument stands for all. */
function argumentLines({ arguments: [first], commands }: TreeCommand): string[] {
  return first === undefined || commands.length > 0 || first.value.kind === 'free'
    ? []
    : [valueWords(first.value)];
}

function valueWords(value: Value): string {
  switch (value.kind) {
    case 'choices':
      return ` -f -a ${quoted(value.choices.join(' '))}`;
    case 'file':
      return ' -F';
    case 'directory':
      return " -f -a '(__fish_complete_directories)'";
    case 'free':
      return ' -f';
  }
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
