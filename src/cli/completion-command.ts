/** `oomscope completion`: a script that lets a shell complete commands, options and their values. */
import { Argument, type Command } from 'commander';
import { type CommandContext, newCommand } from './command.js';
import { EXIT } from './exit-code.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

const EXAMPLES = `
Examples:
  source <(oomscope completion bash)          for this shell; or for all of them:
  oomscope completion bash > /etc/bash_completion.d/oomscope
  oomscope completion zsh > "\${fpath[1]}/_oomscope"
  oomscope completion fish > ~/.config/fish/completions/oomscope.fish`;

export function completionCommand(context: CommandContext): Command {
  return newCommand('oomscope completion', EXAMPLES, context)
    .description('Print a script that lets a shell complete what is typed.')
    .addArgument(new Argument('<shell>', 'the shell that is to read it').choices(SHELLS))
    .action(async (shell: Shell) => {
      context.streams.stdout.write(await scriptFor(shell, context));
      context.done(EXIT.ok);
    });
}

/** The program that runs knows this command alone: the script needs all of them. */
async function scriptFor(shell: Shell, context: CommandContext): Promise<string> {
  const { buildProgram } = await import('./program.js');
  const { commandTree } = await import('./completion/command-tree.js');
  const tree = commandTree(await buildProgram(context));
  switch (shell) {
    case 'bash':
      return (await import('./completion/bash-completion.js')).bashCompletion(tree);
    case 'zsh':
      return (await import('./completion/zsh-completion.js')).zshCompletion(tree);
    case 'fish':
      return (await import('./completion/fish-completion.js')).fishCompletion(tree);
  }
}
