/** A real kernel kills a process; its serial console feeds the service; Slack, mail and a file get to know what it did. */
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useBuilt } from '../kit/built.js';
import { bootMachine, makeConsolePipe, obstacleToBooting } from '../kit/lab-machine.js';
import { startMailServer } from '../kit/mail-server.js';
import { readLines, slackConfig, startService } from '../kit/service.js';
import { startSlackServer } from '../kit/slack-server.js';
import { testFolder } from '../kit/test-folder.js';

const obstacle = obstacleToBooting();
const built = useBuilt();

const CONTAINER = '8f1d0c6a5b3e';

test.skipIf(obstacle !== null)(
  `a kernel's console reaches Slack, mail and a file${obstacle ? ` (skipped: ${obstacle})` : ''}`,
  async () => {
    const directory = testFolder('kernel');
    const [slack, mail] = await Promise.all([startSlackServer(), startMailServer()]);
    slack.rate = 1;
    const events = join(directory, 'events.ndjson');
    const device = makeConsolePipe(join(directory, 'console'));
    const smtp = { host: '127.0.0.1', port: mail.port, tls: 'none' };
    const service = await startService(built(), directory, {
      sources: [{ device }],
      sinks: {
        team: slackConfig(slack, directory),
        oncall: { type: 'email', from: 'oomscope@example.org', to: ['oncall@example.org'], smtp },
        file: { type: 'ndjson', path: events },
      },
      grouping: { wait: '1s' },
    });
    const machine = bootMachine('bookworm', 'memcg-v2-kubepods', join(directory, 'console'));
    try {
      const killedMs = await machine.shown('Killed process', 110_000);
      await slack.until(1, 'the kill');
      // A busy machine may be late; the figure itself is `npm run latency`.
      expect((slack.posted[0]?.atMs ?? 0) - killedMs).toBeLessThan(15_000);
      await mail.until(1);
      await service.until(
        () => readLines(events).length === 1 && slack.posted.length >= 4,
        'the event in the file, and its details in the thread',
      );
      const victim = /Killed process (\d+) \(java\)/.exec(machine.console())?.[1];
      expect(slack.posted[0]?.text).toContain(`java (pid ${victim}) killed`);
      expect(JSON.stringify(slack.posted[0]?.blocks)).toContain(CONTAINER);
      expect(slack.posted.slice(1).every(({ threadTs }) => threadTs === slack.posted[0]?.ts)).toBe(true);
      expect(slack.complaints).toEqual([]);
      const [letter] = await mail.parsed();
      expect(letter?.subject).toContain('java');
      expect(letter?.text).toContain(`java (pid ${victim})`);
      expect(letter?.text).toContain(CONTAINER);
      expect(readLines(events)[0]).toMatchObject({
        scope: 'memcg',
        victims: [{ pid: Number(victim), comm: 'java' }],
        memcg: { limitBytes: 24 * 1024 * 1024 },
        kernel: { release: expect.stringMatching(/^6\.1\./) },
        completeness: { status: 'complete' },
      });
      if (machine.process.exitCode === null) await once(machine.process, 'exit');
      expect(await service.stop()).toBe(0);
      expect(slack.posted.filter(({ threadTs }) => threadTs === null)).toHaveLength(1);
    } finally {
      machine.process.kill('SIGKILL');
      await service.stop('SIGKILL');
      await Promise.all([slack.close(), mail.close()]);
    }
  },
  150_000,
);
