/** The tree of commands as a completion script for zsh: a file `_oomscope` in a directory of `fpath`, or sourced. */
import {
  allCommands,
  type TreeArgument,
  type TreeCommand,
  type TreeOption,
  type Value,
} from './command-tree.js';

export function zshCompletion(tree: TreeCommand): string {
  const functions = allCommands(tree).map(functionFor);
  return `#compdef ${tree.name}
# zsh completion for ${tree.name}, printed by: ${tree.name} completion zsh

${functions.join('\n\n')}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _${tree.name} "$@"
else
  compdef _${tree.name} ${tree.name}
fi
`;
}

function functionName(path: string): string {
  return `_${path.replaceAll(' ', '_')}`;
}

function functionFor(command: TreeCommand): string {
  const specs = command.options.flatMap(optionSpecs);
  const lines = command.commands.length > 0 ? withCommands(command, specs) : withArguments(command, specs);
  return `${functionName(command.path)}() {\n${lines.join('\n')}\n}`;
}

function withArguments(command: TreeCommand, specs: readonly string[]): string[] {
  return [
    `  _arguments -s \\\n${[...specs, ...command.arguments.map(argumentSpec)].map((spec) => `    ${spec}`).join(' \\\n')}`,
  ];
}

function withCommands(command: TreeCommand, specs: readonly string[]): string[] {
  const descriptions = command.commands.map(
    ({ name, description }) => `    ${quoted(`${name}:${description.replaceAll(':', '\\:')}`)}`,
  );
  const cases = command.commands.map(({ name, path }) => `        ${name}) ${functionName(path)} ;;`);
  return [
    '  local curcontext=$curcontext state line',
    '  local -a commands',
    '  typeset -A opt_args',
    `  commands=(\n${descriptions.join('\n')}\n  )`,
    `  _arguments -C -s \\\n${[...specs, "'1: :->command'", "'*:: :->rest'"].map((spec) => `    ${spec}`).join(' \\\n')}`,
    '  case $state in',
    "    command) _describe -t commands 'command' commands ;;",
    `    rest)\n      case $line[1] in\n${cases.join('\n')}\n      esac\n      ;;`,
    '  esac',
  ];
}

function optionSpecs({ short, long, description, value, isValueOptional }: TreeOption): string[] {
  const says = `[${escaped(description)}]`;
  const takes = value === null ? '' : `${isValueOptional ? '::' : ':'}value:${action(value)}`;
  return (
    [short, long]
      .filter((name) => name !== null)
      // A long option may carry its value after `=`, a short one directly.
      .map((name) =>
        quoted(`*${name}${value === null ? '' : name.startsWith('--') ? '=' : '+'}${says}${takes}`),
      )
  );
}

function argumentSpec({ name, value, isVariadic, isRequired }: TreeArgument): string {
  return quoted(`${isVariadic ? '*' : ''}${isRequired || isVariadic ? ':' : '::'}${name}:${action(value)}`);
}

function action(value: Value): string {
  switch (value.kind) {
    case 'choices':
      return `(${value.choices.join(' ')})`;
    case 'file':
      return '_files';
    case 'directory':
      return '_files -/';
    case 'free':
      return ' ';
  }
}

function escaped(text: string): string {
  return text.replace(/[\\[\]:]/g, '\\$&');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
