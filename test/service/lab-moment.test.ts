/**
 * A real kernel with cgroups of version 2 kills for a cgroup's limit while the service runs in the same machine: the state that is
 * shown is the one at the kill, also where the log tells of it more than a second later.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { OomEvent } from '../../src/report/event.js';
import { obstacleToBooting, runScenario } from '../kit/lab-machine.js';
import { readLines } from '../kit/service.js';
import { testFolder } from '../kit/test-folder.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const obstacle = obstacleToBooting() ?? obstacleToInside();

/** The emulated machine is an amd64, and runs this one's Node. */
function obstacleToInside(): string | null {
  if (process.arch !== 'x64') return 'this machine is no amd64';
  try {
    execFileSync('ldd', [process.execPath]);
    return null;
  } catch {
    return 'ldd cannot tell which libraries Node needs';
  }
}

const LIMIT = 48 * 1024 * 1024;

test.skipIf(obstacle !== null)(
  `the moment is that of the kill, from the kernel's own log and from a late one${obstacle ? ` (skipped: ${obstacle})` : ''}`,
  async () => {
    // One file is read faster in there than hundreds.
    const program = testFolder('program');
    execFileSync(process.execPath, [join(root, 'src/cli/bundle.mjs'), program]);
    const outputs = await runScenario('bookworm', 'service-moment', program);
    const told = readLines(join(outputs, 'events.ndjson')) as unknown as readonly OomEvent[];
    expect(told.map(({ victims }) => victims[0]?.comm)).toEqual(['java', 'java']);
    for (const [index, { moment, victims }] of told.entries()) {
      expect(moment).toMatchObject({ killTimeSource: 'boot-clock', notes: [] });
      // The emulated processor is some fifty times slower than a real one; the second log was 1.2 s late.
      for (const offset of [moment?.host?.offsetSeconds, moment?.cgroups[0]?.offsetSeconds])
        expect(Math.abs(offset ?? Number.NaN)).toBeLessThan(1);
      expect(moment?.cgroups).toMatchObject([
        {
          ...{ role: 'limit', path: '/system.slice/shop.service', readPath: '/system.slice/shop.service' },
          ...{ version: 2, peakBytes: LIMIT, maxBytes: LIMIT, highBytes: null, unlimited: ['high'] },
          pressure: { some: expect.any(Object), full: expect.any(Object) },
        },
      ]);
      expect(moment?.cgroups[0]?.events?.oom_kill).toBe(index + 1);
      expect(moment?.host?.pressure).not.toBeNull();
      expect(moment?.victims).toMatchObject([{ pid: victims[0]?.pid, comm: 'java', unit: 'shop.service' }]);
    }
    // What the kernel counted in the end is what the scenario did.
    expect(readFileSync(join(outputs, 'facts'), 'utf8')).toMatch(/file=memory\.events text=\S*oom_kill%202/);
  },
  300_000,
);
