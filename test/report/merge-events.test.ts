/** Readings of the same kills out of several inputs: each kill is told once, whatever the number of like ones around it. */
import { describe, expect, it } from 'vitest';
import type { OomEvent } from '../../src/report/event.js';
import { mergeEvents } from '../../src/report/merge-events.js';
import { kubepodsKill } from '../kit/sample-events.js';

const FIRST = Date.UTC(2026, 10, 20);

interface Clock {
  readonly wall?: number;
  readonly uptime?: number;
}

/** The same kill each time, by its words; seconds since some first one. */
function reading(path: string, { wall, uptime }: Clock, host: string | null = 'web1'): OomEvent {
  const event = kubepodsKill();
  return {
    ...event,
    host,
    source: { ...event.source, path },
    time: {
      ...event.time,
      wall: wall === undefined ? null : new Date(FIRST + wall * 1000).toISOString(),
      uptimeSeconds: uptime ?? null,
    },
  };
}

function count(...readings: readonly OomEvent[]): number {
  return mergeEvents(readings).events.length;
}

describe('readings of one event', () => {
  it('are told by a clock in common, wherever its stretches end', () => {
    for (let at = 0; at < 90; at += 7) {
      expect(count(reading('a', { wall: at }), reading('b', { wall: at + 9 }))).toBe(1);
      expect(count(reading('a', { wall: at }), reading('b', { wall: at + 11 }))).toBe(2);
      expect(count(reading('a', { uptime: at }), reading('b', { uptime: at + 29 }))).toBe(1);
      expect(count(reading('a', { uptime: at }), reading('b', { uptime: at + 31 }))).toBe(2);
      const both = reading('a', { wall: at, uptime: at });
      expect(count(both, reading('b', { wall: at + 39, uptime: at + 1 }))).toBe(1);
      expect(count(both, reading('b', { uptime: at }), reading('c', { wall: at + 3 }))).toBe(2);
    }
  });

  it('are not told by words alone, of other hosts, or within one input', () => {
    expect(count(reading('a', {}), reading('b', {}))).toBe(2);
    expect(count(reading('a', { wall: 1 }), reading('b', { uptime: 1 }))).toBe(2);
    expect(count(reading('a', { wall: 1 }), reading('b', { wall: 1 }, 'web2'))).toBe(2);
    expect(count(reading('a', { wall: 1 }), reading('b', { wall: 1 }, null))).toBe(1);
    expect(count(reading('a', { wall: 1 }), reading('a', { wall: 1 }))).toBe(2);
  });

  it('are those of the first event that fits, where several do', () => {
    const first = reading('a', { wall: 0, uptime: 1 });
    const second = reading('a', { wall: 2, uptime: 3 });
    const other = { ...reading('b', { wall: 1, uptime: 2 }), aftermath: [], tasks: [], memory: null };
    expect(mergeEvents([first, second, other])).toEqual({ events: [first, second], repeated: 1 });
  });

  it('pair off in long lists of like kills, of two inputs', () => {
    const list = (path: string) => Array.from({ length: 3000 }, (_, at) => reading(path, { wall: at * 20 }));
    expect(mergeEvents([...list('a'), ...list('b')])).toMatchObject({ repeated: 3000 });
  });
});
