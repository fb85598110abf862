/** A log with its newest line first gives what it gives the right way round, with the lines' own numbers. */
import { describe, expect, test } from 'vitest';
import { type OomEvent, parseLog } from '../../src/index.js';
import { createTurnedLines } from '../../src/turned-lines.js';
import { readReportFixture } from '../kit/report-fixture.js';

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
  return JSON.parse(
    JSON.stringify(events, (key, value) => (['source', 'line'].includes(key) ? undefined : value)),
  );
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

test('reports of one second each, the newest first, are no log that is turned round', async () => {
  const report = linesOf('6.12-memcg-v2-kubepods').map((line) => line.replace(/^\[[ \d.]+\] /, ''));
  const log = ['24', '23', '22'].flatMap((day) =>
    report.map((line) => `Nov ${day} 02:25:00 web1 kernel: ${line}`),
  );
  const events = await eventsOf(log);
  expect(events.map(({ completeness }) => completeness.status)).toEqual(['complete', 'complete', 'complete']);
});

test('reboots do not turn a log round', async () => {
  const lines = linesOf('6.12-memcg-v2-kubepods');
  const boots = Array.from({ length: 12 }, () => lines.slice(0, 3)).flat();
  expect(await eventsOf([...boots, ...lines])).toHaveLength(13);
});

test('more than can be held is turned round piece by piece, by whole lines', () => {
  const seen: string[] = [];
  const turned = createTurnedLines({
    firstLine: 7,
    emit: ({ number, text }) => seen.push(`${number} ${text}`),
    mostHeld: 10,
  });
  for (const chunk of ['a\nb\r\nlon', 'ger\n\ntor', 'n']) turned.push(Buffer.from(chunk));
  turned.end();
  expect(seen).toEqual(['10 ', '9 longer', '8 b', '7 a', '11 torn']);
});
