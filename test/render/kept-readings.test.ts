/** Many events: the newest are kept whole, the others as outlines, which say the same in every overview. */
import { describe, expect, it } from 'vitest';
import { createLogParser } from '../../src/log-parser.js';
import { createKeptReadings } from '../../src/render/kept-readings.js';
import { viewEvents } from '../../src/render/view.js';
import type { OomEvent } from '../../src/report/event.js';
import { mergeEvents } from '../../src/report/merge-events.js';
import { isOutline, outlineOf } from '../../src/report/outline.js';
import { kubepodsKill } from '../kit/sample-events.js';
import { logs } from '../laws/replay.js';

const FIRST = Date.UTC(2026, 10, 20);

function kill(index: number, tasks = 1): OomEvent {
  const event = kubepodsKill();
  const wall = new Date(FIRST + index * 60_000).toISOString();
  const [row] = event.tasks;
  return {
    ...event,
    id: String(index),
    time: { ...event.time, wall, uptimeSeconds: 1000 + index * 60 },
    tasks: row === undefined ? [] : Array.from({ length: tasks }, (_, at) => ({ ...row, pid: 10_000 + at })),
  };
}

function keep(events: readonly OomEvent[]) {
  const readings = createKeptReadings();
  for (const event of events)
    readings.add(event, [{ path: event.source.path, firstLine: Number(event.id), lines: ['text'] }]);
  return readings.merged();
}

describe('kept readings', () => {
  it('are the newest hundred, with their lines, in whichever order the inputs came', () => {
    const old = Array.from({ length: 250 }, (_, index) => kill(index));
    const recent = Array.from({ length: 250 }, (_, index) => kill(1000 + index));
    for (const events of [
      [...old, ...recent],
      [...recent, ...old],
    ]) {
      const { events: merged, log } = keep(events);
      const whole = merged.filter((event) => !isOutline(event)).map(({ id }) => Number(id));
      expect(merged).toHaveLength(500);
      expect(whole).toEqual(Array.from({ length: 100 }, (_, index) => 1150 + index));
      expect(log.map(({ firstLine }) => firstLine).toSorted((a, b) => a - b)).toEqual(whole);
    }
  });

  it('have no more than so many rows together, but one event is whole', () => {
    const whole = (events: readonly OomEvent[]) => keep(events).events.filter((event) => !isOutline(event));
    expect(whole(Array.from({ length: 30 }, (_, index) => kill(index, 3000)))).toHaveLength(3);
    expect(whole([kill(0, 25_000), kill(1, 45_000)]).map(({ id }) => id)).toEqual(['1']);
  });

  it('let go of findings in an outline, and keep who died', () => {
    const event = kill(1);
    expect(outlineOf(event)).toMatchObject({ id: '1', isOutline: true, victims: event.victims });
    expect(outlineOf(event).diagnosis).toEqual({ ...event.diagnosis, findings: [] });
  });
});

it('outlines of all captures have the same overview, and the same readings are of one event', () => {
  const events = logs.flatMap(({ name, fixture }) => {
    const parser = createLogParser({ path: name });
    return [...parser.push(fixture.log), ...parser.end()];
  });
  const outlines = events.map(outlineOf);
  const [whole, brief] = [viewEvents(events), viewEvents(outlines)];
  const withoutPlace = ({ rows }: typeof whole) => rows.map((row) => ({ ...row, inFull: null }));
  expect(events.length).toBeGreaterThan(300);
  expect(withoutPlace(brief)).toEqual(withoutPlace(whole));
  expect(brief.summary).toBe(whole.summary);
  expect(brief.notes.slice(0, -1)).toEqual(whole.notes.slice(0, -1));
  expect(brief.timeline).toEqual(whole.timeline);
  expect(mergeEvents(outlines).events.map(({ id }) => id)).toEqual(
    mergeEvents(events).events.map(({ id }) => id),
  );
});
