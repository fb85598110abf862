/**
 * The timeline of docs/service.md, by its own figures: the knobs and their defaults are read out of the page, and the service,
 * from the lines of a log to its outbox, has to do at these times what the page says.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Letter, NoticeBody } from '../../src/delivery/notice.js';
import { configSchema } from '../../src/service/config/schema.js';
import { type ReplayResult, replay } from '../../src/service/replay.js';
import { type Kill, killLines } from '../kit/kill-lines.js';
import { readingsOf } from '../kit/readings-of.js';

const page = readFileSync(new URL('../../docs/service.md', import.meta.url), 'utf8');
const START = Date.parse('2026-11-20T12:00:00Z');
const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** `| \`wait\` | \`10s\` | ...`: as the table of knobs has it. */
const knobs: Readonly<Record<string, string | number>> = Object.fromEntries(
  [...page.matchAll(/^\| `(\w+)` \| `(\w+)` \|/gm)].map(([, name = '', value = '']) => [
    name,
    Number.isNaN(Number(value)) ? value : Number(value),
  ]),
);
/** `2, 5, 10, 25, 50, 100 ... kills   a reply`. */
const counts = (/^ +((?:\d+, )+\d+) \.\.\. kills +a reply/m.exec(page)?.[1] ?? '').split(', ').map(Number);
const config = configSchema.parse({
  sinks: {
    people: { type: 'slack', token: { env: 'KEY' }, channel: 'C1' },
    mail: { type: 'email', from: 'a@example.org', to: ['b@example.org'], smtp: { host: 'mail.example.org' } },
    all: { type: 'ndjson', path: '-' },
  },
  grouping: knobs,
});
const { wait, replyEvery, remind, quiet, mailDigest, storm } = config.grouping;

interface Told {
  readonly at: number;
  readonly what: string;
  readonly count: number;
  readonly body: NoticeBody;
}

type At = Omit<Partial<Kill>, 'at'> & { readonly at: number };

async function tell(kills: readonly At[]): Promise<{ told: (sink: string) => Told[]; result: ReplayResult }> {
  const log = kills
    .map(({ at, ...kill }, index) => killLines({ pid: 1000 + index, ...kill, at: new Date(START + at) }))
    .join('');
  const told: Record<string, Told[]> = { people: [], mail: [], all: [] };
  const result = await replay(await readingsOf(log), {
    ...{ config, host: 'web1' },
    sinks: [
      { name: 'people', audience: 'thread' },
      { name: 'mail', audience: 'mail' },
      { name: 'all', audience: 'machine' },
    ],
    async tell({ sink, atMs, letter }) {
      if (letter.body.kind !== 'details') told[sink]?.push(toldOf(atMs - START, letter));
      return null;
    },
  });
  expect(result.events).toBe(kills.length);
  return { told: (sink) => told[sink] ?? [], result };
}

function toldOf(at: number, { body }: Letter): Told {
  const why =
    'why' in body && body.why !== null ? ` ${body.why}` : body.kind === 'digest' ? ` ${body.reason}` : '';
  const digested =
    body.kind === 'digest' ? body.entries.reduce((sum, { count }) => sum + count, body.leftOut) : 0;
  return { at, what: body.kind + why, count: 'figures' in body ? body.figures.count : digested, body };
}

/** Without changes of the first message, times in seconds. */
const news = (told: readonly Told[]): [number, string, number][] =>
  told.filter(({ what }) => what !== 'update').map(({ at, what, count }) => [at / SECOND, what, count]);
const every = (ms: number, times: number, from = 0): At[] =>
  Array.from({ length: times }, (_, index) => ({ at: from + index * ms }));

