/** Puts two events side by side: the facts that tell them apart, with differences. Only what at least one log shows. */
import type { OomReport } from '../report/event.js';
import { accountOf, type PartKey, partBytes } from './account.js';
import { sizeOf } from './event-series.js';
import { elapsed, secondsOf } from './event-time.js';
import { groupByProgram } from './groups.js';
import { chosenPid, mainVictim, rowOf } from './kernel-choice.js';
import { limitOf } from './limit.js';
import { identify, repeatKey } from './place.js';
import { placeName } from './place-name.js';

export type ComparedUnit = 'text' | 'bytes' | 'count' | 'seconds';

export interface ComparedValue {
  readonly section: 'what' | 'limit' | 'victim' | 'memory' | 'programs';
  readonly label: string;
  readonly unit: ComparedUnit;
  readonly a: string | number | null;
  readonly b: string | number | null;
  /** b minus a, for numbers that both logs show. */
  readonly delta: number | null;
  /** The values differ, or only one log shows one. */
  readonly isDifferent: boolean;
}

export interface Comparison {
  /** Same program in the same place on the same host. */
  readonly isSameVictim: boolean;
  /** From a to b; negative where b came first; null without comparable times. */
  readonly secondsApart: number | null;
  readonly values: readonly ComparedValue[];
}

type Pair<T> = readonly [a: T, b: T];

export function compareEvents(a: OomReport, b: OomReport): Comparison {
  const pair: Pair<OomReport> = [a, b];
  const values = [...what(pair), ...limits(pair), ...victims(pair), ...memory(pair), ...programs(pair)];
  return {
    isSameVictim: repeatKey(a) !== null && repeatKey(a) === repeatKey(b),
    secondsApart: secondsBetween(a, b),
    values: values.filter((value) => value.a !== null || value.b !== null),
  };
}

/** Two files or hosts may be of two machines or boots, whose boot clocks say nothing of each other. */
function secondsBetween(a: OomReport, b: OomReport): number | null {
  const isOneLog = a.source.path === b.source.path && a.host === b.host;
  const [from, to] = [secondsOf(a), secondsOf(b)];
  return elapsed(from, isOneLog ? to : { ...to, uptime: null });
}

function value(
  section: ComparedValue['section'],
  label: string,
  unit: ComparedUnit,
  reports: Pair<OomReport>,
  read: (report: OomReport) => string | number | null,
): ComparedValue {
  const [a, b] = [read(reports[0]), read(reports[1])];
  const delta = typeof a === 'number' && typeof b === 'number' ? b - a : null;
  return { section, label, unit, a, b, delta, isDifferent: a !== b };
}

function what(reports: Pair<OomReport>): readonly ComparedValue[] {
  return [
    value('what', 'time', 'text', reports, (report) => report.time.wall),
    value('what', 'uptime', 'seconds', reports, (report) => report.time.uptimeSeconds),
    value('what', 'host', 'text', reports, (report) => report.host),
    value('what', 'kernel', 'text', reports, (report) => report.kernel.release),
    value('what', 'killer', 'text', reports, (report) => report.killer),
    value('what', 'outcome', 'text', reports, (report) => report.outcome),
    value('what', 'scope', 'text', reports, (report) => report.scope),
    value('what', 'triggered by', 'text', reports, (report) => report.trigger?.comm ?? null),
    value('what', 'order', 'count', reports, (report) => report.trigger?.order ?? null),
    value('what', 'place', 'text', reports, (report) => placeName(identify(report))),
  ];
}

function limits(reports: Pair<OomReport>): readonly ComparedValue[] {
  return [
    value('limit', 'limit', 'bytes', reports, (report) => limitOf(report).totalBytes),
    value('limit', 'used', 'bytes', reports, (report) => limitOf(report).usedBytes),
    value('limit', 'fail count', 'count', reports, (report) => report.memcg?.failcnt ?? null),
    value('limit', 'swap free', 'bytes', reports, (report) => report.memory?.swapFreeBytes ?? null),
    value('limit', 'swap total', 'bytes', reports, (report) => report.memory?.swapTotalBytes ?? null),
    value('limit', 'cgroup swap used', 'bytes', reports, (report) => report.memcg?.swapUsageBytes ?? null),
  ];
}

