/** The laboratory still works: one kernel boots, one container is killed, and the fresh capture parses to what was done. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { expectCapturedEvents } from '../kit/captured-events.js';
import { readReportFixture } from '../kit/report-fixture.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'fixtures/lab/run.mjs');
const packages = ['bookworm/linux-image-cloud-amd64', 'trixie/util-linux', 'trixie/libc-bin'];
const captures = mkdtempSync(join(tmpdir(), 'oomscope-lab-'));
const obstacle = findObstacle();

afterAll(() => rmSync(captures, { recursive: true, force: true }));

/** Why no machine can be booted here; null when one can. Nothing is downloaded for a test. */
function findObstacle(): string | null {
  for (const tool of ['qemu-system-x86_64', 'busybox', 'gcc']) {
    if (spawnSync(tool, ['--help']).error) return `${tool} is not installed`;
  }
  const absent = packages.find((each) => !existsSync(join(root, '.lab/packages', each, '.complete')));
  return absent ? 'the kernel is not cached: run npm run lab once' : null;
}

test.skipIf(obstacle !== null)(
  `boots a kernel and kills a container${obstacle ? ` (skipped: ${obstacle})` : ''}`,
  async () => {
    const args = ['--kernel', 'bookworm', '--scenario', 'memcg-v2-docker', '--capture-to', captures];
    const lab = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
    expect(lab.stderr).toBe('');
    expect(readdirSync(captures)).toEqual(['6.1-memcg-v2-docker.log']);
    const fixture = readReportFixture(join(captures, '6.1-memcg-v2-docker.log'));
    expect(fixture.events).toHaveLength(1);
    await expectCapturedEvents(fixture);
  },
  60_000,
);

test.each([
  [
    ['--kernel', 'bookwurm', '--scenario', 'all'],
    '--kernel "bookwurm" is unknown; expected all or one of: bullseye',
  ],
  [['--kernel', 'sid', '--scenario', 'oom'], '--scenario "oom" is unknown'],
  [['--kernel', 'sid'], '--scenario is missing'],
  [['--kernal', 'sid'], "Unknown option '--kernal'"],
])('refuses %j in one clear message', (args, message) => {
  const lab = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  expect(lab.status).toBe(2);
  expect(lab.stderr).toContain(message);
  expect(lab.stderr).not.toContain('    at ');
});
