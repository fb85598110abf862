import { describe, expect, it } from 'vitest';
import { emptyGate, gateDue, gateNextDue, passGate } from '../../src/service/grouping/gate.js';
import { createGrouping, type Grouping } from '../../src/service/grouping/grouping.js';
import type { GroupedEvent, Incident, Order } from '../../src/service/grouping/incident.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const OPTIONS = { waitMs: 10 * SECOND, replyEveryMs: 15 * MINUTE, quietMs: 30 * MINUTE, remindMs: 4 * HOUR };

let number = 0;
function event(more: Partial<GroupedEvent> = {}): GroupedEvent {
  number++;
  return {
    id: `e${number}`,
    host: 'web1',
    scope: 'memcg',
    severity: 'warning',
    program: 'java',
    place: 'pod 1',
    placeKey: 'pod 1',
    residentBytes: 100,
    labels: {},
    atMs: 0,
    ...more,
  };
}

const said = (orders: readonly Order[]): string[] =>
  orders.map(({ kind, why, figures }) => `${kind}${why === null ? '' : ` ${why}`} ${figures.count}`);

/** Lets time pass up to `to`, stopping wherever something is due. */
function pass(grouping: Grouping, to: number): { at: number; said: string }[] {
  const log: { at: number; said: string }[] = [];
  for (let due = grouping.nextDue(); due !== null && due <= to; due = grouping.nextDue())
    for (const one of said(grouping.onTime(due).orders)) log.push({ at: due, said: one });
  return log;
}

describe('grouping', () => {
  it('tells a kill of several processes once, after the wait, and its end', () => {
    const grouping = createGrouping(OPTIONS);
    for (let kill = 0; kill < 3; kill++)
      expect(grouping.onEvent(event(), kill * SECOND)).toEqual({ orders: [], suppressed: 'waiting' });
    expect(pass(grouping, 10 * SECOND)).toEqual([{ at: 10 * SECOND, said: 'incident 3' }]);
    const single = createGrouping(OPTIONS);
    single.onEvent(event(), 0);
    expect(pass(single, HOUR)).toEqual([
      { at: 10 * SECOND, said: 'incident 1' },
      { at: 30 * MINUTE, said: 'closing 1' },
    ]);
    expect(single.openCount()).toBe(0);
  });

  it('replies at growing counts, keeps the first message up to date, and sums up at the end', () => {
    const grouping = createGrouping(OPTIONS);
    const log: { at: number; said: string }[] = [];
    for (let kill = 0; kill < 120; kill++) {
      const at = kill * 30 * SECOND;
      log.push(...pass(grouping, at));
      for (const one of said(grouping.onEvent(event(), at).orders)) log.push({ at, said: one });
    }
    log.push(...pass(grouping, 3 * HOUR));
    const replies = log.filter(({ said: text }) => !text.startsWith('update'));
    expect(replies.map(({ said: text }) => text)).toEqual([
      'incident 1',
      'repeat count 31',
      'repeat count 61',
      'repeat count 100',
      'closing 120',
    ]);
    for (const [index, { at }] of replies.slice(1, -1).entries())
      expect(at - (replies[index]?.at ?? 0)).toBeGreaterThanOrEqual(15 * MINUTE);
    const updates = log.filter(({ said: text }) => text.startsWith('update'));
    expect(updates.length).toBeGreaterThan(50);
    for (const [index, { at }] of updates.slice(1).entries())
      expect(at - (updates[index]?.at ?? 0)).toBeGreaterThanOrEqual(MINUTE);
    expect(replies.at(-1)?.at).toBe(119 * 30 * SECOND + 30 * MINUTE);
  });

  it('lets a new program and a higher severity through at once', () => {
    const grouping = createGrouping(OPTIONS);
    grouping.onEvent(event(), 0);
    pass(grouping, 10 * SECOND);
    expect(grouping.onEvent(event(), 11 * SECOND)).toEqual({ orders: [], suppressed: 'repeat' });
    expect(said(grouping.onEvent(event({ program: 'nginx' }), 12 * SECOND).orders)).toEqual([
      'repeat new-program 3',
    ]);
    expect(said(grouping.onEvent(event({ severity: 'critical' }), 13 * SECOND).orders)).toEqual([
      'repeat escalation 4',
    ]);
    expect(grouping.onEvent(event({ severity: 'critical' }), 14 * SECOND).suppressed).toBe('repeat');
  });

  it('reminds of what goes on slowly', () => {
    const grouping = createGrouping(OPTIONS);
    const log: string[] = [];
    for (let at = 0; at <= 9 * HOUR; at += 20 * MINUTE) {
      log.push(...pass(grouping, at).map((one) => one.said));
      log.push(...said(grouping.onEvent(event(), at).orders));
    }
    expect(log.filter((one) => one.includes('reminder')).length).toBeGreaterThanOrEqual(1);
  });

  it('refreshes what goes on where somebody needs that, until it ends', () => {
    const grouping = createGrouping({ ...OPTIONS, refreshMs: 10 * MINUTE });
    grouping.onEvent(event(), 0);
    expect(pass(grouping, MINUTE)).toEqual([{ at: 10 * SECOND, said: 'incident 1' }]);
    grouping.onEvent(event(), MINUTE);
    expect(pass(grouping, HOUR)).toEqual([
      { at: 70 * SECOND, said: 'update 2' },
      { at: 670 * SECOND, said: 'refresh 2' },
      { at: 910 * SECOND, said: 'repeat count 2' },
      { at: 1510 * SECOND, said: 'refresh 2' },
      { at: 31 * MINUTE, said: 'closing 2' },
    ]);
  });

  it('says of an end whether another incident looks the same by its labels', () => {
    const grouping = createGrouping(OPTIONS);
    const labels = { runtime: 'kubernetes', program: 'java' };
    grouping.onEvent(event({ placeKey: 'pod 1', labels }), 0);
    grouping.onEvent(event({ placeKey: 'pod 2', labels }), 1 * SECOND);
    grouping.onEvent(event({ placeKey: 'pod 3', labels: { ...labels, program: 'node' } }), 2 * SECOND);
    grouping.onTime(15 * SECOND);
    const shared: boolean[] = [];
    for (let due = grouping.nextDue(); due !== null; due = grouping.nextDue())
      shared.push(...grouping.onTime(due).orders.map(({ sharesLabels }) => sharesLabels));
    expect(shared).toEqual([true, false, false]);
  });

  it('keeps places, hosts and scopes apart, and programs outside of cgroups', () => {
    const grouping = createGrouping(OPTIONS);
    for (const one of [
      event(),
      event({ placeKey: 'pod 2' }),
      event({ host: 'db1' }),
      event({ scope: 'system', placeKey: '' }),
      event({ scope: 'system', placeKey: '', program: 'x' }),
    ])
      grouping.onEvent(one, 0);
    expect(grouping.openCount()).toBe(5);
  });

  it('keeps containers quiet while their machine is out of memory, and tells of those that go on', () => {
    const grouping = createGrouping(OPTIONS);
    grouping.onEvent(event({ scope: 'system', severity: 'critical', placeKey: '' }), 0);
    expect(grouping.onEvent(event(), 1 * SECOND).suppressed).toBe('inhibited');
    expect(grouping.onEvent(event({ host: 'db1' }), 1 * SECOND).suppressed).toBe('waiting');
    expect(pass(grouping, MINUTE).map((one) => one.said)).toEqual(['incident 1', 'incident 1']);
    expect(grouping.onEvent(event(), 28 * MINUTE).suppressed).toBe('inhibited');
    expect(pass(grouping, 30 * MINUTE)).toEqual([
      { at: 30 * MINUTE, said: 'closing 1' },
      { at: 30 * MINUTE, said: 'incident 2' },
    ]);
  });

  it('goes on after a restart where it stood, and bears a jump of the clock', () => {
    const first = createGrouping(OPTIONS);
    first.onEvent(event(), 0);
    const saved = [...first.takeChanged().values()].map(
      (incident) => JSON.parse(JSON.stringify(incident)) as Incident,
    );
    const second = createGrouping(OPTIONS, saved);
    second.shift(-HOUR);
    expect(second.nextDue()).toBe(10 * SECOND - HOUR);
    expect(said(second.onTime(10 * SECOND - HOUR).orders)).toEqual(['incident 1']);
  });

  it('does not grow with hostile names', () => {
    const grouping = createGrouping(OPTIONS);
    for (let kill = 0; kill < 500; kill++)
      grouping.onEvent(event({ program: kill === 0 ? '__proto__' : `p${kill}` }), 0);
    const [incident] = grouping.takeChanged().values();
    expect(incident?.programs.length ?? 0).toBeLessThanOrEqual(51);
    expect(incident?.programs[0]).toEqual(['__proto__', 1]);
    expect(incident?.count).toBe(500);
  });
});