function victims(reports: Pair<OomReport>): readonly ComparedValue[] {
  const row = (report: OomReport) => {
    const pid = chosenPid(report);
    return pid === null ? null : rowOf(report.tasks, pid);
  };
  return [
    value('victim', 'victim', 'text', reports, (report) => mainVictim(report)?.comm ?? null),
    value('victim', 'resident size', 'bytes', reports, sizeOf),
    value('victim', 'private memory', 'bytes', reports, (report) => mainVictim(report)?.anonRssBytes ?? null),
    value('victim', 'shared memory', 'bytes', reports, (report) => mainVictim(report)?.shmemRssBytes ?? null),
    value('victim', 'virtual size', 'bytes', reports, (report) => mainVictim(report)?.totalVmBytes ?? null),
    value('victim', 'in swap', 'bytes', reports, (report) => row(report)?.swapBytes ?? null),
    value(
      'victim',
      'oom_score_adj',
      'count',
      reports,
      (report) => mainVictim(report)?.oomScoreAdj ?? row(report)?.oomScoreAdj ?? null,
    ),
    value('victim', 'processes killed', 'count', reports, (report) => report.victims.length),
    value('victim', 'processes in the table', 'count', reports, (report) => report.tasks.length || null),
  ];
}

const PARTS: readonly (readonly [string, PartKey])[] = [
  ['anonymous', 'anonymous'],
  ['shared memory and tmpfs', 'shared-memory'],
  ['file cache', 'file-cache'],
  ['unevictable', 'unevictable'],
  ['slab, reclaimable', 'slab-reclaimable'],
  ['slab, unreclaimable', 'slab-unreclaimable'],
  ['slab', 'slab'],
  ['page tables', 'page-tables'],
  ['kernel stacks', 'kernel-stacks'],
  ['huge pages', 'hugepages'],
  ['free', 'free'],
];

function memory(reports: Pair<OomReport>): readonly ComparedValue[] {
  const accounts = new Map(reports.map((report) => [report, accountOf(report)]));
  const known = (report: OomReport) => accounts.get(report) ?? null;
  const part = (key: PartKey) => (report: OomReport) =>
    known(report) === null ? null : partBytes(known(report), key);
  return [
    ...PARTS.map(([label, key]) => value('memory', label, 'bytes', reports, part(key))).filter(
      (compared) => compared.a !== 0 || compared.b !== 0,
    ),
    value('memory', 'unaccounted', 'bytes', reports, (report) => known(report)?.unaccountedBytes ?? null),
  ];
}

const PROGRAMS = 5;

/** The largest programs of either event: how many, and their private memory where the tables show it. */
function programs(reports: Pair<OomReport>): readonly ComparedValue[] {
  const groups = new Map(reports.map((report) => [report, groupByProgram(report.tasks)]));
  const of = (report: OomReport, name: string) =>
    groups.get(report)?.find((group) => group.name === name) ?? null;
  const names = [
    ...new Set(
      reports.flatMap((report) => (groups.get(report) ?? []).slice(0, PROGRAMS).map((group) => group.name)),
    ),
  ];
  return names.flatMap((name) => [
    value('programs', `${name}: processes`, 'count', reports, (report) => of(report, name)?.count ?? null),
    value('programs', `${name}: private memory`, 'bytes', reports, (report) => {
      const group = of(report, name);
      return group?.measure === 'private' ? group.totalBytes : null;
    }),
    value('programs', `${name}: largest resident`, 'bytes', reports, (report) => {
      const group = of(report, name);
      return group?.measure === 'resident' ? group.largestBytes : null;
    }),
  ]);
}
