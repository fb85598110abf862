/** What sources read and lost, by source and reason, as Prometheus wants it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMetrics, type Metrics } from '../../src/service/metrics.js';
import type { Followed, Source } from '../../src/source/follow/followed.js';
import type { LossCause } from '../../src/source/loss.js';
import { openStore, type Store } from '../../src/store/store.js';
import { extractedTool } from '../kit/extracted-tool.js';
import { runPiped } from '../kit/piped.js';

const promtool = extractedTool('/usr/bin/promtool');
let folder = '';
let store: Store;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'oomscope-metrics-'));
  store = await openStore(join(folder, 'state.db'));
});
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const text = (lines: string): Followed => ({
  kind: 'text',
  bytes: Buffer.from(lines),
  line: 1,
  positionAt: () => '',
});
const lost = (records: number | null, cause: LossCause): Followed => ({
  ...{ kind: 'lost', records, cause },
  reason: `how it came about: 192.0.2.7, ${cause}`,
});

/** What is counted of sources that give these items. */
async function counted(sources: Readonly<Record<string, readonly Followed[]>>): Promise<Metrics> {
  const metrics = createMetrics({ store, openIncidents: () => 0, nowMs: Date.now });
  for (const [name, items] of Object.entries(sources)) {
    const source: Source = {
      ...{ name, path: name, trust: 'unverified', isLocal: false },
      async *follow() {
        yield* items;
        yield { kind: 'caught-up' };
      },
    };
    const piped = runPiped(source, metrics);
    await piped.until(() => piped.caughtUp > 0, 'the end');
    await piped.stop();
  }
  return metrics;
}

it('counts what each source read, and what it lost by reason', async () => {
  const metrics = await counted({
    'syslog:udp://127.0.0.1:5514': [
      text('one\ntwo\n'),
      lost(3, 'overload'),
      lost(1, 'too_long'),
      lost(4, 'overload'),
    ],
    journal: [lost(12, 'vacuumed'), lost(null, 'unreadable')],
  });
  const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith('oomscope_source_'));
  expect(lines).toEqual([
    'oomscope_source_received_records_total{source="syslog:udp://127.0.0.1:5514"} 2',
    'oomscope_source_received_bytes_total{source="syslog:udp://127.0.0.1:5514"} 8',
    'oomscope_source_dropped_records_total{source="syslog:udp://127.0.0.1:5514",reason="overload"} 7',
    'oomscope_source_dropped_records_total{source="syslog:udp://127.0.0.1:5514",reason="too_long"} 1',
    'oomscope_source_dropped_records_total{source="journal",reason="vacuumed"} 12',
    'oomscope_source_dropped_records_total{source="journal",reason="unreadable"} 1',
  ]);
  // No word of a sender becomes a label.
  expect(lines.join()).not.toContain('192.0.2.7');
});

it.skipIf(promtool === null)(
  `pleases promtool check metrics${promtool === null ? ' (skipped: promtool is not installed)' : ''}`,
  async () => {
    const metrics = await counted({ journal: [text('one\n'), lost(1, 'missing')] });
    metrics.delivery('team', 'delivered', 0.2);
    metrics.suppressed('storm');
    metrics.storeError();
    const { stdout, stderr, status } = spawnSync(promtool?.path ?? '', ['check', 'metrics'], {
      input: await metrics.text(),
      encoding: 'utf8',
    });
    // Names of Node's own metrics are prom-client's.
    const complaints = `${stdout}${stderr}`.split('\n').filter((line) => !/^$|_nodejs_|_process_/.test(line));
    expect({ complaints, status }).toEqual({ complaints: [], status: expect.any(Number) });
  },
);
