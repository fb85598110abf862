/** This machine's own kernel kills a process in a small cgroup; the service reads it from /dev/kmsg, once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Built, buildProgram } from '../kit/built.js';
import { killInCgroup, obstacleToKilling } from '../kit/limited-cgroup.js';
import { readLines, slackConfig, startService } from '../kit/service.js';
import { startSlackServer } from '../kit/slack-server.js';

const obstacle = obstacleToKilling();
let built: Built;
beforeAll(() => {
  built = buildProgram();
}, 120_000);
afterAll(() => built.remove());

test.skipIf(obstacle !== null)(
  `a kill of this machine is told once, and not again from the old ring${obstacle ? ` (skipped: ${obstacle})` : ''}`,
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'oomscope-own-'));
    const slack = await startSlackServer();
    const events = join(directory, 'events.ndjson');
    const config = {
      sources: ['kmsg'],
      sinks: { team: slackConfig(slack, directory), file: { type: 'ndjson', path: events } },
      grouping: { wait: '0s' },
    };
    const first = await startService(built, directory, config);
    try {
      const kill = await killInCgroup('kill');
      const ours = () => readLines(events).filter(({ memcg }) => JSON.stringify(memcg).includes(kill.cgroup));
      const roots = () =>
        slack.posted.filter(
          (one) => JSON.stringify(one.blocks).includes(kill.cgroup) && one.threadTs === null,
        );
      await first.until(() => ours().length > 0 && roots().length > 0, 'the kill in the file and in Slack');
      expect(ours()).toMatchObject([
        {
          trust: 'verified',
          late: false,
          scope: 'memcg',
          victims: [{ pid: kill.pid, comm: 'tail' }],
          memcg: { limitPath: kill.cgroup, limitBytes: kill.limitBytes },
          time: { wallSource: 'boot-anchored' },
        },
      ]);
      expect(roots()[0]?.text).toContain(`tail (pid ${kill.pid}) killed`);
      await first.until(() => slack.posted.length >= 3, 'the details');
      expect(await first.stop()).toBe(0);
      const second = await startService(built, directory, config);
      await new Promise((resolve) => setTimeout(resolve, 2500));
      expect(await second.stop()).toBe(0);
      expect(ours()).toHaveLength(1);
      expect(roots()).toHaveLength(1);
      // Others may be killed on this machine meanwhile; nothing of all that may come twice.
      const keys = slack.posted.map(({ metadata }) => metadata?.event_payload?.key);
      expect(keys).toHaveLength(new Set(keys).size);
      const ids = readLines(events).map(({ id }) => id);
      expect(ids).toHaveLength(new Set(ids).size);
    } finally {
      await first.stop('SIGKILL');
      await slack.close();
      rmSync(directory, { recursive: true });
    }
  },
  60_000,
);
