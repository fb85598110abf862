/** Runs `parse`: reads, selects, prints, and says how it ended. */
import { complain } from './complain.js';
import { EXIT } from './exit-code.js';
import { createFormatter } from './format.js';
import { ClosedPipe, createOutput } from './output.js';
import { type ParseCommandOptions, selectionOf } from './parse-options.js';
import { createProgress, type Progress } from './progress.js';
import { planReading, readAll } from './read-all.js';
import type { InputReport, Read } from './read-inputs.js';
import { newAccount, type SelectionAccount, selectReads } from './select-events.js';
import { selectionNotes } from './selection-notes.js';
import { columnsOf, type Streams, wantsColor } from './terminal.js';

/** Runs the command and gives its exit code. */
export async function runParse(
  paths: readonly string[],
  options: ParseCommandOptions,
  streams: Streams,
): Promise<number> {
  const plan = await planReading(paths);
  const progress = createProgress(options.progress ? streams.stderr : null, plan.totalBytes);
  const account = newAccount();
  const selection = selectionOf(options);
  const reads = readAll(plan, {
    jobs: options.jobs,
    boots: selection.boot !== null,
    excerpts: options.format === 'html' || options.format === 'markdown',
    onBytes: progress.addBytes,
  });
  try {
    const inputs = await printReads(
      selectReads(reads, selection, account),
      account,
      options,
      streams,
      progress,
    );
    for (const note of selectionNotes(account, selection)) streams.stderr.write(`oomscope: ${note}\n`);
    return exitCodeOf(inputs, account, options);
  } catch (error) {
    if (error instanceof ClosedPipe) return EXIT.ok;
    throw error;
  } finally {
    progress.end();
  }
}

async function printReads(
  reads: AsyncIterable<Read>,
  account: SelectionAccount,
  options: ParseCommandOptions,
  streams: Streams,
  progress: Progress,
): Promise<readonly InputReport[]> {
  const output = createOutput(streams.stdout);
  const formatter = await createFormatter(options.format, {
    columns: columnsOf(streams),
    color: wantsColor(streams, options.color),
    allTasks: options.allTasks,
    now: new Date().toISOString(),
  });
  const inputs: InputReport[] = [];
  const print = (text: string | Uint8Array): Promise<void> => {
    if (text.length > 0) progress.clear();
    return output.write(text);
  };
  for await (const read of reads) {
    if (read.kind === 'event') {
      progress.addEvent();
      for (const piece of formatter.event(read.event, read.excerpt)) await print(piece);
      continue;
    }
    inputs.push(read.input);
    progress.clear();
    if (read.input.error !== null) complain(streams, read.input);
  }
  progress.end();
  for (const piece of await formatter.end(inputs, account.leftOut)) await print(piece);
  for (const note of formatter.notes()) streams.stderr.write(`oomscope: ${note}\n`);
  return inputs;
}

/** What could not be read weighs more than what was found: the count of events is then no answer. */
function exitCodeOf(
  inputs: readonly InputReport[],
  account: SelectionAccount,
  options: ParseCommandOptions,
): number {
  if (inputs.some((input) => input.error !== null)) return EXIT.partialInput;
  if (account.bootsThere !== null) return EXIT.usage;
  return options.failOnOom && inputs.some((input) => input.events > 0) ? EXIT.oomFound : EXIT.ok;
}
