/** What stands between the lines of a report, or is lost from it, takes away nothing else and is told. */
import { describe, expect, test } from 'vitest';
import type { KernelRecord } from '../../src/envelope/record.js';
import type { RecognisedLine } from '../../src/line/joiner.js';
import type { LineKind } from '../../src/line/oom-line.js';
import type { OomReport, Section } from '../../src/report/event.js';
import {
  factsOf,
  groupsOf,
  IS_LONG_RUN,
  isBare,
  linesOf,
  logs,
  numbered,
  recordsOf,
  reportsOf,
  reportsOfLines,
  sample,
  seedOf,
} from './replay.js';

const PROGRAM: Partial<KernelRecord> = { origin: 'program', program: 'sshd', caller: null };
const FOREIGN: readonly Partial<KernelRecord>[] = [
  { text: 'IPv6: ADDRCONF(NETDEV_UP): veth1: link is not ready' },
  {
    text: 'audit: type=1400 audit(1700000000.123:77): apparmor="DENIED" operation="open" pid=77 comm="java"',
  },
  { text: '[UFW BLOCK] IN=eth0 OUT= MAC= SRC=10.0.0.1 DST=10.0.0.2 LEN=40 TOS=0x00 PROTO=TCP' },
  { text: 'device veth2 entered promiscuous mode' },
  { text: '' },
  { text: 'Process accounting resumed' },
  { text: 'TCP: out of memory -- consider tuning tcp_mem' },
  { text: 'Adding 1048572k swap on /dev/sda2.  Priority:-2 extents:1 across:1048572k SS' },
  { ...PROGRAM, text: 'Accepted publickey for root from 10.0.0.9 port 50122 ssh2' },
  { ...PROGRAM, text: 'pid 77 (java): killed by the operator' },
];

describe.each(logs)('$name', ({ name, fixture }) => {
  const records = recordsOf(fixture.log);
  const groups = groupsOf(records);
  const whole = reportsOf(records);
  const positions = groups.map((_, index) => index).slice(1);

  test('a foreign line at any position loses nothing', () => {
    const expected = whole.map(factsOf);
    for (const [turn, at] of sample(positions, 4, seedOf(name)).entries()) {
      for (const foreign of IS_LONG_RUN ? FOREIGN : [FOREIGN[(seedOf(name) + turn) % FOREIGN.length]]) {
        const found = reportsOf(
          numbered([
            ...groups.slice(0, at).flat(),
            foreignLike(groups, at, foreign),
            ...groups.slice(at).flat(),
          ]),
        );
        expect(found.map(factsOf), `${foreign?.text} at ${at}`).toEqual(expected);
      }
    }
  });

  const only = whole[0];
  const isOne = whole.length === 1 && only?.killer === 'kernel' && only.completeness.status === 'complete';
  test.runIf(isOne)('a section that is lost is missing', () => {
    const lines = linesOf(records);
    for (const section of SECTIONS) {
      const left = lines.filter(({ line }) => !KINDS[section].includes(line.kind));
      if (left.length === lines.length || !isTold(section, lines, only)) continue;
      const missing = reportsOfLines(left).map((report) => report.completeness.missing);
      expect(missing, section).toHaveLength(1);
      const isTied = section !== 'trigger' || isTiedByTrace(lines);
      const withHead = [section, 'identity', 'call-trace'];
      expect(isTied ? [[section]] : [[section], withHead], section).toContainEqual(missing[0]);
    }
  });
});

/** Whether what is left of the report shows that the section belongs to it. */
function isTold(section: Section, lines: readonly RecognisedLine[], report: OomReport | undefined): boolean {
  const has = (kind: LineKind) => lines.some(({ line }) => line.kind === kind);
  switch (section) {
    case 'memcg':
      return report?.scope === 'memcg' && report.outcome === 'killed';
    case 'memory':
      return report?.scope !== 'memcg';
    case 'constraint':
      // 5.0 prints a choice as well, like all before it that have no such line.
      return !has('select');
    case 'trigger':
    case 'identity':
    case 'call-trace':
      // Kernels that print no table may print none of these either.
      return has('task-row');
    default:
      return true;
  }
}

/** Without the first line, only a trace through the OOM killer ties the CPU line to the report, and no other dump may be near. */
function isTiedByTrace(lines: readonly RecognisedLine[]): boolean {
  const isOom = lines.some(
    ({ line }) =>
      line.kind === 'trace' && /dump_header|oom_kill_process|out_of_memory/.test(line.frame ?? ''),
  );
  return isOom && lines.every(({ line }) => line.kind !== 'other-dump' && line.kind !== 'sysrq');
}

