/**
 * Lookalikes give nothing: not by themselves, and not among the lines of real reports, from which they take nothing and
 * to which they add nothing.
 */
import { describe, expect, test } from 'vitest';
import type { KernelRecord } from '../../src/envelope/record.js';
import { createLogParser } from '../../src/log-parser.js';
import { type LookalikeLine, lookalikeLines } from '../kit/lookalike-lines.js';
import {
  factsOf,
  groupsOf,
  isBare,
  logs,
  lookalikes,
  numbered,
  recordsOf,
  reportsOf,
  sample,
  seedOf,
} from './replay.js';

const LINES_AT_ONCE = 4;

/** The line as a program's or the kernel's in syslog, or as it is. */
function inSyslog({ text, origin, program }: LookalikeLine): string {
  if (origin === 'unknown') return text;
  return `Nov 21 02:25:00 app1 ${origin === 'kernel' ? 'kernel' : `${program}[91]`}: ${text}`;
}

function eventsIn(text: string): readonly unknown[] {
  const parser = createLogParser();
  return [...parser.push(new TextEncoder().encode(text)), ...parser.end()].map(({ victims, source }) => [
    text.split('\n')[source.firstLine - 1],
    victims,
  ]);
}

describe('alone', () => {
  test('each line is no event', () => {
    for (const line of lookalikeLines) expect(eventsIn(`${inSyslog(line)}\n`), line.text).toEqual([]);
  });

  test('all lines together are no event', () => {
    const all = lookalikeLines.map(inSyslog);
    expect(eventsIn(`${all.join('\n')}\n`)).toEqual([]);
    expect(eventsIn(`${all.toReversed().join('\n')}\n`)).toEqual([]);
  });

  test('the kernel’s ones are no event without syslog either', () => {
    const kernel = lookalikeLines.filter(({ origin }) => origin === 'kernel');
    expect(eventsIn(kernel.map(({ text }) => `[  100.123456] ${text}\n`).join(''))).toEqual([]);
  });
});

/** What the lines of programs may add: they are told to belong to the kill that they follow. */
function withoutAftermath(facts: object): object {
  return { ...facts, aftermath: null };
}

/** Lines with a prefix. One without may go on the line before it: where a report's lines are broken, that is left out. */
const prefixed = lookalikeLines.filter(({ origin }) => origin !== 'unknown');
const text = lookalikeLines.filter(({ origin }) => origin === 'unknown');

/** In bare text a line goes on the one before it, whoever wrote that. */
const stamped = logs.filter(({ fixture }) => !isBare(recordsOf(fixture.log)));

describe.each(stamped)('$name', ({ name, fixture }) => {
  const records = recordsOf(fixture.log);
  const groups = groupsOf(records);
  const expected = reportsOf(records).map((report) => withoutAftermath(factsOf(report)));
  const seed = seedOf(name);
  test('lookalikes among its lines change nothing and add nothing', () => {
    const places = groups.map((_, index) => index).slice(1);
    for (const [turn, at] of sample(places, 3, seed).entries()) {
      const first = (seed + turn * 17) % prefixed.length;
      const lines = Array.from(
        { length: LINES_AT_ONCE },
        (_, index) => prefixed[(first + index) % prefixed.length],
      );
      const near = groups[at - 1]?.[0] as KernelRecord;
      const noise = lines.flatMap((line) => (line === undefined ? [] : [recordLike(near, line)]));
      const mixed = [...groups.slice(0, at).flat(), ...noise, ...groups.slice(at).flat()];
      const found = reportsOf(numbered(mixed)).map((report) => withoutAftermath(factsOf(report)));
      expect(found, `${noise.map(({ text }) => text).join('\n')}\nat ${at}`).toEqual(expected);
    }
  });

  test('sentences and literals before it add nothing', () => {
    const near = records[0] as KernelRecord;
    const noise = text.map((line) => recordLike(near, line));
    const found = reportsOf(numbered([...noise, ...records])).map((report) => factsOf(report));
    expect(found.map(withoutAftermath)).toEqual(expected);
  });

  // A log that begins within a report goes on whatever dump stands before it.
  test.skipIf(fixture.headers.expect !== 'complete')('whole lookalike logs around it change nothing', () => {
    const [before, behind] = sample(lookalikes, 2, seed).map((log) => recordsOf(log.fixture.log));
    const found = reportsOf(numbered([...(before ?? []), ...records, ...(behind ?? [])]));
    expect(found.map((report) => withoutAftermath(factsOf(report)))).toEqual(expected);
  });
});

/** At the time and of the host of its neighbour; text of nobody knows is a line without a prefix. */
function recordLike(near: KernelRecord, { text, origin, program }: LookalikeLine): KernelRecord {
  const isNobodys = origin === 'unknown';
  return {
    ...near,
    text,
    origin,
    program,
    caller: null,
    lostBefore: 0,
    sequence: null,
    continuation: isNobodys,
    host: isNobodys ? null : near.host,
    envelope: isNobodys ? 'bare' : near.envelope,
  };
}
