/** What alerting systems are told of an archive, by the log's own clock: beginnings, changes, signs of life, ends. */
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { configSchema } from '../../src/service/config/schema.js';
import { replay } from '../../src/service/replay.js';
import { type Kill, killLines } from '../kit/kill-lines.js';
import { readingsOf } from '../kit/readings-of.js';

const START = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;

function logOf(kills: readonly (Kill & { readonly minute: number })[]): string {
  return kills
    .map(({ minute, ...kill }) => killLines({ ...kill, at: new Date(START + minute * MINUTE) }))
    .join('');
}

const CONFIG = `
sinks:
  alerts: { type: alertmanager, urls: ['http://127.0.0.1:9093'], hold: 30m }
  pager: { type: pagerduty, routingKey: { env: KEY } }
  people: { type: slack, token: { env: KEY }, channel: C1 }
`;

/** Minutes and kinds, by sink. */
async function toldOf(log: string, more: object = {}): Promise<Record<string, string[]>> {
  const config = configSchema.parse({ ...(parse(CONFIG) as object), ...more });
  const told: Record<string, string[]> = { alerts: [], pager: [], people: [] };
  await replay(await readingsOf(log), {
    ...{ config, host: 'web1' },
    sinks: [
      { name: 'alerts', audience: 'alerts' },
      { name: 'pager', audience: 'pager' },
      { name: 'people', audience: 'thread' },
    ],
    async tell({ sink, atMs, letter: { body } }) {
      const why = 'why' in body && body.why !== null ? ` ${body.why}` : '';
      if (body.kind !== 'details')
        told[sink]?.push(`${Math.floor((atMs - START) / MINUTE)} ${body.kind}${why}`);
      return null;
    },
  });
  return told;
}

it('begins, lives and ends with a single kill, of which people get one message', async () => {
  expect(await toldOf(logOf([{ pid: 100, minute: 0 }]))).toEqual({
    alerts: ['0 incident', '10 update', '20 update', '30 closing'],
    pager: ['0 incident', '30 closing'],
    people: ['0 incident'],
  });
});

it('wakes people for what got worse, not for what goes on', async () => {
  const kills = Array.from({ length: 12 }, (_, index) => ({ pid: 100 + index, minute: index * 4 }));
  const told = await toldOf(logOf([...kills, { pid: 300, comm: 'node', minute: 50 }]));
  expect(told.pager).toEqual(['0 incident', '50 repeat new-program', '80 closing']);
  expect(told.alerts?.at(-1)).toBe('80 closing');
  expect(told.alerts?.filter((one) => one.endsWith('repeat count')).length).toBeGreaterThan(0);
  // No pause between two letters is as long as a third of the hold, and a little.
  const minutes = told.alerts?.map((one) => Number.parseInt(one, 10)) ?? [];
  for (const [index, minute] of minutes.slice(1).entries())
    expect(minute - (minutes[index] ?? 0)).toBeLessThanOrEqual(11);
});

it('ends an alert where its beginning was told, though the last kill takes another route', async () => {
  const routes = [{ match: { program: 'java' }, sinks: ['alerts', 'pager'] }];
  const told = await toldOf(
    logOf([
      { pid: 100, minute: 0 },
      { pid: 101, comm: 'node', minute: 5 },
    ]),
    { routes },
  );
  expect([told.alerts?.at(-1), told.pager?.at(-1)]).toEqual(['35 closing', '35 closing']);
  expect(told.pager).toEqual(['0 incident', '35 closing']);
  expect(told.people).toEqual([]);
});

it('ends an alert that two pods share with the last of them', async () => {
  const pod = (digit: string) =>
    `/kubepods/burstable/pod${digit.repeat(8)}-1111-4111-8111-111111111111/${digit.repeat(64)}`;
  const told = await toldOf(
    logOf([
      { pid: 100, cgroup: pod('1'), minute: 0 },
      { pid: 101, cgroup: pod('2'), minute: 10 },
    ]),
  );
  expect(told.alerts?.filter((one) => one.endsWith('closing'))).toEqual(['40 closing']);
  expect(told.pager?.filter((one) => one.endsWith('closing'))).toEqual(['30 closing', '40 closing']);
});

it('makes a storm of pages one', async () => {
  const kills = Array.from({ length: 60 }, (_, index) => ({
    ...{ pid: 100 + index, cgroup: `/system.slice/app${index}.service`, minute: index / 20 },
  }));
  const told = await toldOf(logOf(kills));
  expect(told.pager?.filter((one) => one.endsWith(' incident'))).toHaveLength(20);
  expect(told.pager?.filter((one) => one.endsWith(' digest')).length).toBeGreaterThanOrEqual(2);
  expect(told.pager?.filter((one) => one.endsWith(' closing'))).toHaveLength(20);
  expect(told.alerts?.filter((one) => one.endsWith(' incident'))).toHaveLength(60);
  expect(told.alerts?.filter((one) => one.endsWith(' closing'))).toHaveLength(60);
});
