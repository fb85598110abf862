/** A log with its newest line first gives what it gives the right way round, with the lines' own numbers. */
import { describe, expect, test } from 'vitest';
import type { KernelRecord } from '../../src/envelope/record.js';
import { type OomEvent, parseLog } from '../../src/index.js';
import { createTurnedRecords } from '../../src/turned-records.js';
import { readReportFixture } from '../kit/report-fixture.js';
import { withoutMembers } from '../kit/without-members.js';

const LAB = new URL('../../fixtures/reports/lab/', import.meta.url);

function linesOf(name: string): string[] {
  return Buffer.from(readReportFixture(new URL(`${name}.log`, LAB).pathname).log)
    .toString('utf8')
    .replace(/\n$/, '')
    .split('\n');
}

async function eventsOf(lines: readonly string[]): Promise<OomEvent[]> {
  const events: OomEvent[] = [];
  for await (const event of parseLog([Buffer.from(`${lines.join('\n')}\n`)])) events.push(event);
  return events;
}

/** Everything but where the lines stand. */
function withoutLines(events: readonly OomEvent[]): unknown {
  return withoutMembers(events, ['source', 'line']);
}

describe.each([
  '6.12-memcg-v2-kubepods',
  '7.2-system-pool-40',
  '5.10-system-one-big',
  '6.12-memcg-v2-four-at-once',
])('%s', (name) => {
  const lines = linesOf(name);

  test('gives the same events', async () => {
    const events = await eventsOf(lines);
    const turned = await eventsOf(lines.toReversed());
    expect(events.length).toBeGreaterThan(0);
    expect(withoutLines(turned)).toEqual(withoutLines(events));
    expect(turned.map(({ source }) => [source.firstLine, source.lastLine])).toEqual(
      events.map(({ source }) => [lines.length + 1 - source.lastLine, lines.length + 1 - source.firstLine]),
    );
  });

  test('as rows of an export too', async () => {
    const rows = lines.map((message) => JSON.stringify({ message }));
    expect(withoutLines(await eventsOf(rows.toReversed()))).toEqual(withoutLines(await eventsOf(rows)));
  });
});

test('by a clock of whole seconds, as journalctl -r prints it', async () => {
  const rows = linesOf('6.12-memcg-v2-kubepods').map((line) => {
    const [, seconds, text] = /^\[ *(\d+)\.\d+\] (.*)$/.exec(line) ?? [];
    return `Nov 21 02:25:${seconds?.padStart(2, '0')} web1 kernel: ${text}`;
  });
  const log = ['Nov 21 02:24:57 web1 sshd[1]: a', 'Nov 21 02:24:58 web1 sshd[1]: b', ...rows];
  expect(withoutLines(await eventsOf(log.toReversed()))).toEqual(withoutLines(await eventsOf(log)));
  expect(await eventsOf(log)).toHaveLength(1);
});

describe.each(['6.12-memcg-v2-kubepods', '7.2-system-pool-40', '6.12-memcg-v2-four-at-once'])(
  '%s',
  (name) => {
    const texts = linesOf(name).map((line) => line.replace(/^\[[ \d.]+\] /, ''));

    test.each([
      ['of one second', '[Sat Nov 21 02:25:00 2026] '],
      ['without a clock', ''],
    ])('%s is told by the order of its lines', async (_, stamp) => {
      const lines = texts.map((text) => `${stamp}${text}`);
      const turned = await eventsOf(lines.toReversed());
      expect(withoutLines(turned)).toEqual(withoutLines(await eventsOf(lines)));
      // The end of one report in front of another one is none.
      const from = Math.floor(lines.length * 0.6);
      expect(await eventsOf([...lines.slice(from), ...lines])).toContainEqual(
        expect.objectContaining({ completeness: expect.objectContaining({ status: 'complete' }) }),
      );
    });
  },
);

test('reports of one second each, the newest first, are no log that is turned round', async () => {
  const report = linesOf('6.12-memcg-v2-kubepods').map((line) => line.replace(/^\[[ \d.]+\] /, ''));
  const log = ['24', '23', '22'].flatMap((day) =>
    report.map((line) => `Nov ${day} 02:25:00 2026 web1 kernel: ${line}`),
  );
  const events = await eventsOf(log);
  expect(events.map(({ completeness }) => completeness.status)).toEqual(['complete', 'complete', 'complete']);
});

