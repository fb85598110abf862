/** What the bench is asked for. A word it does not know is an error that names it. */
import { parseArgs } from 'node:util';

export const SECTIONS = ['start-up', 'sparse', 'dense', 'stream', 'journal', 'compressed'] as const;
export type Section = (typeof SECTIONS)[number];

export interface BenchArguments {
  readonly sections: readonly Section[];
  /** MiB. */
  readonly sizes: readonly number[];
  readonly dense: readonly number[];
  /** Of each report of the dense log. */
  readonly tasks: number;
  readonly stream: number;
  readonly compressed: number;
  /** Entries. */
  readonly journal: number;
  readonly runs: number;
  readonly markdown: boolean;
}

export const HELP = `Usage: npm run bench -- [options] [sections...]

Measures the built program against other tools on the same inputs in the same run, as whole processes: medians of wall
clock, processor time and peak memory. Inputs are made in a temporary folder and removed.

Sections (default: all): ${SECTIONS.join(', ')}

  --sizes <MiB,...>    sizes of the sparse log (default 64,256,1024)
  --dense <MiB,...>    sizes of the log of reports back to back (default 64)
  --tasks <count>      tasks of each report of that log (default 250)
  --stream <MiB>       bytes sent through a pipe (default 512)
  --journal <entries>  entries of the journal, 1 % of them the kernel's (default 1000000)
  --compressed <MiB>   size of the log before it is compressed (default 64)
  --runs <count>       runs of each command after one that warms the page cache (default 5)
  --markdown           print Markdown tables
  --help               show this

Examples:
  npm run bench -- --markdown > bench.md
  npm run bench -- sparse --sizes 64 --runs 3
  npm run bench -- stream --stream 10240 --runs 1
`;

/** Null where help is asked for. Throws an error to be shown where the arguments cannot be meant. */
export function readArguments(args: readonly string[]): BenchArguments | null {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      sizes: { type: 'string', default: '64,256,1024' },
      dense: { type: 'string', default: '64' },
      tasks: { type: 'string', default: '250' },
      stream: { type: 'string', default: '512' },
      journal: { type: 'string', default: '1000000' },
      compressed: { type: 'string', default: '64' },
      runs: { type: 'string', default: '5' },
      markdown: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  return {
    sections: positionals.length === 0 ? SECTIONS : positionals.map(sectionOf),
    sizes: countsOf('sizes', values.sizes),
    dense: countsOf('dense', values.dense),
    tasks: countOf('tasks', values.tasks),
    stream: countOf('stream', values.stream),
    journal: countOf('journal', values.journal),
    compressed: countOf('compressed', values.compressed),
    runs: countOf('runs', values.runs),
    markdown: values.markdown,
  };
}

function sectionOf(name: string): Section {
  const section = SECTIONS.find((one) => one === name);
  if (section === undefined)
    throw new Error(`There is no section '${name}'; there are ${SECTIONS.join(', ')}.`);
  return section;
}

function countsOf(option: string, text: string): readonly number[] {
  return text.split(',').map((count) => countOf(option, count));
}

function countOf(option: string, text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new Error(`--${option}: expected a whole number above 0, got '${text}'.`);
  return count;
}
