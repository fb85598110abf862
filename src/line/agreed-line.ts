/**
 * Two readings of a broken line -> what both say, null where nothing can be told apart in the line; or a line that keeps
 * all of them, for the report to tell by its other lines which is right.
 */
import type { ConstraintReading, KillReading, OomLine, TaskRowLine } from './oom-line.js';

export function agreedLine(one: OomLine, other: OomLine): OomLine | null {
  switch (one.kind) {
    case 'identity':
      return other.kind === 'identity' && one.pid === other.pid
        ? {
            ...one,
            comm: same(one.comm, other.comm) ?? '',
            ...agreedFacts(one, other, ['uid', 'tainted', 'release']),
          }
        : null;
    case 'task-row':
      return other.kind === 'task-row' && one.pid === other.pid ? agreedRow(one, other) : null;
    case 'zone':
    case 'node':
      return other.kind === one.kind
        ? { ...one, counters: agreedCounters(one.counters, other.counters) }
        : null;
    case 'killed':
    case 'select':
      return other.kind === one.kind && other.pid === one.pid
        ? { ...one, readings: [agreedKill(one.readings[0], other.readings[0])] }
        : null;
    case 'constraint':
      return other.kind === 'constraint' && other.readings[0].constraint === one.readings[0].constraint
        ? { ...one, readings: [agreedConstraint(one.readings[0], other.readings[0])] }
        : null;
    case 'memcg-stats':
      return other.kind === 'memcg-stats'
        ? { ...one, path: same(one.path, other.path), stats: agreedCounters(one.stats, other.stats) }
        : null;
    default:
      return null;
  }
}

/** The line, and further readings of it that the others have; lines of other kinds have but one. */
export function eitherLine(line: OomLine, others: readonly OomLine[]): OomLine {
  switch (line.kind) {
    case 'constraint': {
      const alike = others.flatMap((other) => (other.kind === 'constraint' ? other.readings : []));
      return { ...line, readings: distinct<ConstraintReading>(line.readings, alike) };
    }
    case 'killed':
    case 'select': {
      const alike = others.flatMap((other) =>
        other.kind === line.kind && other.pid === line.pid ? other.readings : [],
      );
      return { ...line, readings: distinct<KillReading>(line.readings, alike) };
    }
    default:
      return line;
  }
}

function distinct<Reading>(
  [first, ...rest]: readonly [Reading, ...Reading[]],
  more: readonly Reading[],
): [Reading, ...Reading[]] {
  const readings: [Reading, ...Reading[]] = [first, ...rest];
  const seen = new Set(readings.map((reading) => JSON.stringify(reading)));
  for (const reading of more) {
    const text = JSON.stringify(reading);
    if (!seen.has(text)) readings.push(reading);
    seen.add(text);
  }
  return readings;
}

function same<Value>(one: Value, other: Value): Value | null {
  return one === other ? one : null;
}

/** The named members where both have the same. */
function agreedFacts<Line, Name extends keyof Line>(one: Line, other: Line, names: readonly Name[]) {
  return Object.fromEntries(names.map((name) => [name, same(one[name], other[name])])) as {
    [Each in Name]: Line[Each] | null;
  };
}

function agreedRow(one: TaskRowLine, other: TaskRowLine): TaskRowLine {
  const differs = one.values.findIndex((value, index) => value !== other.values[index]);
  const isSame = differs < 0 && one.values.length === other.values.length;
  return {
    ...one,
    open: true,
    values: differs < 0 ? one.values : one.values.slice(0, differs),
    name: isSame ? same(one.name, other.name) : null,
  };
}

function agreedCounters(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(Object.entries(one).filter(([name, value]) => other[name] === value));
}

function agreedConstraint(one: ConstraintReading, other: ConstraintReading): ConstraintReading {
  const facts = ['nodemask', 'cpuset', 'memsAllowed', 'limitPath', 'taskPath', 'comm', 'pid', 'uid'] as const;
  return { ...one, ...agreedFacts(one, other, facts), global: one.global && other.global };
}

function agreedKill(one: KillReading, other: KillReading): KillReading {
  const facts = Object.keys(one).filter((name): name is keyof KillReading => name !== 'comm');
  return { ...one, ...agreedFacts(one, other, facts), comm: same(one.comm, other.comm) ?? '' } as KillReading;
}
