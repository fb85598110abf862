/**
 * How fast the built program is, against grep and ripgrep on the same bytes in the same run: `npm run bench`. Inputs are
 * made in a temporary folder and removed; sizes and runs are arguments, e.g. `npm run bench -- --sizes 64,256,1024 --runs 5`.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeDense, writeSparse } from './inputs.js';
import { type Measured, measure } from './measure.js';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '64,256' },
    dense: { type: 'string', default: '64' },
    stream: { type: 'string', default: '512' },
    runs: { type: 'string', default: '3' },
  },
});
const runs = Number(values.runs);
const cli = resolve('dist/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'oomscope-bench-'));
/** What a patient person would grep for. */
const PATTERN = 'oom-killer|oom-kill:|[Kk]ill(ed)? process|ut of memory|total_vm|memory: usage|due to memory';

function row(name: string, bytes: number, { seconds, cpuSeconds, peakMiB }: Measured, base: Measured): void {
  const cells = [
    name.padEnd(44),
    `${seconds.toFixed(2)} s`.padStart(9),
    `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`.padStart(11),
    `${(seconds / base.seconds).toFixed(1)} x`.padStart(8),
    `${cpuSeconds.toFixed(2)} s`.padStart(9),
    `${peakMiB.toFixed(0)} MiB`.padStart(9),
  ];
  console.log(cells.join(' '));
}

function head(title: string): void {
  const names = [
    'wall'.padStart(9),
    'rate'.padStart(11),
    'ratio'.padStart(8),
    'cpu'.padStart(9),
    'peak'.padStart(9),
  ];
  console.log(`\n${title.padEnd(44)} ${names.join(' ')}`);
}

function parse(path: string): string {
  return `${process.execPath} ${cli} parse --format ndjson ${path}`;
}

function sparse(mebibytes: number): void {
  const path = join(folder, `sparse-${mebibytes}.log`);
  writeSparse(path, mebibytes * 2 ** 20);
  const { size } = statSync(path);
  head(`${mebibytes} MiB of syslog with 16 reports`);
  const base = measure(`rg -c '${PATTERN}' ${path}`, runs);
  row('rg -c', size, base, base);
  row('grep -cE (LC_ALL=C)', size, measure(`env LC_ALL=C grep -cE '${PATTERN}' ${path}`, runs), base);
  row('oomscope parse --format ndjson', size, measure(parse(path), runs), base);
  rmSync(path);
}

function dense(mebibytes: number): void {
  const path = join(folder, 'dense.log');
  writeDense(path, mebibytes * 2 ** 20);
  const { size } = statSync(path);
  head(`${mebibytes} MiB of reports of 250 tasks, back to back`);
  const base = measure(`rg -c '${PATTERN}' ${path}`, runs);
  row('rg -c', size, base, base);
  row('oomscope parse --format ndjson', size, measure(parse(path), runs), base);
  rmSync(path);
}

/** The same file over and over through a pipe: memory must not grow with it. */
function stream(mebibytes: number): void {
  const path = join(folder, 'part.log');
  writeSparse(path, 64 * 2 ** 20);
  const times = Math.ceil(mebibytes / 64);
  const size = statSync(path).size * times;
  head(`${times * 64} MiB through a pipe`);
  const feed = `seq ${times} | xargs -I_ cat ${path}`;
  const base = measure(`sh -c "${feed} | rg -c '${PATTERN}'"`, 1);
  row('rg -c', size, base, base);
  row('oomscope parse', size, measure(`sh -c "${feed} | ${parse('-')}"`, 1), base);
  rmSync(path);
}

try {
  console.log(
    `${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}, medians of ${runs} runs, page cache warm`,
  );
  console.log('MB are 10^6 bytes; a ratio is the wall clock against rg.');
  for (const size of values.sizes.split(',')) sparse(Number(size));
  dense(Number(values.dense));
  stream(Number(values.stream));
} finally {
  rmSync(folder, { recursive: true });
}
