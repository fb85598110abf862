/** Two readings of a broken line -> what both say. Where nothing can be told apart in the line, null. */
import type { KillReading, OomLine } from './oom-line.js';

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
    case 'task-row': {
      if (other.kind !== 'task-row' || one.pid !== other.pid) return null;
      const differs = one.values.findIndex((value, index) => value !== other.values[index]);
      const name =
        differs < 0 && one.values.length === other.values.length ? same(one.name, other.name) : null;
      return {
        ...one,
        open: true,
        values: differs < 0 ? one.values : one.values.slice(0, differs),
        name: name ?? '',
      };
    }
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
    default:
      return null;
  }
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

function agreedCounters(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(Object.entries(one).filter(([name, value]) => other[name] === value));
}

function agreedKill(one: KillReading, other: KillReading): KillReading {
  const facts = Object.keys(one).filter((name): name is keyof KillReading => name !== 'comm');
  return { ...one, ...agreedFacts(one, other, facts), comm: same(one.comm, other.comm) ?? '' } as KillReading;
}
