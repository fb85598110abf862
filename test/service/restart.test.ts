/** The service is stopped, started, reloaded: what happened is stored and told, once. Crashes: `kill-nine.test.ts`. */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Built, buildProgram } from '../kit/built.js';
import { killLines } from '../kit/kill-lines.js';
import { type RunningService, readLines, slackConfig, startService } from '../kit/service.js';
import { type SlackServer, startSlackServer } from '../kit/slack-server.js';

let built: Built;
let slack: SlackServer;
let directory = '';
let running: RunningService | null = null;
beforeAll(() => {
  built = buildProgram();
}, 120_000);
afterAll(() => built.remove());
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'oomscope-crash-'));
  slack = await startSlackServer();
  writeFileSync(log(), '');
});
afterEach(async () => {
  await running?.stop('SIGKILL');
  running = null;
  await slack.close();
  rmSync(directory, { recursive: true });
});

const log = () => join(directory, 'kern.log');
const events = () => join(directory, 'events.ndjson');

const config = () => ({
  sources: [{ file: log() }],
  sinks: { team: slackConfig(slack, directory), file: { type: 'ndjson', path: events() } },
  grouping: { wait: '0s' },
});

async function start(env: NodeJS.ProcessEnv = {}): Promise<RunningService> {
  running = await startService(built, directory, config(), env);
  return running;
}

const roots = () => slack.posted.filter(({ threadTs }) => threadTs === null);
const places = ['a', 'b', 'c'].map((name) => `/system.slice/${name}.service`);

describe('stopping and starting', { timeout: 60_000 }, () => {
  it('ends within two seconds, and tells nothing twice, with the log rotated in between', async () => {
    const first = await start();
    appendFileSync(log(), killLines({ pid: 1, cgroup: places[0] ?? '' }));
    await slack.until(1);
    const began = Date.now();
    expect(await first.stop()).toBe(0);
    expect(Date.now() - began).toBeLessThan(2000);
    const second = await start();
    appendFileSync(log(), killLines({ pid: 2, cgroup: places[1] ?? '' }));
    await second.until(() => readLines(events()).length === 2 && roots().length === 2, 'the second event');
    await second.stop();
    expect(roots().length).toBe(2);
  });

  it('ends within two seconds although Slack hangs, and sends what was cut off afterwards', async () => {
    slack.faults.push('hang');
    const first = await start();
    appendFileSync(log(), killLines({ pid: 1 }));
    await first.until(() => slack.calls.includes('chat.postMessage'), 'the hanging call');
    const began = Date.now();
    expect(await first.stop()).toBe(0);
    expect(Date.now() - began).toBeLessThan(2000);
    await start();
    await slack.until(1);
    expect(slack.posted[0]?.threadTs).toBeNull();
  });

  it('refuses to run twice on one state', async () => {
    await start();
    const other = await startService(built, directory, config());
    expect(await other.stop()).toBe(1);
  });

  it('reads a new configuration on SIGHUP, and keeps the old one where the new one is wrong', async () => {
    const service = await start();
    const path = join(directory, 'oomscope.yaml');
    writeFileSync(path, 'sinks:\n  team:\n    type: nonsense\n');
    service.process.kill('SIGHUP');
    await service.until(
      () => service.log().some(({ msg }) => String(msg).includes('the old one stays')),
      'the complaint',
    );
    expect(JSON.stringify(service.log())).toContain('oomscope.yaml:3:');
    appendFileSync(log(), killLines({ pid: 1 }));
    await slack.until(1);
    const other = join(directory, 'other.ndjson');
    writeFileSync(
      path,
      JSON.stringify({
        http: 'off',
        storage: { directory: join(directory, 'state') },
        sources: [{ file: log() }],
        sinks: { other: { type: 'ndjson', path: other } },
      }),
    );
    service.process.kill('SIGHUP');
    await service.until(
      () => service.log().some(({ msg }) => msg === 'the new configuration is used'),
      'the change',
    );
    appendFileSync(log(), killLines({ pid: 2 }));
    await service.until(() => readLines(other).length === 1, 'the event in the new sink');
    expect(readLines(other)[0]).toMatchObject({ victims: [{ pid: 2 }] });
  });
});

describe('the first start', { timeout: 60_000 }, () => {
  it('tells what was before as one digest, and nothing again later', async () => {
    const hourAgo = new Date(Date.now() - 3_000_000);
    writeFileSync(
      log(),
      killLines({ pid: 1, at: hourAgo }) + killLines({ pid: 2, at: hourAgo, cgroup: places[1] ?? '' }),
    );
    const service = await start();
    await slack.until(1, 'the digest');
    expect(slack.posted[0]?.text).toMatch(/now watches .*: 2 out-of-memory events before/);
    await service.until(() => readLines(events()).length === 2, 'both events in the file');
    expect(readLines(events()).map(({ late }) => late)).toEqual([true, true]);
    await service.stop();
    await start();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(slack.posted).toHaveLength(1);
  });
});
