/** The tree of commands as a completion script for bash. It needs no other package, and bash 4. */
import { allCommands, type TreeCommand, type Value } from './command-tree.js';

export function bashCompletion(tree: TreeCommand): string {
  const commands = allCommands(tree);
  return `# bash completion for ${tree.name}, printed by: ${tree.name} completion bash
_${tree.name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} command=${tree.name} index only_files=
  # Bash takes --option=value apart.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    [[ \${COMP_WORDS[index]} == -- ]] && only_files=yes
    case "$command \${COMP_WORDS[index]}" in
${commands
  .slice(1)
  .map(({ path }) => `      '${path}') command='${path}' ;;`)
  .join('\n')}
    esac
  done
${proposals(tree, commands)}
}

_${tree.name}_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current")
}

_${tree.name}_files() {
  compopt -o filenames 2> /dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$current")
}

complete -F _${tree.name} ${tree.name}
`;
}

/** By what stands before the word that is typed, and how that begins. */
function proposals(tree: TreeCommand, commands: readonly TreeCommand[]): string {
  return `  COMPREPLY=()
  if [[ -z $only_files ]]; then
    case "$command $previous" in
${commands.flatMap(optionCases).join('\n')}
    esac
    if [[ $current == -* ]]; then
      case $command in
${commands.map((command) => `        '${command.path}') _${tree.name}_words '${optionWords(command)}' ;;`).join('\n')}
      esac
      return
    fi
  fi
  case $command in
${commands.flatMap(argumentCases).join('\n')}
  esac`;
}

/** An option whose value is optional does not keep what follows it from being something else. */
function optionCases({ path, options }: TreeCommand): string[] {
  return options.flatMap(({ short, long, value, isValueOptional }) => {
    if (value === null || isValueOptional) return [];
    const names = [short, long].filter((name) => name !== null).map((name) => `'${path} ${name}'`);
    return [`      ${names.join(' | ')}) ${propose(path, value)}return ;;`];
  });
}

function argumentCases({ path, commands, arguments: args }: TreeCommand): string[] {
  const words = commands.map(({ name }) => name).join(' ');
  if (words !== '') return [`    '${path}') ${propose(path, { kind: 'choices', choices: [words] })};;`];
  const [first] = args;
  return first === undefined || first.value.kind === 'free'
    ? []
    : [`    '${path}') ${propose(path, first.value)};;`];
}

function propose(path: string, value: Value): string {
  const [name = ''] = path.split(' ');
  switch (value.kind) {
    case 'choices':
      return `_${name}_words '${value.choices.join(' ')}'; `;
    case 'file':
      return `_${name}_files -f; `;
    case 'directory':
      return `_${name}_files -d; `;
    case 'free':
      return '';
  }
}

function optionWords({ options }: TreeCommand): string {
  return options.flatMap(({ short, long }) => [short, long].filter((name) => name !== null)).join(' ');
}
