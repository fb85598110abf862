/**
 * A log that breaks off within a report, with the log of another boot put to its end, which begins within one: no fact of
 * the one gets into a report of the other. Their clocks tell them apart: the kernel's own, or the dates.
 */
import { describe, expect, test } from 'vitest';
import type { KernelRecord, RecordTime } from '../../src/envelope/record.js';
import { wrongReports } from '../kit/fact-loss.js';
import { groupsOf, IS_LONG_RUN, isBare, logs, numbered, recordsOf, reportsOf, sample } from './replay.js';

const usable = logs
  .map(({ name, fixture }) => ({ name, records: recordsOf(fixture.log) }))
  .filter(({ records }) => !isBare(records) && records.length < 400)
  .filter(({ records }) => records.every(({ caller, origin }) => caller === null && origin !== 'program'))
  .filter(({ records }) => reportsOf(records).some(({ killer }) => killer === 'kernel'));
const pairs = usable.map((a, index) => ({ a, b: usable[(index * 7 + 3) % usable.length] ?? a }));

type Clock = (line: number) => RecordTime;
const since = (start: number): Clock => {
  return (line) => ({ wall: null, yearInferred: false, uptimeSeconds: start + line / 1000 });
};
const on = (date: string): Clock => {
  return (line) => ({
    wall: `${date}T02:25:${String(Math.floor(line / 20) % 60).padStart(2, '0')}`,
    yearInferred: true,
    uptimeSeconds: null,
  });
};
const CLOCKS = [
  { name: 'since boot', before: since(500_000), behind: since(5) },
  { name: 'by date', before: on('2026-11-21'), behind: on('2026-11-23') },
] as const;

const SHARES = IS_LONG_RUN ? [0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97] : [0.35, 0.65, 0.9];

function part(records: readonly KernelRecord[], from: number, to: number, clock: Clock): KernelRecord[] {
  const groups = groupsOf(records);
  const kept = groups.slice(Math.floor(groups.length * from), Math.ceil(groups.length * to)).flat();
  return kept.map((record, index) => ({
    ...record,
    host: 'web1',
    sequence: null,
    lostBefore: 0,
    time: clock(index),
  }));
}

describe.each(CLOCKS)('told apart $name', ({ before, behind }) => {
  test.each(sample(pairs, 24))('$a.name, $b.name', ({ a, b }) => {
    for (const end of SHARES)
      for (const start of SHARES) {
        const first = part(a.records, 0, end, before);
        const second = part(b.records, start, 1, behind);
        const expected = [...reportsOf(numbered(first)), ...reportsOf(numbered(second))];
        const found = reportsOf(numbered([...first, ...second]));
        expect(found, `until ${end}, from ${start}`).toHaveLength(expected.length);
        expect(wrongReports(expected, found), `until ${end}, from ${start}`).toEqual([]);
      }
  });
});
