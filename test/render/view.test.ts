/** The view model: orders, numbers and words that every renderer shows. */
import { describe, expect, it } from 'vitest';
import { viewEvent, viewEvents } from '../../src/render/view.js';
import type { EventTime, OomEvent } from '../../src/report/event.js';
import { sampleEvent, sampleTask, sampleVictim } from '../kit/sample-event.js';
import { bareKill, groupKill, kubepodsKill, panicked, postgresPool } from '../kit/sample-events.js';

const MiB = 1024 * 1024;

function factOf(event: OomEvent, label: string): string | undefined {
  return viewEvent(event).facts.find((fact) => fact.label === label)?.value;
}

describe('the candidate table', () => {
  it('sorts by what tasks hold, swap included, and puts the victim first among equals', () => {
    const tasks = [
      sampleTask(1, 'small', 10 * MiB),
      sampleTask(2, 'swapped', 15 * MiB, { swapBytes: 10 * MiB }),
      sampleTask(3, 'equal', 20 * MiB),
      sampleTask(4, 'victim', 20 * MiB),
    ];
    const { tasks: table } = viewEvent(sampleEvent({ tasks, victims: [sampleVictim(4, 'victim', MiB)] }));
    expect(table?.rows.map((row) => row.comm)).toEqual(['swapped', 'victim', 'equal', 'small']);
    expect(table?.rows.map((row) => row.rank)).toEqual([1, 2, 3, 4]);
    expect(table?.caveat).toContain('share');
  });

  it('counts private memory where the kernel prints it', () => {
    const tasks = [
      sampleTask(1, 'shares', 90 * MiB, { rssAnonBytes: MiB, rssShmemBytes: 89 * MiB }),
      sampleTask(2, 'owns', 20 * MiB, { rssAnonBytes: 20 * MiB }),
    ];
    const { tasks: table } = viewEvent(sampleEvent({ tasks }));
    expect(table?.rows.map((row) => row.comm)).toEqual(['owns', 'shares']);
    expect(table?.caveat).toBeNull();
  });

  it('shows no size where the log has none', () => {
    const tasks = [sampleTask(1, 'old', MiB, { rssBytes: null, swapBytes: null }), sampleTask(2, 'new', 0)];
    expect(viewEvent(sampleEvent({ tasks })).tasks?.rows.map((row) => row.heldBytes)).toEqual([0, null]);
  });
});

describe('the time', () => {
  const base: EventTime = { wall: '2026-11-20T03:12:45+01:00', wallSource: 'log', uptimeSeconds: null };
  const whenOf = (time: Partial<EventTime>, now?: string) =>
    viewEvent(sampleEvent({ time: { ...base, ...time } }), now === undefined ? {} : { now }).when;

  it.each([
    ['2026-11-20T02:12:45Z', '0 s ago'],
    ['2026-11-20T04:12:45+01:00', '1 h ago'],
    ['2026-11-20T03:12:44+01:00', '1 s ahead of the clock here'],
  ])('at %s is %s', (now, relative) => {
    expect(whenOf({}, now).relative).toBe(relative);
  });

  it('keeps the zone of the log and says nothing relative without a present', () => {
    expect(whenOf({})).toMatchObject({ label: '2026-11-20 03:12:45 +01:00', relative: null, note: null });
    expect(whenOf({ wall: '2026-11-20T03:12:45Z' }).label).toBe('2026-11-20 03:12:45 UTC');
  });

  it('takes a local time to be in the zone of the present, and says about', () => {
    const when = whenOf(
      { wall: '2026-11-20T03:12:45', wallSource: 'inferred-year' },
      '2026-11-20T05:12:45-08:00',
    );
    expect(when.relative).toBe('about 2 h ago');
    expect(when.note).toBe('local time of the host; the log prints no year');
  });

  it('falls back on the time since boot, and on nothing', () => {
    expect(whenOf({ wall: null, uptimeSeconds: 61 }).label).toBe('1 min 1 s after boot');
    expect(whenOf({ wall: null }).label).toBe('the log does not say');
  });
});

