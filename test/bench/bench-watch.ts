/**
 * What the service costs while nothing happens, and whether it keeps up with a log that grows by 50,000 foreign lines a
 * second: `npm run bench:watch`. The built program runs as its unit starts it; figures come from /proc. Lengths and rates are
 * arguments, e.g. `npm run bench:watch -- --idle 60 --busy 30 --rate 50000`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { killLines } from '../kit/kill-lines.js';

const { values } = parseArgs({
  options: {
    idle: { type: 'string', default: '60' },
    busy: { type: 'string', default: '20' },
    rate: { type: 'string', default: '50000' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'oomscope-bench-watch-'));
const log = join(folder, 'kern.log');
const events = join(folder, 'events.ndjson');
const SETTLE_SECONDS = 15;
const BATCHES_A_SECOND = 20;

function startService(): ChildProcess {
  const config = {
    http: { listen: '127.0.0.1:0' },
    storage: { directory: join(folder, 'state') },
    sources: [{ file: log }],
    sinks: { file: { type: 'ndjson', path: events } },
  };
  const path = join(folder, 'config.yaml');
  writeFileSync(path, JSON.stringify(config));
  const flags = ['--max-old-space-size=192', '--max-semi-space-size=4'];
  const cli = resolve('dist/cli.js');
  return spawn(process.execPath, [...flags, cli, 'watch', '--config', path], { stdio: 'ignore' });
}

interface Usage {
  readonly cpuSeconds: number;
  readonly rssMiB: number;
  readonly peakMiB: number;
}

/** A tick of the clock that /proc counts in is 10 ms on every Linux that Node runs on. */
function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mebibytes = (name: string): number =>
    Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
  const cpuSeconds = (Number(stat[11]) + Number(stat[12])) / 100;
  return { cpuSeconds, rssMiB: mebibytes('VmRSS'), peakMiB: mebibytes('VmHWM') };
}

async function idle(pid: number, seconds: number): Promise<void> {
  await sleep(SETTLE_SECONDS * 1000);
  const before = usageOf(pid);
  const began = performance.now();
  await sleep(seconds * 1000);
  const after = usageOf(pid);
  const share = (after.cpuSeconds - before.cpuSeconds) / ((performance.now() - began) / 1000);
  console.log(
    `idle for ${seconds} s: ${(share * 100).toFixed(2)} % of a core, ${after.rssMiB.toFixed(0)} MiB resident`,
  );
}

const eventCount = (): number =>
  existsSync(events) ? readFileSync(events, 'utf8').split('\n').length - 1 : 0;

/** Writes a kill and says how long it takes until its event is in the sink's file. */
async function lagOf(pid: number): Promise<number> {
  const known = eventCount();
  const began = performance.now();
  appendFileSync(log, killLines({ pid }));
  while (eventCount() === known) {
    if (performance.now() - began > 60_000) throw new Error('the kill never came out');
    await sleep(5);
  }
  return (performance.now() - began) / 1000;
}

async function busy(pid: number, seconds: number, rate: number): Promise<void> {
  const quietLag = await lagOf(1);
  const size = rate / BATCHES_A_SECOND;
  const batch = Array.from({ length: size }, (_, index) => foreignLine(index)).join('');
  const before = usageOf(pid);
  const began = performance.now();
  const lags: Promise<number>[] = [];
  for (let count = 0; count < seconds * BATCHES_A_SECOND; count++) {
    appendFileSync(log, batch);
    if (count === (seconds * BATCHES_A_SECOND) / 2) lags.push(lagOf(2));
    await sleep(Math.max(0, began + ((count + 1) * 1000) / BATCHES_A_SECOND - performance.now()));
  }
  const took = (performance.now() - began) / 1000;
  const after = usageOf(pid);
  const [midLag] = await Promise.all(lags);
  const endLag = await lagOf(3);
  const lines = size * seconds * BATCHES_A_SECOND;
  const share = ((after.cpuSeconds - before.cpuSeconds) / took) * 100;
  console.log(
    `${Math.round(lines / took)} foreign lines/s for ${took.toFixed(0)} s (${((batch.length * seconds * BATCHES_A_SECOND) / 1e6).toFixed(0)} MB): ${share.toFixed(1)} % of a core, peak ${after.peakMiB.toFixed(0)} MiB resident`,
  );
  console.log(
    `from a kill line to its event in the sink: ${quietLag.toFixed(2)} s in a quiet log, ${midLag?.toFixed(2)} s amid the lines, ${endLag.toFixed(2)} s right after the last of them`,
  );
}

function foreignLine(index: number): string {
  const at = new Date().toISOString().replace('Z', '+00:00');
  return `${at} web1 nginx[${900 + (index % 30)}]: 10.0.${index % 256}.7 - - "GET /api/v1/items/${index} HTTP/1.1" 200 ${index * 7} "-" "curl/7.88.1" rt=0.0${index % 100}\n`;
}

async function main(): Promise<void> {
  writeFileSync(log, '');
  const service = startService();
  try {
    const pid = service.pid as number;
    await idle(pid, Number(values.idle));
    await busy(pid, Number(values.busy), Number(values.rate));
  } finally {
    service.kill('SIGTERM');
    await once(service, 'close');
    rmSync(folder, { recursive: true });
  }
}

await main();
