/** All commands, in the order in which the help lists them: one line each. */
import type { Command } from 'commander';
import type { CommandContext } from './command.js';
import { compareCommand } from './compare-command.js';
import { configCommand } from './config-command.js';
import { explainCommand } from './explain-command.js';
import { historyCommand } from './history-command.js';
import { notifyCommand } from './notify-command.js';
import { pageCommand } from './page-command.js';
import { parseCommand } from './parse-command.js';
import { replayCommand } from './replay-command.js';
import { statusCommand } from './status-command.js';
import { unitCommand } from './unit-command.js';
import { watchCommand } from './watch-command.js';

export const COMMANDS: readonly ((context: CommandContext) => Command)[] = [
  parseCommand,
  compareCommand,
  explainCommand,
  pageCommand,
  watchCommand,
  notifyCommand,
  replayCommand,
  historyCommand,
  statusCommand,
  configCommand,
  unitCommand,
];
