/**
 * A booted kernel runs out of memory; its serial console feeds a running service, which tells the Slack stand-in and a real mail
 * server. Measures the time from the kill line on the console to the request.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { buildProgram } from '../kit/built.js';
import { startMailServer } from '../kit/mail-server.js';
import { readLines, slackConfig, startService } from '../kit/service.js';
import { startSlackServer } from '../kit/slack-server.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SCENARIO = 'memcg-v2-systemd-unit';
const consoleFile = join(root, '.lab/out/bookworm', SCENARIO, 'console');
const obstacle = findObstacle();
const WAIT_MS = 1000;

function findObstacle(): string | null {
  for (const tool of ['qemu-system-x86_64', 'busybox', 'gcc'])
    if (spawnSync(tool, ['--help']).error) return `${tool} is not installed`;
  return existsSync(join(root, '.lab/packages/bookworm/linux-image-cloud-amd64/.complete'))
    ? null
    : 'the kernel is not cached: run npm run lab once';
}

/** When the kill line was first seen on the console. */
async function killSeen(stop: AbortSignal): Promise<number> {
  while (!stop.aborted) {
    if (existsSync(consoleFile) && readFileSync(consoleFile, 'latin1').includes('Killed process'))
      return Date.now();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('no kill line came');
}

test.skipIf(obstacle !== null)(
  `a real kill reaches Slack and mail within a second after the wait${obstacle === null ? '' : ` (skipped: ${obstacle})`}`,
  { timeout: 120_000 },
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'oomscope-e2e-'));
    const [slack, mail, built] = [await startSlackServer(), await startMailServer(), buildProgram()];
    slack.rate = 1;
    rmSync(consoleFile, { force: true });
    const smtp = { host: '127.0.0.1', port: mail.port, tls: 'none' };
    const service = await startService(built, directory, {
      host: 'lab-machine',
      sources: [{ file: consoleFile }],
      sinks: {
        team: slackConfig(slack, directory),
        oncall: { type: 'email', from: 'oomscope@lab.test', to: ['oncall@lab.test'], smtp },
        file: { type: 'ndjson', path: join(directory, 'events.ndjson') },
      },
      grouping: { wait: `${WAIT_MS}ms` },
    });
    const stop = new AbortController();
    try {
      const seen = killSeen(stop.signal);
      const lab = spawn(
        process.execPath,
        [join(root, 'fixtures/lab/run.mjs'), '--kernel', 'bookworm', '--scenario', SCENARIO],
        { stdio: 'ignore' },
      );
      const ended = once(lab, 'close');
      const killedMs = await seen;
      await slack.until(1);
      const lateness = (slack.posted[0]?.atMs ?? 0) - killedMs - WAIT_MS;
      process.stdout.write(
        `kill line to Slack: ${lateness + WAIT_MS} ms with a group wait of ${WAIT_MS} ms\n`,
      );
      expect(lateness).toBeLessThanOrEqual(1000);
      await mail.until(1);
      await slack.until(3, 'the replies');
      await ended;
      expect(slack.complaints).toEqual([]);
      const [first, ...replies] = slack.posted;
      expect(replies.every(({ threadTs }) => threadTs === first?.ts)).toBe(true);
      const [event] = readLines(join(directory, 'events.ndjson')) as {
        victims: { pid: number; comm: string }[];
        trust: string;
        host: string;
      }[];
      const [victim] = event?.victims ?? [];
      const facts = readFileSync(join(root, '.lab/out/bookworm', SCENARIO, 'facts'), 'utf8');
      expect(facts).toContain(`pid=${victim?.pid} `);
      expect(event).toMatchObject({ trust: 'unverified', host: 'lab-machine' });
      const [parsed] = await mail.parsed();
      expect(parsed?.subject).toContain('lab-machine');
      for (const part of [parsed?.text, String(parsed?.html), JSON.stringify(first?.blocks)])
        expect(part).toContain(victim?.comm);
    } finally {
      stop.abort();
      await service.stop();
      await Promise.all([slack.close(), mail.close()]);
      built.remove();
      rmSync(directory, { recursive: true });
    }
  },
);