/** A foreign record at the time and of the wrapping of its neighbour. */
function foreignLike(
  groups: readonly KernelRecord[][],
  at: number,
  foreign: Partial<KernelRecord> | undefined,
): KernelRecord {
  const before = groups[at - 1]?.[0] as KernelRecord;
  return { ...before, lostBefore: 0, ...foreign };
}

const SECTIONS: readonly Section[] = [
  'trigger',
  'identity',
  'call-trace',
  'memcg',
  'memory',
  'tasks',
  'constraint',
  'kill',
];
const KINDS: Readonly<Record<Section, readonly LineKind[]>> = {
  trigger: ['trigger'],
  identity: ['identity'],
  'call-trace': ['trace'],
  memcg: ['task-in', 'memcg-usage', 'memcg-stats', 'stat'],
  memory: [
    'mem-info',
    'mem-detail',
    'totals',
    'node',
    'zone',
    'lowmem',
    'buddy',
    'hugepages',
    'pages',
    'swap',
  ],
  tasks: ['tasks-banner', 'task-header', 'task-row'],
  constraint: ['constraint'],
  kill: ['killed'],
};

/** Logs of one machine, whose lines name no caller, in pairs. */
const single = logs.filter(({ fixture }) => {
  const records = recordsOf(fixture.log);
  return (
    !isBare(records) &&
    new Set(records.map(({ host }) => host)).size === 1 &&
    records.every(({ caller }) => caller === null)
  );
});
const pairs = single.map((a, index) => ({ a, b: single[(index * 7 + 3) % single.length] ?? a }));

test.each(sample(pairs, 80))('two hosts line by line: $a.name, $b.name', ({ a, b }) => {
  const [first, second] = [on('alpha', recordsOf(a.fixture.log)), on('beta', recordsOf(b.fixture.log))];
  const found = reportsOf(numbered(inTurn(first, second)));
  expect(found.filter(({ host }) => host === 'alpha').map(factsOf)).toEqual(reportsOf(first).map(factsOf));
  expect(found.filter(({ host }) => host === 'beta').map(factsOf)).toEqual(reportsOf(second).map(factsOf));
});

test.each(sample(pairs, 80, 1))('two callers line by line: $a.name, $b.name', ({ a, b }) => {
  const [first, second] = [by('T1', recordsOf(a.fixture.log)), by('T2', recordsOf(b.fixture.log))];
  if (!areApart(first, second) || !haveOneClock(first, second)) return;
  const found = reportsOf(numbered(inTurn(first, second))).map(factsOfCaller);
  const expected = [...reportsOf(first), ...reportsOf(second)].map(factsOfCaller);
  expect(found).toHaveLength(expected.length);
  for (const facts of expected) expect(found).toContainEqual(facts);
});

/** The callers of one host are written by one logger. */
function haveOneClock(...logs: readonly (readonly KernelRecord[])[]): boolean {
  return (['uptimeSeconds', 'wall'] as const).some((clock) =>
    logs.every((records) => records.some(({ time }) => time[clock] !== null)),
  );
}

function on(host: string, records: readonly KernelRecord[]): KernelRecord[] {
  return records.map((record) => ({ ...record, host }));
}

function by(caller: string, records: readonly KernelRecord[]): KernelRecord[] {
  return records.map((record) => ({ ...record, host: 'alpha', caller }));
}

function inTurn(a: readonly KernelRecord[], b: readonly KernelRecord[]): KernelRecord[] {
  const [first, second] = [groupsOf(a), groupsOf(b)];
  const turns = Array.from({ length: Math.max(first.length, second.length) }, (_, index) => index);
  return turns.flatMap((index) => [...(first[index] ?? []), ...(second[index] ?? [])]);
}

/** Gaps, reaper lines and the aftermath belong to a host, not to a caller: they cannot be told apart by it. */
function areApart(a: readonly KernelRecord[], b: readonly KernelRecord[]): boolean {
  const shared = new Set<LineKind>(['gap', 'aftermath', 'userspace-detail']);
  return (
    [...a, ...b].every(({ lostBefore }) => lostBefore === 0) &&
    linesOf([...a, ...b]).every(({ line }) => !shared.has(line.kind))
  );
}

function factsOfCaller(report: OomReport): object {
  return {
    ...factsOf(report),
    id: null,
    victims: report.victims.map(({ pid, comm, role }) => ({ pid, comm, role })),
  };
}
