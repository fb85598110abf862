/**
 * What other subsystems print over many lines, among the lines of a report and without a caller that tells them apart, adds
 * no fact to it: it says the same as without them, or less. No kill is lost, and none is told twice.
 */
import { describe, expect, test } from 'vitest';
import type { KernelRecord } from '../../src/envelope/record.js';
import type { OomReport } from '../../src/report/event.js';
import { wrongReports } from '../kit/fact-loss.js';
import { type OtherDump, otherDumps } from '../kit/other-dumps.js';
import { factsOf, groupsOf, isBare, logs, numbered, recordsOf, reportsOf, sample, seedOf } from './replay.js';

/**
 * Logs of one machine, whose lines name no caller; a caller or a host would tell the dump apart. Names with line ends may
 * hold any line behind them; where another dump or report is among the lines already, three are mixed.
 */
const mixable = logs
  .filter(
    ({ name }) =>
      !/hostile-names|system-sysrq-dumps|damage-(?:headless|oops|allocation-failure|next-report)/.test(name),
  )
  .map(({ name, fixture }) => ({ name, records: recordsOf(fixture.log) }))
  .filter(({ records }) => !isBare(records) && records.length < 400)
  .filter(({ records }) => new Set(records.map(({ host }) => host)).size === 1)
  .filter(({ records }) => records.every(({ caller }) => caller === null))
  .filter(({ records }) => reportsOf(records).length > 0);

/** Where the dump begins, in lines from the report's first, and how many lines each prints in turn. */
const BEGINS = [-12, -6, -4, -2, 1, 2, 3, 4, 5, 8, 12, 18, 25, 35, 45, 60];
const TURNS = [
  { report: 1, dump: 1 },
  { report: 2, dump: 1 },
  { report: 3, dump: 1 },
  { report: 1, dump: 2 },
  { report: 1, dump: 3 },
  { report: 2, dump: 3 },
];
const everyWay = otherDumps.flatMap((dump) =>
  BEGINS.flatMap((begin) => TURNS.map((turn) => ({ dump, begin, turn }))),
);

/**
 * A report without its first line has the machine's name from the dump, which is right; where the lines that tell an outcome
 * or a scope are left out, it says that it does not know.
 */
const LESS = /^event \d+ (?:kernel\.\w+: .* instead of null|(?:outcome|scope): "unknown")/;

describe.each(mixable)('$name', ({ name, records }) => {
  const groups = groupsOf(records);
  const whole = reportsOf(records);
  const first = Math.max(
    0,
    groups.findIndex(([record]) => / invoked oom-killer|^(?:sysrq: )?SysRq/.test(record?.text ?? '')),
  );

  test('a dump among its lines adds no fact to it', () => {
    for (const { dump, begin, turn } of sample(everyWay, 4, seedOf(name))) {
      const at = first + begin;
      if (at < 1 || at >= groups.length) continue;
      const found = reportsOf(numbered(mixed(groups, at, turn, onMachine(dump, whole))));
      const way = `${dump.name} from ${begin}, ${turn.report} to ${turn.dump}`;
      const wrong = wrongReports(whole, found).filter((fact) => !LESS.test(fact));
      expect(wrong.join('\n'), way).toBe('');
      expect(victimsOf(found), way).toEqual(victimsOf(whole));
    }
  });

  test('a dump that ended before its first line changes nothing', () => {
    if (first < 1) return;
    for (const dump of otherDumps) {
      const turn = { report: 1, dump: dump.records.length };
      const found = reportsOf(numbered(mixed(groups, first, turn, onMachine(dump, whole))));
      expect(found.map(withoutForeign), dump.name).toEqual(whole.map(withoutForeign));
    }
  });
});

test('a memory dump that was only announced takes nothing of the report’s Mem-Info', () => {
  const log = mixable.find(({ name }) => name === '5.0-system.log');
  const dump = otherDumps.find(({ name }) => name === 'sysrq-memory');
  if (log === undefined || dump === undefined) throw new Error('5.0-system.log is not among the fixtures');
  const groups = groupsOf(log.records);
  const whole = reportsOf(log.records);
  const header = groups.findIndex(([record]) => record?.text.startsWith('Mem-Info:'));
  for (let at = header + 1; at < groups.length; at++) {
    const found = reportsOf(numbered(mixed(groups, at, { report: groups.length, dump: 1 }, dump)));
    expect(found.map(withoutForeign), `behind line ${at}`).toEqual(whole.map(withoutForeign));
  }
});

test('a report says what was left out of it', () => {
  const log = mixable.find(({ name }) => name === '5.0-system.log');
  const [failure] = otherDumps;
  if (log === undefined || failure === undefined) throw new Error('5.0-system.log is not among the fixtures');
  const records = mixed(groupsOf(log.records), 1, { report: 1, dump: 1 }, failure);
  const [report] = reportsOf(numbered(records));
  expect(report?.trigger?.callTrace).toEqual([]);
  expect(report?.memory).toBeNull();
  expect(report?.completeness).toMatchObject({
    status: 'partial',
    missing: ['call-trace', 'memory'],
    notes: [
      'another dump was printed among its lines; the call trace, which may be either’s, was left out',
      'another dump was printed among its lines; Mem-Info, which may be either’s, was left out',
    ],
  });
});

/** The dump as the report's machine prints it. */
function onMachine(dump: OtherDump, [report]: readonly OomReport[]): OtherDump {
  const release = report?.kernel.release ?? null;
  if (release === null) return dump;
  const records = dump.records.map((text) => text.replace(/(Not tainted )\S+/, `$1${release}`));
  return { ...dump, records };
}

function mixed(
  groups: readonly KernelRecord[][],
  at: number,
  turn: { readonly report: number; readonly dump: number },
  { records }: OtherDump,
): KernelRecord[] {
  const all = groups.slice(0, at).flat();
  let next = at;
  for (let printed = 0; printed < records.length; printed += turn.dump) {
    const near = groups[Math.min(next, groups.length) - 1]?.[0] as KernelRecord;
    for (const text of records.slice(printed, printed + turn.dump))
      all.push({ ...near, text, lostBefore: 0, continuation: false, origin: 'kernel', program: null });
    all.push(...groups.slice(next, next + turn.report).flat());
    next += turn.report;
  }
  return [...all, ...groups.slice(next).flat()];
}

const withoutForeign = (report: OomReport) => ({
  ...factsOf(report),
  completeness: { ...report.completeness, foreignLines: 0 },
});

function victimsOf(reports: readonly OomReport[]): (readonly number[])[] {
  return reports.map(({ victims }) => victims.map(({ pid }) => pid));
}
