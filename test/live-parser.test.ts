/** A live log gives its events early, and in the end the same ones as a reading of the whole log. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createLogParser } from '../src/log-parser.js';
import type { OomEvent } from '../src/report/event.js';
import { readReportFixture } from './kit/report-fixture.js';

const lab = fileURLToPath(new URL('../fixtures/reports/lab', import.meta.url));
const captures = readdirSync(lab).filter((name) => name.endsWith('.log'));

function whole(log: Uint8Array): readonly OomEvent[] {
  const parser = createLogParser({ path: 'x', referenceTime: '2026-11-20T00:00:00Z' });
  return [...parser.push(log), ...parser.end()];
}

/** Reads in chunks, settling after each, and keeps each event's last version. */
function live(log: Uint8Array, chunkBytes: number): { last: Map<string, OomEvent>; versions: number } {
  const parser = createLogParser({ path: 'x', referenceTime: '2026-11-20T00:00:00Z' });
  const last = new Map<string, OomEvent>();
  let versions = 0;
  const take = (events: readonly OomEvent[]): void => {
    for (const event of events) {
      last.set(event.id, event);
      versions++;
    }
  };
  for (let at = 0; at < log.length; at += chunkBytes) {
    take(parser.push(log.subarray(at, at + chunkBytes)));
    take(parser.settle('none'));
  }
  take(parser.end());
  return { last, versions };
}

/** What is diagnosed of repetition depends on which versions of the earlier events were known. */
function withoutDiagnosis({ diagnosis: _, ...event }: OomEvent): object {
  return event;
}

describe('settling a live log', () => {
  it.each(captures)('ends with the events of the whole log: %s', (name) => {
    const { log } = readReportFixture(join(lab, name));
    const expected = whole(log);
    for (const chunkBytes of [700, 16_384]) {
      const { last } = live(log, chunkBytes);
      expect([...last.keys()].sort()).toEqual(expected.map(({ id }) => id).sort());
      for (const event of expected)
        expect(withoutDiagnosis(last.get(event.id) ?? event)).toEqual(withoutDiagnosis(event));
    }
  });

  const line = (second: number, text: string) => new TextEncoder().encode(`[  ${second}.000000] ${text}\n`);
  const KILL =
    'Memory cgroup out of memory: Killed process 77 (java) total-vm:900kB, anon-rss:500kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:40kB oom_score_adj:0';

  it('hands a kill out at once, and again when the reaper tells more', () => {
    const parser = createLogParser({ isLive: true });
    expect(parser.push(line(10, KILL))).toEqual([]);
    const [first] = parser.settle('none');
    expect(first?.victims[0]).toMatchObject({ pid: 77, reaped: null });
    expect(parser.settle('none')).toEqual([]);
    parser.push(
      line(11, 'oom_reaper: reaped process 77 (java), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB'),
    );
    const [second] = parser.settle('none');
    expect(second).toMatchObject({ id: first?.id, victims: [{ pid: 77, reaped: true }] });
    expect(parser.end()).toEqual([]);
  });

  it('holds a report without a verdict back until the log has been silent for long', () => {
    const parser = createLogParser({ isLive: true });
    parser.push(line(10, 'java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0'));
    expect([...parser.settle('none'), ...parser.settle('short')]).toEqual([]);
    const [undecided] = parser.settle('long');
    expect(undecided).toMatchObject({ outcome: 'unknown', trigger: { comm: 'java' } });
    parser.push(line(11, KILL));
    expect(parser.settle('none')).toMatchObject([{ id: undecided?.id, outcome: 'killed' }]);
  });

  it('names the line to start again from', () => {
    const parser = createLogParser({ isLive: true, firstLine: 100 });
    parser.push(line(1, 'something else'));
    expect(parser.openLines()).toEqual([]);
    parser.push(line(2, 'java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0'));
    parser.push(line(3, KILL));
    expect(Math.min(...parser.openLines())).toBe(101);
    expect(parser.settle('none')[0]?.source.firstLine).toBe(101);
  });

  it('gives records without a host the one it was told', () => {
    const parser = createLogParser({ isLive: true, host: 'web1' });
    parser.push(line(1, KILL));
    expect(parser.settle('none')[0]?.host).toBe('web1');
  });
});
