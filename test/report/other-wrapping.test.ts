/** One report of which some lines name a host and others none: one event, and the same facts. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { encodeLossless } from '../../src/base/lossless-text.js';
import { createLogParser } from '../../src/log-parser.js';
import { readReportFixture } from '../kit/report-fixture.js';

const FIXTURE = fileURLToPath(
  new URL('../../fixtures/reports/lab/6.12-system-swap-full.log', import.meta.url),
);
const lines = new TextDecoder()
  .decode(readReportFixture(FIXTURE).log)
  .split('\n')
  .filter((line) => /^\[ *(?:[89]|\d\d)\./.test(line));

function eventsOf(texts: readonly string[]) {
  const parser = createLogParser({ referenceTime: '2026-11-22T00:00:00Z' });
  return [...parser.push(encodeLossless(`${texts.join('\n')}\n`)), ...parser.end()];
}

function factsOf(texts: readonly string[]): unknown {
  return eventsOf(texts).map(({ victims, tasks, trigger, memory, kernel, host, completeness }) => ({
    ...{ tasks, trigger, memory, kernel, host, status: completeness.status },
    victims: victims.map((victim) => ({ ...victim, line: 0 })),
  }));
}

const named = (line: string) => `Nov 21 02:25:00 web1 kernel: ${line}`;
const untimed = (line: string) => named(line.replace(/^\[[^\]]*\] /, ''));
const expected = factsOf(lines.map(named));

test('a line that lost its host', () => {
  for (let at = 0; at < lines.length; at += 5)
    expect(factsOf(lines.map((line, index) => (index === at ? line : named(line)))), lines[at]).toEqual(
      expected,
    );
});

test('a line that has one', () => {
  for (let at = 1; at < lines.length; at += 5)
    expect(factsOf(lines.map((line, index) => (index === at ? named(line) : line))), lines[at]).toEqual(
      expected,
    );
});

test('the rest by another way, without the time since boot', () => {
  for (const at of [5, 20, 50])
    expect(factsOf(lines.map((line, index) => (index < at ? line : untimed(line)))), lines[at]).toEqual(
      expected,
    );
});

test('each line by two ways', () => {
  expect(eventsOf(lines.flatMap((line) => [named(line), line]))).toMatchObject([{ host: 'web1' }]);
});

test('a summary and its kill by two ways, in either order', () => {
  const [summary = ''] = lines.filter((line) => line.includes('oom-kill:'));
  const [kill = ''] = lines.filter((line) => line.includes('Killed process'));
  for (const pair of [
    [summary, named(kill)],
    [named(summary), kill],
    [kill, named(summary)],
    [named(kill), summary],
  ])
    expect(eventsOf(pair)).toMatchObject([{ host: 'web1', scope: 'system' }]);
});

test('of two machines printed at once, one of which is not named', () => {
  const later = lines.map((line) => line.replace(/^\[ *\d+/, '[  900'));
  expect(eventsOf(lines.flatMap((line, index) => [named(line), later[index] ?? '']))).toMatchObject([
    { host: 'web1', completeness: { status: 'complete' } },
    { host: null, completeness: { status: 'complete' } },
  ]);
});
