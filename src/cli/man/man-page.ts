/** The tree of commands as a man page, in the `man` macros that every formatter knows. */
import { allCommands, type TreeCommand, type Value } from '../completion/command-tree.js';

export function manPage(tree: TreeCommand, version: string): string {
  const [, ...commands] = allCommands(tree);
  const parts = [
    `.TH ${tree.name.toUpperCase()} 1 "" "${tree.name} ${version}" "User Commands"`,
    `.SH NAME\n${tree.name} \\- explain Linux out\\-of\\-memory kills, and tell of them`,
    `.SH SYNOPSIS\n.B ${tree.name}\n.I command\n.RI [ options ]\n.RI [ arguments ]`,
    `.SH DESCRIPTION\n${text(tree.description)}`,
    `.SH OPTIONS\n${optionsOf(tree)}`,
    `.SH COMMANDS\n${commands.map(commandPart).join('\n')}`,
    `.SH EXAMPLES\n${preformatted(tree.examples)}`,
    FILES,
    ENVIRONMENT,
  ];
  return `${parts.join('\n')}\n`;
}

const FILES = `.SH FILES
.TP
.I /etc/oomscope/config.yaml
Configuration of the service; then
.IR $XDG_CONFIG_HOME/oomscope/config.yaml .
.TP
.I /var/lib/oomscope
Its database, unless the configuration, a unit or an option says otherwise.`;

const ENVIRONMENT = `.SH ENVIRONMENT
.TP
.B NO_COLOR
No colour, whatever its value.
.TP
.B CREDENTIALS_DIRECTORY
Where systemd puts the credentials that a configuration names.`;

function commandPart(command: TreeCommand): string {
  return [
    `.SS ${escaped([command.path, ...command.arguments.map(usageOf)].join(' '))}`,
    text(command.description),
    ...command.arguments.map(({ name, description, value }) =>
      entry(`.I ${escaped(name)}`, sentence(description, value)),
    ),
    optionsOf(command),
    ...(command.examples === '' ? [] : [`.PP\n${preformatted(command.examples)}`]),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function usageOf({ name, isRequired, isVariadic }: TreeCommand['arguments'][number]): string {
  const shown = `${name}${isVariadic ? '...' : ''}`;
  return isRequired ? shown : `[${shown}]`;
}

function optionsOf({ options }: TreeCommand): string {
  return options
    .map(({ flags, description, value }) =>
      entry(`.B ${escaped(flags)}`, sentence(description, value ?? { kind: 'free' })),
    )
    .join('\n');
}

function entry(tag: string, description: string): string {
  return `.TP\n${tag}\n${text(description)}`;
}

function sentence(description: string, value: Value): string {
  const choices = value.kind === 'choices' ? `: ${value.choices.join(', ')}` : '';
  return `${description}${choices}`;
}

/** One input line: the formatter fills it. */
function text(paragraph: string): string {
  return protectedLine(escaped(paragraph.replace(/\s+/g, ' ').trim()));
}

function preformatted(lines: string): string {
  const shown = lines.split('\n').map((line) => protectedLine(escaped(line)));
  return `.nf\n${shown.map((line) => (line === '' ? '.sp' : line)).join('\n')}\n.fi`;
}

/** A line that begins with a dot or an apostrophe would be a request. */
function protectedLine(line: string): string {
  return /^[.']/.test(line) ? `\\&${line}` : line;
}

/** Hyphens that may be pasted, backslashes, and the characters that formatters turn into typographic ones. */
function escaped(line: string): string {
  return line
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha');
}
