/**
 * Words what was sampled around the kill: facts, sizes over time, the processes with their command lines. All of it is marked as
 * sampled and carries its distance from the kill, since none of it was said by the kernel's log.
 */
import { visibleText } from '../../base/text.js';
import { formatBytes, formatDuration, formatPercent } from '../../base/units.js';
import type { OomEvent } from '../../report/event.js';
import type {
  Moment,
  MomentCgroup,
  MomentHost,
  MomentSeries,
  MomentTask,
  Pressure,
} from '../../report/moment.js';
import type { Fact } from '../view-model.js';
import { nameFact, proseFact } from './fact.js';

/** A size over the time before the kill. */
export interface MomentChart {
  readonly label: string;
  /** What the curve shows, as a sentence. */
  readonly words: string;
  /** Seconds from the kill, ascending, with bytes. */
  readonly points: readonly (readonly [offsetSeconds: number, bytes: number])[];
  readonly limitBytes: number | null;
}

export interface MomentTaskView {
  readonly name: string;
  readonly held: string;
  /** Command line, or why there is none. */
  readonly command: string;
  readonly isVictim: boolean;
}

export interface MomentView {
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly charts: readonly MomentChart[];
  readonly tasks: readonly MomentTaskView[];
}

/** Null where nothing was sampled. */
export function momentOf({ moment }: OomEvent): MomentView | null {
  if (moment == null) return null;
  return {
    title: 'Around the kill, as sampled on the machine',
    facts: [
      ...moment.victims.flatMap((task) => victimFacts(task, moment.victims.length > 1)),
      ...(moment.host === null ? [] : hostFacts(moment.host)),
      ...moment.cgroups.filter(({ readPath }) => readPath !== null).map(cgroupFact),
      ...moment.notes.map((note) => proseFact('Note', visibleText(note))),
    ],
    charts: moment.series.map(chartOf),
    tasks: moment.largest.map((task) => taskOf(task, moment)),
  };
}

function victimFacts(task: MomentTask, isOneOfSeveral: boolean): Fact[] {
  const command = commandOf(task);
  const unit = task.unit === null ? [] : [nameFact('Its unit', task.unit)];
  const started =
    task.startedAt === null
      ? []
      : [proseFact('It started', task.startedAt.slice(0, 19).replace('T', ' ').concat(' UTC'))];
  return [
    nameFact('Its command', isOneOfSeveral ? `pid ${task.pid}: ${command}` : command),
    ...unit,
    ...started,
    proseFact('Its size', `${sizeOf(task)} resident ${away(task.offsetSeconds)}`),
  ];
}

function commandOf({ commandLine, isRedacted }: MomentTask): string {
  if (commandLine === null) return '(not known)';
  return `${visibleText(commandLine)}${isRedacted ? '  (*** hides what looks like a secret)' : ''}`;
}

function hostFacts({ meminfo, pressure, offsetSeconds }: MomentHost): Fact[] {
  const { MemTotal, MemAvailable, SwapTotal, SwapFree } = meminfo;
  const available =
    MemTotal === undefined || MemAvailable === undefined
      ? []
      : [
          `${formatBytes(MemAvailable)} (${formatPercent(MemAvailable, MemTotal)}) of ${formatBytes(MemTotal)} available`,
        ];
  const swap =
    SwapTotal === undefined || SwapFree === undefined || SwapTotal === 0
      ? []
      : [`${formatBytes(SwapFree)} of ${formatBytes(SwapTotal)} swap free`];
  const parts = [...available, ...swap, ...pressureWords(pressure)];
  return parts.length === 0 ? [] : [proseFact('Machine', `${parts.join(', ')}, read ${away(offsetSeconds)}`)];
}

function pressureWords(pressure: Pressure | null): string[] {
  if (pressure === null) return [];
  const full = pressure.full === null ? '' : `, all of them ${pressure.full.avg10} %`;
  return [`in the last 10 s tasks waited for memory ${pressure.some.avg10} % of the time${full}`];
}

function cgroupFact(cgroup: MomentCgroup): Fact {
  const { role, path, readPath, currentBytes, peakBytes, maxBytes, highBytes, unlimited, events } = cgroup;
  const sizes: [string, number | null][] = [
    ['current', currentBytes],
    ['peak', peakBytes],
    ['max', maxBytes],
    ['high', highBytes],
  ];
  const known = sizes.flatMap(([name, bytes]) => (bytes === null ? [] : [`${name} ${formatBytes(bytes)}`]));
  const free = unlimited.map((name) => `${name} unlimited`);
  const counts = Object.entries(events ?? {})
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${visibleText(name)} ${count}`);
  const where = readPath === path ? '' : ` of ${visibleText(readPath ?? '')}`;
  const words = [...known, ...free, ...(counts.length === 0 ? [] : [`counted: ${counts.join(', ')}`])];
  const label = role === 'limit' ? 'Limited cgroup' : 'Its cgroup';
  return proseFact(label, `${words.join(', ')}${where}, read ${away(cgroup.offsetSeconds)}`);
}

function chartOf(series: MomentSeries): MomentChart {
  const { points, limitBytes, path } = series;
  const label = path === null ? 'Machine' : 'Cgroup';
  return { label, words: seriesWords(series), points, limitBytes };
}

/** `The machine grew from 1.2 to 3.9 GiB in 40 s, until 0.2 s before the kill: suddenly (sampled)`. */
function seriesWords({ path, points, limitBytes, derived }: MomentSeries): string {
  const what = path === null ? 'The machine' : `The cgroup ${visibleText(path)}`;
  const before = points.filter(([offset]) => offset <= 0);
  const limit = limitBytes === null ? '' : `, of ${formatBytes(limitBytes)}`;
  const { growth } = derived;
  if (growth === null)
    return `${what}: too few samples before the kill to say how it grew (sampled: ${before.length})`;
  const from = formatBytes(growth.fromBytes);
  const to = formatBytes(growth.toBytes);
  const time = formatDuration(growth.seconds);
  const last = formatDuration(Math.abs(before.at(-1)?.[0] ?? 0));
  const source = `(sampled, last ${last} before the kill)`;
  switch (growth.kind) {
    case 'steady':
      return `${what} hardly changed: ${from} to ${to} in ${time}${limit} ${source}`;
    case 'sudden':
      return `${what} grew suddenly: from ${from} to ${to} in ${time}${limit} ${source}`;
    case 'slow':
      return `${what} grew slowly: from ${from} to ${to} in ${time}${limit} ${source}`;
  }
}

function taskOf(task: MomentTask, { victims }: Moment): MomentTaskView {
  return {
    name: `${visibleText(task.comm)} (pid ${task.pid})`,
    held: sizeOf(task),
    command: task.commandLine === null ? '' : visibleText(task.commandLine),
    isVictim: victims.some(({ pid, startedAt }) => pid === task.pid && startedAt === task.startedAt),
  };
}

function sizeOf({ rssBytes }: MomentTask): string {
  return rssBytes === null ? 'unknown size' : formatBytes(rssBytes);
}

/** `12 ms after the kill`. */
function away(seconds: number): string {
  const size = Math.abs(seconds);
  const time = size < 1 ? `${Math.round(size * 1000)} ms` : formatDuration(size);
  return `${time} ${seconds < 0 ? 'before' : 'after'} the kill`;
}