describe('the timeline of the page', () => {
  it('has the defaults of the configuration, every knob of it', () => {
    expect(config.grouping).toEqual(configSchema.parse({}).grouping);
    expect(Object.keys(knobs).sort()).toEqual(Object.keys(config.grouping).sort());
    expect(counts.slice(0, 3)).toEqual([2, 5, 10]);
  });

  it('+wait: the first message, with all kills so far; +quiet: a closing summary where there was more than one', async () => {
    const { told } = await tell([{ at: 0 }, { at: wait / 2 }, { at: wait - 1000 }]);
    expect(news(told('people'))).toEqual([
      [wait / SECOND, 'incident', 3],
      [(wait - 1000 + quiet) / SECOND, 'closing', 3],
    ]);
    expect(news((await tell([{ at: 0 }])).told('people'))).toEqual([[wait / SECOND, 'incident', 1]]);
  });

  it('replies at the growing counts, at most one every replyEvery, and keeps the first message up to date', async () => {
    const step = MINUTE;
    const { told, result } = await tell(every(step, 120));
    const replies = told('people').filter(({ what }) => what.startsWith('repeat'));
    let last = { at: wait, count: 1 };
    for (const { at, what, count } of replies) {
      expect(what).toBe('repeat count');
      const least = counts.find((one) => one > last.count) ?? Number.POSITIVE_INFINITY;
      // As soon as both are true: so many kills, and so long since the last message.
      expect(count).toBeGreaterThanOrEqual(least);
      expect(at).toBeGreaterThanOrEqual(last.at + replyEvery);
      expect(at).toBeLessThanOrEqual(Math.max(last.at + replyEvery, (least - 1) * step) + step);
      last = { at, count };
    }
    expect(replies.length).toBeGreaterThan(3);
    const updates = told('people').filter(({ what }) => what === 'update');
    expect(updates.length).toBeGreaterThan(60);
    for (const [index, { at }] of updates.slice(1).entries())
      expect(at - (updates[index]?.at ?? 0)).toBeGreaterThanOrEqual(MINUTE);
    expect(news(told('people')).at(-1)).toEqual([(119 * step + quiet) / SECOND, 'closing', 120]);
    // Each kill is told of at once, or counted.
    const own = told('people').filter(({ what }) => what === 'incident' || what === 'repeat count').length;
    expect(result.suppressed.get('repeat') ?? 0).toBeGreaterThanOrEqual(120 - own - 2);
    expect(told('all').map(({ what }) => what)).toEqual(Array.from({ length: 120 }, () => 'event'));
  });

  it('replies at once to another program and to a higher severity', async () => {
    const { told } = await tell([
      { at: 0 },
      { at: MINUTE, comm: 'node' },
      { at: 2 * MINUTE, comm: 'node' },
      { at: 3 * MINUTE, comm: 'ruby' },
    ]);
    expect(news(told('people')).slice(0, 3)).toEqual([
      [wait / SECOND, 'incident', 1],
      [60, 'repeat new-program', 2],
      [180, 'repeat new-program', 4],
    ]);
  });

  it('+remind: a reminder where it goes on and no reply said so', async () => {
    // Past the last count that is worth a reply, and before the next.
    const { told } = await tell([
      ...every(20 * SECOND, 500),
      ...every(quiet - MINUTE, 15, 500 * 20 * SECOND),
    ]);
    const said = news(told('people'));
    const reminder = said.findIndex(([, what]) => what === 'repeat reminder');
    expect(reminder).toBeGreaterThan(0);
    expect((said[reminder]?.[0] ?? 0) - (said[reminder - 1]?.[0] ?? 0)).toBe(remind / SECOND);
  });

  it('makes a storm one digest every five minutes until it is calm, and loses no count in it', async () => {
    const places = (count: number, from: number): At[] =>
      every(SECOND, count, from).map((kill, index) => ({
        ...kill,
        cgroup: `/s/app${from}-${index}.service`,
      }));
    const { told, result } = await tell([...places(60, 0), ...places(8, 6 * MINUTE)]);
    const said = told('people');
    expect(said.filter(({ what }) => what === 'incident')).toHaveLength(storm);
    const digests = said.filter(({ what }) => what === 'digest storm');
    expect(digests.map(({ at }) => at - (digests[0]?.at ?? 0))).toEqual(
      digests.map((_, index) => index * 5 * MINUTE),
    );
    expect(digests[0]?.at).toBe(storm * SECOND + wait + 5 * MINUTE);
    expect(digests.at(-1)?.body).toMatchObject({ isLast: true });
    const counted = digests.reduce((sum, { count }) => sum + count, storm);
    expect(counted).toBe(68);
    // Counted for each sink: people and mail.
    expect(result.suppressed.get('storm')).toBe(2 * 48);
    expect(told('all')).toHaveLength(68);
  });

  it('keeps containers quiet while their machine is out of memory, and tells of those that go on after it', async () => {
    const inside = { cgroup: '/system.slice/app.service' };
    const machine = { isSystem: true, comm: 'postgres' };
    const { told, result } = await tell([
      { at: 0, ...machine },
      { at: MINUTE, ...inside },
      { at: 2 * MINUTE, ...inside },
    ]);
    expect(news(told('people'))).toEqual([[wait / SECOND, 'incident', 1]]);
    expect([result.suppressed.get('inhibited'), result.suppressed.get('untold')]).toEqual([2, 2]);
    const goesOn = await tell([
      { at: 0, ...machine },
      { at: MINUTE, ...inside },
      { at: quiet - MINUTE, ...inside },
    ]);
    expect(news(goesOn.told('people'))).toEqual([
      [wait / SECOND, 'incident', 1],
      [quiet / SECOND, 'incident', 2],
      [(2 * quiet - MINUTE) / SECOND, 'closing', 2],
    ]);
  });

  it('gives mail first messages and everything critical at once, the rest after mailDigest', async () => {
    const { told } = await tell([{ at: 0 }, { at: MINUTE, comm: 'node' }, { at: 2 * MINUTE, comm: 'ruby' }]);
    expect(news(told('mail'))).toEqual([
      [wait / SECOND, 'incident', 1],
      [(MINUTE + mailDigest) / SECOND, 'digest digest', expect.any(Number)],
    ]);
    const machine = (at: number): At => ({ at, isSystem: true });
    const critical = await tell([
      machine(0),
      ...every(replyEvery, 3, replyEvery).map(({ at }) => machine(at)),
    ]);
    const first = news(critical.told('mail')).slice(0, 2);
    expect(first.map(([, what]) => what)).toEqual(['incident', 'repeat count']);
    expect(first[1]?.[0]).toBeLessThan(mailDigest / SECOND);
  });
});
