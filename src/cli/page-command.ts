/** `oomscope page`: writes the browser page, one HTML file that explains logs without sending them anywhere. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { visibleText } from '../base/text.js';
import { explainIoError } from '../source/explain-io-error.js';
import { type CommandContext, newCommand } from './command.js';
import { EXIT } from './exit-code.js';
import { ClosedPipe, createOutput } from './output.js';
import type { Streams } from './terminal.js';

const PAGE = new URL('../page/oomscope.html', import.meta.url);

interface PageCommandOptions {
  readonly output: string;
  readonly force: boolean;
}

const EXAMPLES = `
Examples:
  oomscope page -o oomscope.html
  oomscope page -o - | ssh web1 'cat > /srv/www/oomscope.html'
`;

export function pageCommand(context: CommandContext): Command {
  const command = newCommand('oomscope page', EXAMPLES, context)
    .description(
      'Write the browser page: drop a log on it and read the report. The file needs no network and sends nothing.',
    )
    .requiredOption('-o, --output <file>', 'the file to write; - for standard output')
    .option('--force', 'overwrite the file if it exists', false);
  command.action(async (options: PageCommandOptions) =>
    context.done(await runPage(options, context.streams)),
  );
  return command;
}

async function runPage({ output, force }: PageCommandOptions, streams: Streams): Promise<number> {
  const complain = (exitCode: number, message: string): number => {
    streams.stderr.write(`oomscope: ${message}\n`);
    return exitCode;
  };
  const page = readPage();
  if (page === null)
    return complain(EXIT.failure, `the page was not built (${fileURLToPath(PAGE)}); run npm run build`);
  if (output === '-') return print(page, streams);
  try {
    writeFileSync(output, page, { flag: force ? 'w' : 'wx' });
    return EXIT.ok;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const name = visibleText(output);
    if (code === 'EEXIST')
      return complain(EXIT.usage, `${name} exists already; choose another name, or --force to overwrite it`);
    return complain(EXIT.failure, `${name} could not be written: ${visibleText(whyNot(error))}`);
  }
}

/** The general explanations speak of reading logs. */
function whyNot(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return code === 'EROFS' ? 'the file system is read-only' : explainIoError(error);
}

function readPage(): string | null {
  try {
    return readFileSync(PAGE, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function print(page: string, streams: Streams): Promise<number> {
  try {
    await createOutput(streams.stdout).write(page);
    return EXIT.ok;
  } catch (error) {
    if (error instanceof ClosedPipe) return EXIT.ok;
    throw error;
  }
}