test('reboots do not turn a log round', async () => {
  const lines = linesOf('6.12-memcg-v2-kubepods');
  const head = lines.slice(0, 3);
  // Not to the microsecond at one time: those would be copies of one boot.
  const boots = Array.from({ length: 12 }, (_, boot) =>
    head.map((line) => line.replace(/\.\d{6}\]/, `.${100_000 + boot}]`)),
  ).flat();
  expect(await eventsOf([...boots, ...lines])).toHaveLength(13);
});

/** Each line as log stores and `journalctl -r` give it, in the order it was written. */
const STORES: Record<string, (seconds: number, text: string) => readonly string[]> = {
  'journalctl -o json': (seconds, text) => [
    JSON.stringify({
      ...{ MESSAGE: text, PRIORITY: '4', _TRANSPORT: 'kernel', _HOSTNAME: 'web1' },
      __REALTIME_TIMESTAMP: String(usecOf(seconds)),
    }),
  ],
  'journalctl -o export': (seconds, text) => [
    `__REALTIME_TIMESTAMP=${usecOf(seconds)}`,
    '_TRANSPORT=kernel',
    `MESSAGE=${text}`,
    '',
  ],
  'journalctl -o verbose': (seconds, text) => [
    `${new Date(usecOf(seconds) / 1000).toISOString().replace(/(.*)T(.*)Z/, 'Sat $1 $2000 UTC')} [s=a;i=1;b=c;m=1;t=2;x=3]`,
    '    _TRANSPORT=kernel',
    `    MESSAGE=${text}`,
    '    _HOSTNAME=web1',
  ],
  'a search of Elasticsearch, printed over many lines': (seconds, text) =>
    JSON.stringify(
      { _id: 'a', _source: { '@timestamp': isoOf(seconds), message: stamped(seconds, text) } },
      null,
      2,
    )
      .replace(/$/, ',')
      .split('\n'),
};
const usecOf = (seconds: number): number => 1_795_227_900_000_000 + Math.round(seconds * 1e6);
const isoOf = (seconds: number): string => new Date(usecOf(seconds) / 1000).toISOString();
const stamped = (seconds: number, text: string): string => `[${seconds.toFixed(6).padStart(12)}] ${text}`;

/** Lines that stand under a record's first one are records of their own there. */
function recordsOf(name: string): (readonly [seconds: number, text: string])[] {
  let seconds = 0;
  return linesOf(name).map((line) => {
    const [, stamp, text] = /^\[ *(\d+\.\d+)\] (.*)$/.exec(line) ?? [];
    seconds = Number(stamp ?? seconds);
    return [seconds, text ?? line.trimStart()];
  });
}

describe.each(['6.12-memcg-v2-kubepods', '5.10-system-one-big'])('%s out of a log store', (name) => {
  test.each(Object.keys(STORES))('%s, the newest entry first', async (store) => {
    const entries = recordsOf(name).map((record) => STORES[store]?.(...record) ?? []);
    const events = await eventsOf(entries.flat());
    expect(events.map(({ completeness }) => completeness.status)).toEqual(['complete']);
    expect(withoutLines(await eventsOf(entries.toReversed().flat()))).toEqual(withoutLines(events));
  });

  test('a list on one line, the newest part first', async () => {
    const parts = recordsOf(name).map(([seconds, text]) => ({
      ...{ line: stamped(seconds, text), timestamp: `${usecOf(seconds)}000` },
    }));
    const events = await eventsOf([JSON.stringify(parts)]);
    expect(events.map(({ completeness }) => completeness.status)).toEqual(['complete']);
    expect(withoutLines(await eventsOf([JSON.stringify(parts.toReversed())]))).toEqual(withoutLines(events));
  });
});

describe('more records than can be held', () => {
  function turnedRound(texts: readonly string[]): string[] {
    const seen: string[] = [];
    const turned = createTurnedRecords({ emit: ({ text }) => seen.push(text), mostHeld: 350 });
    for (const text of texts) turned.push({ text } as KernelRecord);
    turned.end();
    return seen;
  }

  test('are turned round piece by piece', () => {
    expect(turnedRound(['h', 'g', 'f', 'e', 'd', 'c', 'b', 'a'])).toEqual([
      'e',
      'f',
      'g',
      'h',
      'a',
      'b',
      'c',
      'd',
    ]);
  });

  test('are parted where a report begins', () => {
    const begin = 'x invoked oom-killer: ';
    expect(turnedRound(['kill 2', begin, 'before', 'kill 1', begin])).toEqual([
      ...[begin, 'kill 2'],
      ...[begin, 'kill 1', 'before'],
    ]);
  });
});
