/** How fast the built program is, against other tools on the same bytes in the same run: `npm run bench -- --help`. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BenchArguments, HELP, readArguments, type Section } from './arguments.js';
import { writeDense, writeSparse } from './inputs.js';
import { countKernelEntries, writeJournal } from './journal.js';
import { type Measured, measure, run } from './measure.js';
import { tableText } from './table.js';

/** What a patient person would grep for. */
const PATTERN = 'oom-killer|oom-kill:|[Kk]ill(ed)? process|ut of memory|total_vm|memory: usage|due to memory';
const RG = 'rg -c';
const OURS = 'oomscope parse --format ndjson';
const MIB = 2 ** 20;

type Commands = readonly (readonly [name: string, command: string])[];
type Print = (title: string, bytes: number | null, commands: Commands) => void;
interface Bench {
  readonly args: BenchArguments;
  readonly folder: string;
  readonly print: Print;
}

const node = process.execPath;
const cli = `${node} ${resolve('dist/cli.js')}`;
const parse = (path: string): string => `${cli} parse --format ndjson ${path}`;
const rg = (path: string): string => `rg -c '${PATTERN}' ${path}`;

function startUp({ print }: Bench): void {
  const small = resolve('fixtures/reports/lab/6.1-memcg-v2-kubepods.log');
  print('Start-up', null, [
    ['node -e 0', `${node} -e 0`],
    ['oomscope --version', `${cli} --version`],
    ['oomscope parse, one report as text', `${cli} parse ${small}`],
    ['oomscope parse --format ndjson, one report', parse(small)],
  ]);
}

function sparse({ args, folder, print }: Bench): void {
  for (const size of args.sizes) {
    const path = join(folder, 'sparse.log');
    writeSparse(path, size * MIB);
    print(`${size} MiB of syslog with 16 reports`, statSync(path).size, [
      [RG, rg(path)],
      ['grep -cE (LC_ALL=C)', `env LC_ALL=C grep -cE '${PATTERN}' ${path}`],
      [OURS, parse(path)],
    ]);
    rmSync(path);
  }
}

function dense({ args, folder, print }: Bench): void {
  for (const size of args.dense) {
    const path = join(folder, 'dense.log');
    writeDense(path, size * MIB, args.tasks);
    print(`${size} MiB of reports of ${args.tasks} tasks, back to back`, statSync(path).size, [
      [RG, rg(path)],
      [OURS, parse(path)],
    ]);
    rmSync(path);
  }
}

/** The same file over and over through a pipe: memory must not grow with it. */
function stream({ args, folder, print }: Bench): void {
  const path = join(folder, 'part.log');
  writeSparse(path, 64 * MIB);
  const times = Math.ceil(args.stream / 64);
  const feed = `seq ${times} | xargs -I_ cat ${path}`;
  print(`${times * 64} MiB through a pipe`, statSync(path).size * times, [
    [RG, `${feed} | ${rg('-')}`],
    [OURS, `${feed} | ${parse('-')}`],
  ]);
  rmSync(path);
}

async function journal({ args, folder, print }: Bench): Promise<void> {
  const path = join(folder, 'journal');
  mkdirSync(path);
  await writeJournal(path, args.journal);
  const journalctl = `journalctl -q -D ${path} -k -o json`;
  const kernel = countKernelEntries(journalctl, `${cli} parse --format json ${path}`);
  const title = `journal of ${args.journal} entries in ${readdirSync(path).length} files, ${kernel} of them the kernel's`;
  print(title, null, [
    ['journalctl -k -o json', journalctl],
    [OURS, parse(path)],
    ['node -e 0 (for comparison)', `${node} -e 0`],
  ]);
  rmSync(path, { recursive: true });
}

const TOOLS = { gz: 'gzip', zst: 'zstd', xz: 'xz', bz2: 'bzip2', lz4: 'lz4' } as const;

function compressed({ args, folder, print }: Bench): void {
  const path = join(folder, 'plain.log');
  writeSparse(path, args.compressed * MIB);
  const { size } = statSync(path);
  for (const [ending, tool] of Object.entries(TOOLS)) {
    const packed = `${path}.${ending}`;
    run(`${tool} -c ${path} > ${packed}`);
    print(`${args.compressed} MiB of syslog as .${ending}`, size, [
      [`${tool} -dc`, `${tool} -dc ${packed}`],
      [`${tool} -dc | rg -c`, `${tool} -dc ${packed} | ${rg('-')}`],
      [OURS, parse(packed)],
      [`${tool} -dc | oomscope parse`, `${tool} -dc ${packed} | ${parse('-')}`],
    ]);
    rmSync(packed);
  }
  rmSync(path);
}

const RUN: Readonly<Record<Section, (bench: Bench) => void | Promise<void>>> = {
  'start-up': startUp,
  sparse,
  dense,
  stream,
  journal,
  compressed,
};

function printer({ runs, markdown }: BenchArguments): Print {
  return (title, bytes, commands) => {
    const measured = commands.map(([name, command]) => [name, measure(command, runs)] as const);
    const base = measured[0]?.[1] as Measured;
    const rows = measured.map(([name, one]) => ({ name, measured: one, base, bytes }));
    console.log(`\n${tableText(title, rows, markdown)}`);
  };
}

async function main(args: BenchArguments): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'oomscope-bench-'));
  try {
    const machine = `${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}`;
    console.log(`${machine}; medians of ${args.runs} runs, page cache warm. MB are 10^6 bytes.`);
    for (const section of args.sections) await RUN[section]({ args, folder, print: printer(args) });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

try {
  const args = readArguments(process.argv.slice(2));
  if (args === null) process.stdout.write(HELP);
  else await main(args);
} catch (error) {
  process.stderr.write(
    `bench: ${error instanceof Error ? error.message : String(error)}\n(npm run bench -- --help)\n`,
  );
  process.exitCode = 2;
}
