/**
 * Very many kills at once: people get few messages, machines get every event, everything is accounted for, memory stays bounded.
 * A thousand in the ordinary run; ten thousand in a minute with `npm run faults`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { totalOf } from '../kit/accounting.js';
import { SINKS, startAllSinks } from '../kit/all-sinks.js';
import { useBuilt } from '../kit/built.js';
import { killLines } from '../kit/kill-lines.js';
import { startService } from '../kit/service.js';

const isLong = process.env.OOMSCOPE_LONG_RUN !== undefined;
const KILLS = isLong ? 10_000 : 1000;
const SECONDS = isLong ? 60 : 3;
const PLACES = 200;
/** What the unit allows, and what the service may use of it. */
const MOST_MIB = 256;

const built = useBuilt();

/** With the limits of the unit. */
function spawnLimited(program: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const limits = ['--max-old-space-size=192', '--max-semi-space-size=4'];
  return spawn(program, [...limits, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
}

function write(log: string, from: number, to: number): void {
  let text = '';
  for (let index = from; index < to; index++)
    text += killLines({
      pid: 1000 + index,
      cgroup: `/system.slice/unit-${index % PLACES}.service`,
      uptimeSeconds: 50_000 + index,
    });
  appendFileSync(log, text);
}

it(`${KILLS} kills in ${SECONDS} seconds`, { timeout: 600_000 }, async () => {
  const all = await startAllSinks();
  all.bot.rate = 1;
  const service = await startService(built(), all.directory, all.config(), {}, spawnLimited);
  try {
    for (let second = 0; second < SECONDS; second++) {
      write(all.log, Math.floor((KILLS * second) / SECONDS), Math.floor((KILLS * (second + 1)) / SECONDS));
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    const lastKill = Date.now();
    const isThrough = async () => {
      if (all.hook.received.size < KILLS || all.events().length < KILLS) return false;
      return (await all.account('bot')).stored === KILLS;
    };
    for (let waited = 0; waited < 10 && !(await isThrough()); waited++)
      await service.until(isThrough, 'every event at the machines').catch(() => {});
    const lagSeconds = (Date.now() - lastKill) / 1000;
    const { pid } = service.process;
    const ticks = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const cpuSeconds = (Number(ticks[11]) + Number(ticks[12])) / 100;
    const peakMiB = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
    const began = Date.now();
    expect(await service.stop()).toBe(0);
    const stoppedMs = Date.now() - began;
    expect(stoppedMs).toBeLessThan(2000);
    for (const sink of SINKS) {
      const account = await all.account(sink);
      expect({ sink, dead: account.dead, total: totalOf(account) }).toEqual({ sink, dead: 0, total: KILLS });
    }
    const ids = all.events().map(({ id }) => id);
    expect(ids).toHaveLength(KILLS);
    expect(new Set(ids).size).toBe(KILLS);
    expect(all.hook.received.size).toBe(KILLS);
    // Twenty messages, with their details, and digests.
    expect(all.bot.posted.filter(({ threadTs }) => threadTs === null).length).toBeLessThan(30);
    expect(all.incoming.posted.length).toBeLessThan(30);
    expect(all.mail.mails.length).toBeLessThan(30);
    expect(all.bot.complaints).toEqual([]);
    expect(peakMiB).toBeLessThan(MOST_MIB);
    console.log(
      `${KILLS} kills in ${SECONDS} s: all at the machines ${lagSeconds.toFixed(1)} s after the last, ${cpuSeconds.toFixed(1)} s of processor time, peak RSS ${peakMiB.toFixed(0)} MiB, stopped in ${stoppedMs} ms`,
    );
  } finally {
    await service.stop('SIGKILL');
    await all.close();
  }
});
