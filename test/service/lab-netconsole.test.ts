/** A real kernel sends its console over an emulated network card; the service that listens reports whom it killed. */
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useBuilt } from '../kit/built.js';
import { bootNetconsole, obstacleToBooting } from '../kit/lab-machine.js';
import { readLines, startService } from '../kit/service.js';
import { testFolder } from '../kit/test-folder.js';
import { freePort } from '../source/receive/kit.js';

const obstacle = obstacleToBooting();
const built = useBuilt();

test.skipIf(obstacle !== null)(
  `a kernel's netconsole reaches the service${obstacle ? ` (skipped: ${obstacle})` : ''}`,
  { timeout: 150_000 },
  async () => {
    const directory = testFolder('netconsole');
    const port = await freePort();
    const path = join(directory, 'events.ndjson');
    const service = await startService(built(), directory, {
      sources: [{ netconsole: `127.0.0.1:${port}` }],
      sinks: { file: { type: 'ndjson', path } },
    });
    const machine = bootNetconsole('bookworm', 'memcg-v2-docker', port);
    try {
      await machine.shown('Killed process', 110_000);
      await service.until(() => readLines(path).length > 0, 'the event');
      const [event, ...more] = readLines(path);
      const pid = /Killed process (\d+) \(redis-server\)/.exec(machine.console())?.[1];
      expect(more).toEqual([]);
      expect(event).toMatchObject({
        trust: 'unverified',
        host: '127.0.0.1',
        scope: 'memcg',
        victims: [{ pid: Number(pid), comm: 'redis-server' }],
        memcg: { limitBytes: 24 * 1024 * 1024 },
        kernel: { release: expect.stringMatching(/^6\.1\./) },
        completeness: { status: 'complete' },
      });
    } finally {
      await service.stop();
      // It powers off by itself.
      if (machine.process.exitCode === null) await once(machine.process, 'exit');
    }
  },
);
