/** A part of a report that the log has whole as well is left out; whole copies, and runs that are only alike, stay. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { decodeLossless, encodeLossless } from '../../src/base/lossless-text.js';
import type { OomEvent } from '../../src/index.js';
import { createLogParser } from '../../src/log-parser.js';
import { readReportFixture } from '../kit/report-fixture.js';
import { withoutMembers } from '../kit/without-members.js';

const LAB = fileURLToPath(new URL('../../fixtures/reports/lab/', import.meta.url));
const NOTE = 'the log has a part of this report once more, from the same moment; the fuller copy was read';

const linesOf = (name: string): string[] =>
  decodeLossless(readReportFixture(`${LAB}${name}.log`).log)
    .trimEnd()
    .split('\n');

function eventsOf(lines: readonly string[]): OomEvent[] {
  const parser = createLogParser({ referenceTime: '2026-11-22T00:00:00Z' });
  return [...parser.push(encodeLossless(`${lines.join('\n')}\n`)), ...parser.end()];
}

/** The facts, without where they stood and what is said of repetition. */
function factsOf(events: readonly OomEvent[]): unknown {
  return withoutMembers(events, ['source', 'line', 'diagnosis', 'notes', 'foreignLines']);
}

const notesOf = (events: readonly OomEvent[]) => events.map(({ completeness }) => completeness.notes);

describe.each([
  '6.1-memcg-v2-kubepods',
  '5.10-system-one-big-dmesg-T',
  '5.10-memcg-v2-kubepods-iso',
  '7.2-system-one-big-json',
  '6.12-memcg-v2-four-at-once',
  '6.1-memcg-v2-oom-group',
])('%s', (name) => {
  const lines = linesOf(name);
  const once = eventsOf(lines);

  test('whole copies are told each time, under ids of their own', () => {
    const events = eventsOf([...lines, ...lines]);
    expect(events).toHaveLength(2 * once.length);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(notesOf(events).flat()).not.toContain(NOTE);
  });
});

describe('a copy that is not whole', () => {
  const lines = linesOf('6.12-memcg-v2-kubepods');
  const once = eventsOf(lines);
  const trigger = lines.findIndex((line) => line.includes('invoked oom-killer'));
  const kill = lines.findIndex((line) => line.includes('Killed process'));
  const others = (count: number) =>
    Array.from({ length: count }, (_, index) => `[ 9000.${String(index).padStart(6, '0')}] usb 1-1: x`);
  const cases: Readonly<Record<string, readonly string[]>> = {
    'that lost its beginning': [...lines, ...lines.slice(trigger + 30)],
    // Nearer, it is taken for the copies of a second way.
    'that came before its end was written': [...lines.slice(0, trigger + 30), ...others(70), ...lines],
    'that is the kill alone, first': [lines[kill] as string, ...lines],
    'that is the kill alone, last': [...lines, lines[kill] as string],
    'that is the kill alone, far behind': [...lines, ...others(5000), lines[kill] as string],
  };
  test.each(Object.entries(cases))('%s is left out', (name, log) => {
    const events = eventsOf(log);
    expect(factsOf(events)).toEqual(factsOf(once));
    // A kill behind its report is one that was read already; far behind, the report was told before.
    if (!/last|far/.test(name)) expect(notesOf(events)).toEqual([[NOTE]]);
  });
});

describe('what is only alike stays apart', () => {
  const lines = linesOf('6.12-memcg-v2-kubepods');
  const later = (seconds: number) =>
    lines.map((line) => line.replace(/^\[ *(\d+)\./, (_, digits) => `[${Number(digits) + seconds}.`));
  const bare = (line: string) => line.replace(/^\[[ \d.]+\] /, '');
  const onDay = (day: number) => lines.map((line) => `Nov ${day} 02:25:00 web1 kernel: ${line}`);
  const KILL =
    'Nov 21 02:25:00 web1 kernel: Out of memory: Killed process 77 (a) total-vm:9kB, anon-rss:8kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:7kB oom_score_adj:0';
  const KILLS_IN_A_SECOND = [
    'Nov 21 02:25:00 web1 kernel: a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
    KILL,
  ];
  test.each([
    ['another time since boot', [...lines, ...later(100)]],
    ['no time at all', [...lines.map(bare), ...lines.map(bare)]],
    ['another day', [...onDay(20), ...onDay(21)]],
    ['another machine', [...onDay(20), ...onDay(20).map((line) => line.replace('web1', 'web2'))]],
    ['one second, in which a process would not die', [...KILLS_IN_A_SECOND, ...KILLS_IN_A_SECOND]],
  ])('%s', (_, log) => {
    const events = eventsOf(log);
    expect(events).toHaveLength(2);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
    expect(notesOf(events).flat()).not.toContain(NOTE);
  });
});

/** The console of a machine that was booted with `quiet` shows errors alone. */
describe('a group kill of which the log has the kill lines alone', () => {
  const lines = linesOf('6.1-memcg-v2-oom-group').filter((line) => line.includes(': Killed process '));
  const pidsOf = (events: readonly OomEvent[]) =>
    events.flatMap(({ victims }) => victims.map(({ pid }) => pid));
  const pids = lines.map((line) => Number(/process (\d+)/.exec(line)?.[1]));

  test('tells nobody’s death twice', () => {
    expect(pids.length).toBeGreaterThan(new Set(pids).size);
    expect(pidsOf(eventsOf(lines))).toEqual([...new Set(pids)]);
  });

  test('tells copies of a log each time', () => {
    expect(pidsOf(eventsOf([...lines, ...lines]))).toEqual([...new Set(pids), ...new Set(pids)]);
  });
});

describe('the line of the choice, up to 5.0', () => {
  const at = (stamp: string, text: string) => `[630250.${stamp}] ${text}`;
  const SELECT = 'Out of memory: Kill process 954 (java) score 77 or sacrifice child';
  const KILL =
    'Killed process 954 (java) total-vm:19803312kB, anon-rss:2540308kB, file-rss:0kB, shmem-rss:0kB';
  const TABLE = [
    at('830600', '[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name'),
    at('830700', '[  954]  1000   954  4950828   635077    1669        0             0 java'),
  ];
  const whole = [...TABLE, at('830734', SELECT), at('830790', KILL)];
  const SEVERAL = ['the log said', '', 'and this is what it means:', ''];

  test.each([
    ['quoted first', [at('830734', SELECT), ...SEVERAL, ...whole]],
    ['quoted first, from syslog', [`Nov 21 02:25:00 kernel: ${SELECT}`, ...SEVERAL, ...whole]],
    ['quoted last, from syslog', [...whole, ...SEVERAL, `Nov 21 02:25:00 kernel: ${SELECT}`]],
    ['taken out', [at('830734', SELECT), ...SEVERAL, ...TABLE, ...SEVERAL, at('830790', KILL)]],
  ])('%s: it is one kill', (_, lines) => {
    expect(eventsOf(lines)).toMatchObject([
      {
        scope: 'system',
        tasks: [{ pid: 954 }],
        victims: [{ pid: 954, score: 77, anonRssBytes: 2540308 * 1024 }],
      },
    ]);
  });

  test('of another process, or a second later, it is another', () => {
    const other = at('830734', SELECT.replace('954', '955'));
    expect(eventsOf([other, ...SEVERAL, ...TABLE, ...SEVERAL, at('830790', KILL)])).toHaveLength(2);
    const later = KILL.replace('954', '956');
    expect(eventsOf([at('830734', SELECT), ...SEVERAL, ...TABLE, at('830790', later)])).toHaveLength(2);
  });
});
