/** The log's own lines beside each event: the right ones, wherever in the log and in whatever chunks they came. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createLineSplitter } from '../src/container/lines.js';
import { createLogParser } from '../src/log-parser.js';
import type { LogText } from '../src/render/log-text.js';
import type { OomEvent } from '../src/report/event.js';
import { readReportFixture } from './kit/report-fixture.js';

const lab = fileURLToPath(new URL('../fixtures/reports/lab', import.meta.url));
const captures = readdirSync(lab).filter((name) => /^6\.1-.*\.log$/.test(name));

function linesOf(log: Uint8Array): ReadonlyMap<number, string> {
  const lines = new Map<number, string>();
  const splitter = createLineSplitter();
  const keep = ({ number, text }: { readonly number: number; readonly text: string }) =>
    lines.set(number, text);
  splitter.push(log, keep);
  splitter.end(keep);
  return lines;
}

function excerptsOf(log: Uint8Array, chunkBytes: number, excerpts = true): [OomEvent, readonly LogText[]][] {
  const parser = createLogParser({ path: 'kern.log', excerpts });
  const found: [OomEvent, readonly LogText[]][] = [];
  for (let at = 0; at < log.length; at += chunkBytes)
    for (const event of parser.push(log.subarray(at, at + chunkBytes)))
      found.push([event, parser.excerpt(event)]);
  for (const event of parser.end()) found.push([event, parser.excerpt(event)]);
  return found;
}

function expectOwnLines(log: Uint8Array, chunkBytes: number): void {
  const lines = linesOf(log);
  for (const [event, excerpt] of excerptsOf(log, chunkBytes)) {
    const quoted = new Map(
      excerpt.flatMap((run) => run.lines.map((text, index) => [run.firstLine + index, text])),
    );
    for (const [number, text] of quoted) expect(text).toBe(lines.get(number));
    for (let number = event.source.firstLine; number <= event.source.lastLine; number++)
      expect(quoted.has(number)).toBe(true);
    const cited = event.diagnosis.findings.flatMap((finding) => finding.evidence).concat(event.aftermath);
    for (const { line } of cited) if (line !== null) expect(quoted.has(line)).toBe(true);
    expect(excerpt.every((run) => run.path === 'kern.log')).toBe(true);
  }
}

const NOISE = 'Nov 20 03:12:45 web1 sshd[7]: Accepted publickey for deploy from 192.0.2.7 port 50022 ssh2\n';

describe('excerpts', () => {
  it.each(captures)('are the lines of %s', (name) => {
    const { log } = readReportFixture(join(lab, name));
    expectOwnLines(log, 1 << 20);
  });

  it.each([700, 65_536])('are found deep in a long log, read by %i bytes', (chunkBytes) => {
    const capture = readReportFixture(join(lab, '6.1-memcg-v2-crash-loop.log')).log;
    const noise = new TextEncoder().encode(NOISE.repeat(12_000));
    const log = new Uint8Array(2 * noise.length + capture.length);
    log.set(noise);
    log.set(capture, noise.length);
    log.set(noise, noise.length + capture.length);
    expectOwnLines(log, chunkBytes);
    expect(excerptsOf(log, chunkBytes).length).toBeGreaterThan(3);
  });

  it('are empty where they were not asked for', () => {
    const { log } = readReportFixture(join(lab, '6.1-memcg-v2-kubepods.log'));
    expect(excerptsOf(log, 1 << 20, false).map(([, excerpt]) => excerpt)).toEqual([[]]);
  });

  it('leave out the middle of an endless report', () => {
    const head =
      'Nov 20 03:12:45 web1 kernel: [1.0] a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0';
    const table = [
      'Nov 20 03:12:45 web1 kernel: [1.0] Tasks state (memory values in pages):',
      'Nov 20 03:12:45 web1 kernel: [1.0] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name',
      ...Array.from(
        { length: 9000 },
        (_, index) =>
          `Nov 20 03:12:45 web1 kernel: [1.0] [${String(index + 10).padStart(7)}]     0 ${String(index + 10).padStart(5)}     1000      100    40960        0             0 worker`,
      ),
    ];
    const kill =
      'Nov 20 03:12:45 web1 kernel: [1.0] Out of memory: Killed process 10 (worker) total-vm:4000kB, anon-rss:400kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:40kB oom_score_adj:0';
    const log = new TextEncoder().encode([head, ...table, kill, ''].join('\n'));
    const [first] = excerptsOf(log, 1 << 20);
    const total = first?.[1].reduce((sum, run) => sum + run.lines.length, 0) ?? 0;
    expect(first?.[0].tasks).toHaveLength(9000);
    expect(total).toBeLessThan(5100);
    expect(first?.[1].at(0)?.lines[0]).toBe(head);
    expect(first?.[1].at(-1)?.lines.at(-1)).toBe(kill);
  });
});