describe('the gate of a sink', () => {
  const gateOptions = {
    stormMessages: 20,
    stormWindowMs: 10 * MINUTE,
    stormDigestMs: 5 * MINUTE,
    digestMs: HOUR,
  };
  const entry = { atMs: 0, host: 'web1', headline: 'java killed', place: 'pod', count: 2 };

  it('turns a storm into digests and tells its end', () => {
    const gate = emptyGate();
    const verdicts = Array.from({ length: 30 }, (_, index) =>
      passGate(gate, entry, false, gateOptions, index * SECOND),
    );
    expect(verdicts.filter((verdict) => verdict === 'pass')).toHaveLength(20);
    const due = gateNextDue(gate) ?? 0;
    expect(due).toBe(20 * SECOND + 5 * MINUTE);
    expect(gateDue(gate, gateOptions, due - 1)).toBeNull();
    expect(gateDue(gate, gateOptions, due)).toMatchObject({
      reason: 'storm',
      isLast: false,
      entries: { length: 10 },
    });
    expect(gateDue(gate, gateOptions, due + 5 * MINUTE)).toMatchObject({ isLast: true, entries: [] });
    expect(passGate(gate, entry, false, gateOptions, due + 6 * MINUTE)).toBe('pass');
  });

  it('collects what can wait', () => {
    const gate = emptyGate();
    expect(passGate(gate, entry, true, gateOptions, 0)).toBe('digest');
    passGate(gate, entry, true, gateOptions, MINUTE);
    expect(gateDue(gate, gateOptions, HOUR)).toMatchObject({ reason: 'digest', entries: [entry, entry] });
    expect(gateNextDue(gate)).toBeNull();
  });

  it('keeps a bounded list and counts the rest', () => {
    const gate = emptyGate();
    for (let index = 0; index < 300; index++) passGate(gate, entry, true, gateOptions, 0);
    expect(gateDue(gate, gateOptions, HOUR)).toMatchObject({ entries: { length: 200 }, leftOut: 200 });
  });
});
