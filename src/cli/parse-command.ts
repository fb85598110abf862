/** `oomscope parse`: logs in, reports out. */
import { visibleText } from '../base/text.js';
import { EXIT } from './exit-code.js';
import { createFormatter, type FormatName } from './format.js';
import { ClosedPipe, createOutput } from './output.js';
import { type InputReport, readInputs } from './read-inputs.js';
import { columnsOf, type Streams, wantsColor } from './terminal.js';

export interface ParseCommandOptions {
  readonly format: FormatName;
  readonly allTasks: boolean;
  readonly failOnOom: boolean;
  readonly color?: boolean;
}

/** Runs the command and gives its exit code. */
export async function runParse(
  paths: readonly string[],
  options: ParseCommandOptions,
  streams: Streams,
): Promise<number> {
  const output = createOutput(streams.stdout);
  const formatter = createFormatter(options.format, {
    columns: columnsOf(streams),
    color: wantsColor(streams, options.color),
    allTasks: options.allTasks,
    now: new Date().toISOString(),
  });
  const inputs: InputReport[] = [];
  try {
    for await (const read of readInputs(paths)) {
      if (read.kind === 'event') await output.write(formatter.event(read.event));
      else {
        inputs.push(read.input);
        if (read.input.error !== null) complain(streams, read.input);
      }
    }
    await output.write(formatter.end(inputs));
  } catch (error) {
    if (error instanceof ClosedPipe) return EXIT.ok;
    throw error;
  }
  if (inputs.some((input) => input.error !== null)) return EXIT.partialInput;
  return options.failOnOom && inputs.some((input) => input.events > 0) ? EXIT.oomFound : EXIT.ok;
}

function complain(streams: Streams, input: InputReport): void {
  const name = input.path === '-' ? 'standard input' : visibleText(input.path);
  streams.stderr.write(`oomscope: ${name}: ${visibleText(input.error ?? '')}\n`);
}
