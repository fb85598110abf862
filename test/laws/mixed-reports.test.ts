/**
 * Up to 4.1 the kernel prints reports of two cgroups, or of one and of the machine, at the same time, line by line
 * (mm/oom_kill.c had no `oom_lock`): no fact of the one gets into the other, and both kills are told, each once.
 */
import { describe, expect, test } from 'vitest';
import type { KernelRecord } from '../../src/envelope/record.js';
import type { OomReport } from '../../src/report/event.js';
import { wrongReports } from '../kit/fact-loss.js';
import { factsOf, groupsOf, IS_LONG_RUN, isBare, logs, numbered, recordsOf, reportsOf } from './replay.js';

const RELEASE = '3.10.0-327.el7.x86_64';
const usable = logs
  .filter(
    ({ name }) => /^(?:2\.6|3\.)/.test(name) && !/panic|sysrq|no-name|would-have|shared-memory/.test(name),
  )
  .map(({ name, fixture }) => ({ name, records: onMachine(recordsOf(fixture.log)) }))
  .filter(({ records }) => !isBare(records) && reportsOf(records).length === 1);
const pairs = usable.flatMap((a, index) =>
  [3, 7].map((step) => ({ a, b: renumbered(usable[(index * step + step) % usable.length] ?? a) })),
);

/** With pids that the other log does not have. */
function renumbered({ name, records }: (typeof usable)[number]): (typeof usable)[number] {
  const pids = reportsOf(numbered(records)).flatMap(({ tasks, victims, selected, trigger }) => [
    ...tasks.map(({ pid }) => pid),
    ...victims.map(({ pid }) => pid),
    ...(selected === null ? [] : [selected.pid]),
    ...(trigger?.pid == null ? [] : [trigger.pid]),
  ]);
  const pattern = new RegExp(`(?<=[[ ])(?:${pids.join('|')})(?=[\\], ])`, 'g');
  const other = (text: string) => text.replace(pattern, (pid) => String(Number(pid) + 5000));
  return { name, records: records.map((record) => ({ ...record, text: other(record.text) })) };
}

function onMachine(records: readonly KernelRecord[]): KernelRecord[] {
  const one = records.map((record, index) => ({
    ...record,
    text: record.text.replace(/((?:Not tainted|Tainted: [A-Z ]+?) )\S+/, `$1${RELEASE}`),
    host: 'web1',
    caller: null,
    sequence: null,
    time: { wall: null, yearInferred: false, uptimeSeconds: 100 + index / 1000 },
  }));
  return one.filter(({ text }) => !text.startsWith('Hardware name: '));
}

/** Lines of the first report before the second begins, and how many each prints in turn. */
const LEADS = IS_LONG_RUN ? [1, 2, 3, 5, 8, 12, 20, 30, 40, 45, 50, 55] : [1, 3, 12, 40];
const TURNS = [
  { a: 1, b: 1 },
  { a: 1, b: 2 },
  { a: 2, b: 1 },
  { a: 3, b: 2 },
];

describe.each(pairs)('$a.name, $b.name', ({ a, b }) => {
  const whole = [...reportsOf(numbered(a.records)), ...reportsOf(numbered(b.records))];

  test('one that breaks off takes nothing from the next', () => {
    const begun = groupsOf(a.records);
    for (const lead of LEADS.filter((lines) => lines < begun.length - 4)) {
      const found = reportsOf(onMachine(numbered([...begun.slice(0, lead).flat(), ...b.records])));
      const whole = reportsOf(numbered(b.records));
      expect(found.slice(-1).map(factsOf), `${lead} lines`).toEqual(whole.map(factsOf));
    }
  });

  test('both say that something was left out', () => {
    const found = reportsOf(onMachine(numbered(mixed(a.records, b.records, 1, { a: 1, b: 1 }))));
    const note = 'another report was printed among its lines; what may be either’s was left out';
    for (const { completeness } of found) expect(completeness.notes).toContain(note);
  });

  test('each has its own facts, and less of them', () => {
    for (const lead of LEADS)
      for (const turn of TURNS) {
        const way = `${lead} ahead, ${turn.a} to ${turn.b}`;
        const found = reportsOf(onMachine(numbered(mixed(a.records, b.records, lead, turn))));
        const wrong = found
          .flatMap((report) => wrongReports([sameKill(whole, report)], [report]))
          .filter((fact) => !LESS.test(fact));
        expect(wrong.join('\n'), way).toBe('');
        expect(pidsOf(found), way).toEqual(pidsOf(whole));
        expect(found, way).toHaveLength(2);
      }
  });
});

test('a choice that may be either report’s tells of nobody killed', () => {
  const at = 'Nov 21 02:25:00 node-7 kernel: ';
  const log = [
    'java invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0',
    'perl invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0',
    'Task in /a killed as a result of limit of /a',
    'memory: usage 204800kB, limit 204800kB, failcnt 33',
    'Memory cgroup out of memory: Kill process 70 (java) score 984 or sacrifice child',
    'kmem: usage 1320kB, limit 9007199254740988kB, failcnt 0',
    '[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name',
    '[   70]  1000    70  1204000    52004     300     1500             0 java',
    'memory+swap: usage 210800kB, limit 409600kB, failcnt 0',
    'Memory cgroup out of memory: Kill process 70 (java) score 984 or sacrifice child',
    'Killed process 70 (java), UID 1000, total-vm:4816000kB, anon-rss:203200kB, file-rss:4800kB, shmem-rss:16kB',
  ].map((line) => at + line);
  const found = reportsOf(recordsOf(new TextEncoder().encode(log.join('\n'))));
  expect(found.filter(({ outcome }) => outcome === 'killed').map(({ victims }) => victims[0]?.pid)).toEqual([
    70,
  ]);
});

/** What it says of itself where lines were left out. */
const LESS =
  /^event \d+ (?:time\.uptimeSeconds|(?:outcome|scope): "unknown"|victims\[\d+\]\.role: "selected")/;

function mixed(
  a: readonly KernelRecord[],
  b: readonly KernelRecord[],
  lead: number,
  turn: { readonly a: number; readonly b: number },
): KernelRecord[] {
  const [first, second] = [groupsOf(a), groupsOf(b)];
  const all = first.slice(0, lead).flat();
  for (let atA = lead, atB = 0; atA < first.length || atB < second.length; atA += turn.a, atB += turn.b) {
    all.push(...second.slice(atB, atB + turn.b).flat());
    all.push(...first.slice(atA, atA + turn.a).flat());
  }
  return all;
}

/** The report that has the kill; without one, the one that began at the same time. */
function sameKill(whole: readonly OomReport[], report: OomReport): OomReport {
  const pid = report.victims[0]?.pid;
  const same = whole.find(({ victims }) => victims.some((victim) => victim.pid === pid));
  return (same ?? whole[0]) as OomReport;
}

const pidsOf = (reports: readonly OomReport[]): readonly number[] =>
  reports
    .flatMap(({ victims }) => victims.filter(({ role }) => role !== 'shares-memory'))
    .map(({ pid }) => pid)
    .sort((x, y) => x - y);
