/** The tree of commands as plain data: what completions and the man page are made of, read from the program itself. */
import type { Argument, Command, Option } from 'commander';
import { examplesOf } from '../command.js';

/** What may stand in a place. `free`: nothing that can be proposed. */
export type Value =
  | { readonly kind: 'choices'; readonly choices: readonly string[] }
  | { readonly kind: 'file' | 'directory' | 'free' };

export interface TreeOption {
  /** `-f`; null where there is none. */
  readonly short: string | null;
  readonly long: string | null;
  /** As the help shows it: `-f, --format <format>`. */
  readonly flags: string;
  readonly description: string;
  /** What follows it; null where nothing does. */
  readonly value: Value | null;
  /** It may also stand alone. */
  readonly isValueOptional: boolean;
}

export interface TreeArgument {
  readonly name: string;
  readonly description: string;
  readonly isRequired: boolean;
  readonly isVariadic: boolean;
  readonly value: Value;
}

export interface TreeCommand {
  /** As typed, e.g. `oomscope config check`. */
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly options: readonly TreeOption[];
  readonly arguments: readonly TreeArgument[];
  readonly commands: readonly TreeCommand[];
  readonly examples: string;
}

/** `help` is left out below the program: nobody types `oomscope config help check`. */
export function commandTree(command: Command, above: readonly string[] = []): TreeCommand {
  const path = [...above, command.name()];
  const help = command.createHelp();
  const isProgram = above.length === 0;
  const below = help
    .visibleCommands(command)
    .filter((child) => child.name() !== 'help' || isProgram)
    .map((child) => commandTree(child, path));
  const names = below.map(({ name }) => name).filter((name) => name !== 'help');
  return {
    path: path.join(' '),
    name: command.name(),
    description: command.description(),
    options: help.visibleOptions(command).map(optionOf),
    arguments: command.registeredArguments.map(argumentOf),
    commands: below.map((child) => (child.name === 'help' ? withChoices(child, names) : child)),
    examples: examplesOf(command),
  };
}

/** Every command, the program first. */
export function allCommands(tree: TreeCommand): readonly TreeCommand[] {
  return [tree, ...tree.commands.flatMap(allCommands)];
}

/** The help command takes the name of another. */
function withChoices(command: TreeCommand, choices: readonly string[]): TreeCommand {
  const value = { kind: 'choices', choices } as const;
  return { ...command, arguments: command.arguments.map((argument) => ({ ...argument, value })) };
}

function optionOf(option: Option): TreeOption {
  const takesValue = option.required || option.optional;
  return {
    short: option.short ?? null,
    long: option.long ?? null,
    flags: option.flags,
    description: option.description,
    value: takesValue
      ? valueNamed(/[<[]([^>\]]*)[>\]]$/.exec(option.flags)?.[1] ?? '', option.argChoices)
      : null,
    isValueOptional: option.optional,
  };
}

function argumentOf(argument: Argument): TreeArgument {
  return {
    name: argument.name(),
    description: argument.description,
    isRequired: argument.required,
    isVariadic: argument.variadic,
    value: valueNamed(argument.name(), argument.argChoices),
  };
}

/** Names of values say what they are; the same name means the same everywhere. */
function valueNamed(name: string, choices: readonly string[] | undefined): Value {
  if (choices !== undefined) return { kind: 'choices', choices };
  if (/^(?:file|paths?|logs?|first|second|source)$/.test(name)) return { kind: 'file' };
  return { kind: name === 'directory' ? 'directory' : 'free' };
}
