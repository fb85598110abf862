/** The disk under the service's state fills up: first the reserve helps, then people are told past the store; nothing is lost. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startAllSinks } from '../kit/all-sinks.js';
import { useBuilt } from '../kit/built.js';
import { killLines } from '../kit/kill-lines.js';
import { startService } from '../kit/service.js';
import { besideProgram, obstacleToSmallDisk, spawnOnSmallDisk } from '../kit/small-disk.js';

const obstacle = obstacleToSmallDisk();
const built = useBuilt();

const KILLS = 60;

test.skipIf(obstacle !== null)(
  `a full disk loses nothing${obstacle ? ` (skipped: ${obstacle})` : ''}`,
  async () => {
    const all = await startAllSinks();
    const state = join(all.directory, 'state');
    mkdirSync(state);
    const service = await startService(built(), all.directory, all.config(), {}, (program, args) =>
      spawnOnSmallDisk(state, 24, program, args),
    );
    const beside = (script: string): string => besideProgram(service.process, script);
    const fill = (): unknown => beside(`dd if=/dev/zero of=${state}/filler-$$ bs=64k 2>/dev/null; true`);
    const says = (words: string): boolean => service.log().some(({ msg }) => String(msg).includes(words));
    let killed = 0;
    const kill = (count: number): void => {
      for (let index = 0; index < count; index++) {
        killed++;
        const cgroup = `/system.slice/unit-${killed % 7}.service`;
        // Long lines, so that the free pages of the database do not last.
        appendFileSync(all.log, `x${'y'.repeat(3000)}\n${killLines({ pid: killed, cgroup })}`);
      }
    };
    try {
      await service.until(() => beside(`ls ${state}`).includes('reserve'), 'the reserve');
      fill();
      kill(KILLS);
      await service.until(() => says('the reserve was given up'), 'the reserve to be given up');
      fill();
      // Until nothing can be stored any more.
      await service.until(() => {
        kill(3);
        return says('the store cannot be written; events are kept in memory') && says('told without storing');
      }, 'the store to be full');
      await service.until(
        () => all.bot.posted.some(({ text }) => text.includes('the disk is full')),
        'the word to Slack that the disk is full',
      );
      beside(`rm -f ${state}/filler-*`);
      await service.until(() => says('the store can be written again'), 'the store to recover');
      await service.until(
        () => all.events().length >= killed && all.hook.received.size >= killed,
        'all events',
      );
      const ids = all.events().map(({ id }) => id);
      expect(new Set(ids).size).toBe(killed);
      expect(new Set([...all.hook.received.keys()]).size).toBe(killed);
      expect(all.hook.complaints).toEqual([]);
      const stored = beside(`stat -c %s ${state}/oomscope.db`);
      expect(Number(stored)).toBeGreaterThan(0);
      expect(await service.stop()).toBe(0);
    } finally {
      await service.stop('SIGKILL');
      await all.close();
    }
  },
  180_000,
);
