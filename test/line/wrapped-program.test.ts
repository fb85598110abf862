/** What killers in user space say of a kill, broken into several lines by a mailer or a person. */
import { expect, test } from 'vitest';
import { type OomEvent, parseLog } from '../../src/index.js';

async function eventsOf(log: string): Promise<readonly OomEvent[]> {
  const events: OomEvent[] = [];
  for await (const event of parseLog([Buffer.from(log)])) events.push(event);
  return events;
}

const UNIT = '/user.slice/user-1000.slice/user@1000.service/app.slice/app-foo.scope';
const REASON =
  'memory pressure for /user.slice/user-1000.slice being 86.80% > 50.00% for > 20s with reclaim activity';

test.each([
  [
    'in front of each part',
    `Killed\n  ${UNIT}\n  due to memory pressure for /user.slice/user-1000.slice\n  being 86.80% > 50.00% for > 20s with reclaim activity`,
  ],
  [
    'within the reason',
    `Killed ${UNIT} due to memory pressure for /user.slice/user-1000.slice being 86.80% >\n50.00% for > 20s with reclaim activity`,
  ],
])('systemd-oomd, %s', async (_, said) => {
  const stamp = 'Nov 21 02:25:00 web1 systemd-oomd[500]: ';
  const events = await eventsOf(
    `${stamp}${said}\n${stamp}Considered 3 cgroups for killing, top candidates were:\n`,
  );
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    ...{ killer: 'systemd-oomd', host: 'web1', memcg: { taskPath: UNIT }, extra: { reason: REASON } },
    source: { firstLine: 1, lastLine: said.split('\n').length },
    completeness: { status: 'complete' },
  });
});

test('earlyoom', async () => {
  const [event, ...others] = await eventsOf(
    'Nov 21 02:25:00 web1 earlyoom[321]: sending SIGTERM to process 4711 uid 1000\n  "chrome": badness 900, VmRSS 1200 MiB\n',
  );
  expect(others).toEqual([]);
  expect(event).toMatchObject({ killer: 'earlyoom', victims: [{ pid: 4711, comm: 'chrome', uid: 1000 }] });
});

test.each([
  [
    'another record',
    `Nov 21 02:25:00 web1 systemd-oomd[500]: Killed\nNov 21 02:25:00 web1 sshd[7]: ${UNIT} due to ${REASON}\n`,
  ],
  ['another program', `Nov 21 02:25:00 web1 app[500]: Killed\n  ${UNIT}\n  due to ${REASON}\n`],
  [
    'an empty line between',
    `Nov 21 02:25:00 web1 systemd-oomd[500]: Killed\n\n  ${UNIT}\n  due to ${REASON}\n`,
  ],
])('nothing goes on: %s', async (_, log) => {
  expect(await eventsOf(log)).toEqual([]);
});
