/** All commands, in the order in which the help lists them: one line each. */
import type { Command } from 'commander';
import type { CommandContext } from './command.js';
import { pageCommand } from './page-command.js';
import { parseCommand } from './parse-command.js';

export const COMMANDS: readonly ((context: CommandContext) => Command)[] = [parseCommand, pageCommand];
