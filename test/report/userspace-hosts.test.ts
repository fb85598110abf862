/** What programs of several hosts say of their kills, line by line in one log, is kept apart. */
import { expect, test } from 'vitest';
import { type OomEvent, parseLog } from '../../src/index.js';

async function eventsOf(lines: readonly string[]): Promise<readonly OomEvent[]> {
  const events: OomEvent[] = [];
  for await (const event of parseLog([Buffer.from(`${lines.join('\n')}\n`)])) events.push(event);
  return events;
}

/** systemd-oomd of a host, which kills in `unit` after having looked at so many cgroups. */
const oomd = (host: string, unit: string, considered: number): string[] => [
  `Nov 21 02:25:00 ${host} systemd-oomd[500]: Considered ${considered} cgroups for killing, top candidates were:`,
  `Nov 21 02:25:00 ${host} systemd-oomd[500]: Killed /user.slice/${unit} due to memory pressure for /user.slice being 63.25% > 50.00% for > 20s with reclaim activity`,
  `Nov 21 02:25:00 ${host} systemd[1]: ${unit}: systemd-oomd killed 7 process(es) in this unit.`,
];

test('two hosts, line by line', async () => {
  const [web, db] = [oomd('web1', 'build.scope', 14), oomd('db1', 'dump.scope', 3)];
  const alone = [...(await eventsOf(web)), ...(await eventsOf(db))];
  const together = await eventsOf(web.flatMap((line, index) => [line, db[index] ?? '']));
  const facts = ({ host, extra, aftermath, memcg, outcome }: OomEvent) => ({
    ...{ host, extra, memcg, outcome },
    aftermath: aftermath.map(({ subject }) => subject),
  });
  expect(together.map(facts)).toEqual(alone.map(facts));
  expect(together.map(({ host, aftermath }) => [host, aftermath[0]?.subject])).toEqual([
    ['web1', 'build.scope'],
    ['db1', 'dump.scope'],
  ]);
});

test('a line cut at the edge of a screen is a kill that is not shown whole', async () => {
  const [event] = await eventsOf([
    'Nov 21 02:25:00 web1 systemd-oomd[500]: Killed /user.slice/user-1000.slice/user@1000.service/app.sl>',
  ]);
  expect(event).toMatchObject({ killer: 'systemd-oomd', outcome: 'killed', scope: 'memcg', memcg: null });
  expect(event?.completeness).toMatchObject({ status: 'partial', notes: [expect.stringContaining('cut')] });
});

test('what systemd says of the kill itself is no further kill', async () => {
  const [event] = await eventsOf(oomd('web1', 'build.scope', 14));
  const aftermath = event?.diagnosis.findings.find(({ rule }) => rule === 'aftermath');
  expect(aftermath?.detail).toBe('systemd noticed that systemd-oomd killed processes of build.scope.');
});
