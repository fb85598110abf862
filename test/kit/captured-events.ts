/** Parses a capture and holds what came out against what its scenario did. */
import { expect } from 'vitest';
import { type OomEvent, parseLog } from '../../src/index.js';
import type { ReportFixture } from './report-fixture.js';

/** Fails unless the log holds exactly the expected events, each with every field the scenario knows. */
export async function expectCapturedEvents(fixture: ReportFixture): Promise<void> {
  const events: OomEvent[] = [];
  for await (const event of parseLog([fixture.log])) events.push(event);
  const anyOrder = fixture.headers.order === 'any';
  const found = inOrder(events.map(comparable), anyOrder);
  expect(found).toMatchObject(inOrder(fixture.events, anyOrder));
}

/** The event with its table reduced to the pids. */
function comparable(event: OomEvent) {
  return {
    ...event,
    status: event.completeness.status,
    taskPids: event.tasks.map((task) => task.pid).sort((a, b) => a - b),
  };
}

interface HasVictims {
  readonly victims: readonly { readonly pid: number }[];
}

/** Members of a group die in no known order; nor do the events of a scenario that says so. */
function inOrder<Event extends HasVictims>(events: readonly Event[], anyOrder: boolean): object[] {
  const sorted = events.map((event) => ({ ...event, victims: [...event.victims].sort(byPid) }));
  return anyOrder ? sorted.sort((a, b) => (a.victims[0]?.pid ?? 0) - (b.victims[0]?.pid ?? 0)) : sorted;
}

function byPid(a: { readonly pid: number }, b: { readonly pid: number }): number {
  return a.pid - b.pid;
}
