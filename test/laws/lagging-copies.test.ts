/**
 * A log that got every record by two ways, the one some lines behind the other, says what the one says. Their clock may be
 * the kernel's or count whole seconds.
 */
import { describe, expect, test } from 'vitest';
import { createDoubledRecords } from '../../src/envelope/doubled-records.js';
import type { KernelRecord } from '../../src/envelope/record.js';
import type { OomReport } from '../../src/report/event.js';
import { factsOf, IS_LONG_RUN, logs, numbered, recordsOf, reportsOf } from './replay.js';

const usable = logs
  .map(({ name, fixture }) => ({ name, records: recordsOf(fixture.log) }))
  .filter(({ records }) => records.length < 600)
  .filter(({ records }) => records.every(({ continuation, origin }) => !continuation && origin === 'kernel'))
  .filter(({ records }) => records.every(({ time }) => time.uptimeSeconds !== null || time.wall !== null))
  .filter(({ records }) => reportsOf(records).some(({ trigger }) => trigger !== null));

const LAGS = IS_LONG_RUN ? [1, 2, 3, 4, 6, 9, 13, 20, 30, 45] : [1, 3, 8, 20];

/** Of the copies behind the report's first line one in so many was lost, where the kernel's own clock shows which. */
const LOSSES = [0, 29, 7];

describe.each(usable)('$name', ({ records }) => {
  const expected = reportsOf(records).map(withoutPlaces);

  test.each(LAGS.filter((lag) => canTell(records, lag)))('copies %i lines behind change nothing', (lag) => {
    for (const loss of hasClock(records) ? LOSSES : [0]) {
      const found = reportsOf(firstOnly(numbered(withCopies(records, lag, loss))));
      expect(found.map(withoutPlaces), `one in ${loss} lost`).toEqual(expected);
    }
  });
});

/** A copy behind the kill may be of the whole log, or of a second run in the same second. */
function canTell(records: readonly KernelRecord[], lag: number): boolean {
  const kill = records.findIndex(({ text }) => /[Kk]ill(?:ed)? process \d|no killable process/.test(text));
  return kill < 0 || kill - openingOf(records) > lag;
}

const hasClock = (records: readonly KernelRecord[]): boolean =>
  records.every(({ time }) => time.uptimeSeconds !== null);

const openingOf = (records: readonly KernelRecord[]): number =>
  records.findIndex(({ text }) => text.includes('oom-killer: '));

test('two reports of one second with the same first line are two', () => {
  const log = usable.find(({ name }) => name === '5.0-system.log');
  if (log === undefined) throw new Error('5.0-system.log is not among the fixtures');
  const second = { wall: '2026-11-21T02:25:00', yearInferred: false, uptimeSeconds: null };
  const records = [...log.records, ...log.records].map((record) => ({ ...record, time: second }));
  expect(firstOnly(numbered(records))).toHaveLength(records.length);
});

function withCopies(records: readonly KernelRecord[], lag: number, loss: number): KernelRecord[] {
  const opening = openingOf(records);
  return Array.from({ length: records.length + lag }, (_, index) => {
    const isLost = loss > 0 && index > opening + lag && index % loss === loss - 1;
    return [records[index], isLost ? undefined : records[index - lag]];
  })
    .flat()
    .filter((record) => record !== undefined);
}

function firstOnly(records: readonly KernelRecord[]): KernelRecord[] {
  const doubled = createDoubledRecords();
  return records.filter((record) => !doubled.isRepeat(record));
}

function withoutPlaces(report: OomReport): object {
  return { ...factsOf(report), id: null, foreign: null };
}