describe('the facts', () => {
  it('names victim, place, limit and trigger', () => {
    expect(factOf(kubepodsKill(), 'Killed')).toBe('node (pid 41877), uid 1000');
    expect(factOf(kubepodsKill(), 'Triggered by')).toContain('the victim itself');
    expect(factOf(postgresPool(), 'Triggered by')).toContain(
      'not the victim, asking for 16 KiB in one piece (order 2)',
    );
    expect(factOf(groupKill(), 'Ran out')).toBe(
      "the memory limit of 256 MiB of a cgroup above the victim's own",
    );
    expect(factOf(postgresPool(), 'Ran out')).toBe(
      "the machine's memory: 3.86 GiB usable RAM and 1 GiB swap",
    );
  });

  it('says of the one who asked no more than the log does', () => {
    const asked = (changes: Partial<NonNullable<OomEvent['trigger']>>) => {
      const event = kubepodsKill();
      const trigger = { ...(event.trigger as NonNullable<OomEvent['trigger']>), ...changes };
      return factOf({ ...event, trigger }, 'Triggered by');
    };
    expect(asked({ comm: 'GC Thread#0', pid: 41_901 })).toBe(
      'GC Thread#0 (pid 41901), perhaps a thread of the victim, asking for a single page',
    );
    expect(asked({ comm: 'sh', pid: 1, callTrace: ['memory_max_write+0x127/0x210'] })).toBe(
      'sh (pid 1), not the victim, by setting the limit',
    );
  });

  it('says what was killed along and why', () => {
    expect(factOf(groupKill(), 'Also killed')).toMatch(
      /^with its cgroup \(memory\.oom\.group\): .* and 1 more$/,
    );
  });

  it('says what did not happen', () => {
    expect(factOf(panicked(), 'Killed')).toBe('nothing: the kernel panicked instead');
    expect(factOf(sampleEvent({ outcome: 'no-killable-task' }), 'Killed')).toBe(
      'nothing: no task could be killed',
    );
    expect(factOf(sampleEvent({ outcome: 'unknown' }), 'Killed')).toBe('not in the log');
    expect(factOf(sampleEvent({ manual: true, memory: null }), 'Ran out')).toContain('by hand');
  });

  it('says what the log lost', () => {
    const report = factOf(bareKill(), 'Report');
    expect(report).toMatch(/^partial; the log does not show who asked for memory/);
    expect(report).toContain('the log lost 17 records here');
    expect(factOf(kubepodsKill(), 'Report')).toBe('complete');
  });
});

describe('the memory', () => {
  it.each([kubepodsKill(), postgresPool(), groupKill()])('is accounted for to the byte', (event) => {
    const account = viewEvent(event).account;
    const sum = account?.parts.reduce((bytes, part) => bytes + part.bytes, 0) ?? 0;
    expect(Math.abs(sum - (account?.totalBytes ?? -1))).toBeLessThanOrEqual(1);
    expect(account?.parts.reduce((all, part) => all + part.share, 0)).toBeCloseTo(1, 6);
  });

  it('shows RAM and swap for the machine, the limit for a cgroup, nothing where nothing is known', () => {
    expect(viewEvent(postgresPool()).gauges.map((gauge) => gauge.value)).toEqual([
      '3.78 GiB of 3.86 GiB (98 %)',
      '1 GiB of 1 GiB (100 %)',
    ]);
    expect(viewEvent(kubepodsKill()).gauges.map((gauge) => gauge.label)).toEqual(['Memory']);
    expect(viewEvent(bareKill()).gauges).toEqual([]);
  });

  it('tells zones below their minimum from others, and shows none for a cgroup', () => {
    expect(viewEvent(postgresPool()).zones.map((zone) => zone.isShort)).toEqual([false, true, true]);
    expect(viewEvent({ ...kubepodsKill(), memory: postgresPool().memory }).zones).toEqual([]);
  });
});

describe('findings and steps', () => {
  it('puts the cause first, then what is serious', () => {
    const [finding] = kubepodsKill().diagnosis.findings;
    if (!finding) throw new Error('the sample has findings');
    const severities = ['info', 'info', 'warning', 'critical', 'info'] as const;
    const findings = severities.map((severity, index) => ({ ...finding, severity, title: String(index) }));
    const view = viewEvent({ ...kubepodsKill(), diagnosis: { ...kubepodsKill().diagnosis, findings } });
    expect(view.findings.map((one) => one.title)).toEqual(['0', '2', '3', '1', '4']);
  });

  it('gives three steps first, and none twice', () => {
    const event = kubepodsKill();
    const findings = [...event.diagnosis.findings, ...event.diagnosis.findings];
    const view = viewEvent({ ...event, diagnosis: { ...event.diagnosis, findings } });
    expect(view.firstSteps).toHaveLength(3);
    expect(view.furtherSteps.map((step) => step.title)).toEqual(['Look for a leak']);
  });
});

describe('several events', () => {
  it('are counted over time and read together', () => {
    const at = (seconds: string) => ({
      ...kubepodsKill(),
      time: { wall: `2026-11-20T03:12:${seconds}Z`, wallSource: 'log' as const, uptimeSeconds: null },
    });
    const view = viewEvents([at('00'), at('00'), at('48'), bareKill()]);
    expect(view.title).toBe('4 out-of-memory events');
    expect(view.timeline?.counts[0]).toBe(2);
    expect(view.timeline?.counts.at(-1)).toBe(1);
    expect(view.timeline?.stepLabel).toBe('1 s');
    expect(view.summary).toContain('4 events in 2 groups');
    expect(view.summary).toContain('3 times');
    expect(view.notes).toContain('1 event left only the kill line in the log');
  });

  it('say nothing together where there is only one', () => {
    expect(viewEvents([kubepodsKill()])).toMatchObject({
      summary: null,
      notes: [],
      title: 'node (pid 41877) killed',
    });
  });

  it('have no timeline within one second', () => {
    expect(viewEvents([kubepodsKill(), kubepodsKill()]).timeline).toBeNull();
  });
});
