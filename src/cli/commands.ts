/** All commands, in the order in which the help lists them. Each is loaded where it is run or its help is shown. */
import type { Command } from 'commander';
import type { CommandContext } from './command.js';

type BuildCommand = (context: CommandContext) => Command;

const COMMANDS: Readonly<Record<string, () => Promise<BuildCommand>>> = {
  parse: async () => (await import('./parse-command.js')).parseCommand,
  compare: async () => (await import('./compare-command.js')).compareCommand,
  explain: async () => (await import('./explain-command.js')).explainCommand,
  page: async () => (await import('./page-command.js')).pageCommand,
  watch: async () => (await import('./watch-command.js')).watchCommand,
  notify: async () => (await import('./notify-command.js')).notifyCommand,
  replay: async () => (await import('./replay-command.js')).replayCommand,
  history: async () => (await import('./history-command.js')).historyCommand,
  status: async () => (await import('./status-command.js')).statusCommand,
  doctor: async () => (await import('./doctor-command.js')).doctorCommand,
  config: async () => (await import('./config-command.js')).configCommand,
  unit: async () => (await import('./unit-command.js')).unitCommand,
  completion: async () => (await import('./completion-command.js')).completionCommand,
};

/** The command of that name alone; all of them where there is none, which takes twice as long to start. */
export async function loadCommands(name: string | undefined): Promise<readonly BuildCommand[]> {
  const wanted = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return Promise.all((wanted === undefined ? Object.values(COMMANDS) : [wanted]).map((load) => load()));
}
