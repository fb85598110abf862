/**
 * From a kill in the log to the end of its incident, through `oomscope watch` and every alerting sink at once: the real
 * Alertmanager and journal where they are installed, stand-ins that hold a sender to the rules of PagerDuty and OTLP, a command.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Alertmanager, startAlertmanager, whyNoAlertmanager } from '../kit/alertmanager.js';
import { type Built, buildProgram } from '../kit/built.js';
import { type Journald, startJournald, whyNoJournald } from '../kit/journald.js';
import { killLines } from '../kit/kill-lines.js';
import { startOtlp } from '../kit/otlp-server.js';
import { ROUTING_KEY, startPagerduty } from '../kit/pagerduty-server.js';
import { type RunningService, readLines, startService } from '../kit/service.js';

const QUIET_MS = 3000;
const POD = '3f2c8a1e-6b7d-4c55-9e0a-1f2d3c4b5a69';
const CGROUP = `/kubepods/burstable/pod${POD}/${'8f1d0c6a5b3e4f7a'.repeat(4)}`;
/** Keeps each event, as a line of its own. */
const COMMAND = ['/bin/sh', '-c', 'cat >> "$0"'];

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
let folder = '';
let built: Built;
let pager: Awaited<ReturnType<typeof startPagerduty>>;
let collector: Awaited<ReturnType<typeof startOtlp>>;
let alertmanager: Alertmanager | null = null;
let journal: Journald | null = null;
let service: RunningService;
/** When the last line of the log was written. */
let lastKillMs = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'oomscope-ways-out-'));
  built = buildProgram();
  [pager, collector] = await Promise.all([startPagerduty(), startOtlp()]);
  if (whyNoAlertmanager === null) alertmanager = await startAlertmanager();
  if (whyNoJournald === null) journal = await startJournald();
  writeFileSync(join(folder, 'kern.log'), '');
  writeFileSync(join(folder, 'routing-key'), ROUTING_KEY, { mode: 0o600 });
  const sinks = {
    pager: { type: 'pagerduty', routingKey: { file: join(folder, 'routing-key') }, url: pager.url },
    otel: { type: 'otlp', url: collector.url },
    own: { type: 'command', command: [...COMMAND, join(folder, 'told.ndjson')] },
    ...(alertmanager === null
      ? {}
      : { alerts: { type: 'alertmanager', urls: [alertmanager.url.href], labels: { cluster: 'prod' } } }),
    ...(journal === null ? {} : { journal: { type: 'journald' } }),
  };
  const config = {
    sources: [{ file: join(folder, 'kern.log') }],
    grouping: { wait: '0s', quiet: `${QUIET_MS}ms` },
    sinks,
  };
  const inside = journal?.inside ?? [];
  service = await startService(built, folder, config, {}, (program, args, env) => {
    const [first = '', ...rest] = [...inside, program, ...args];
    return spawn(first, rest, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  });
  // Its first kill, and another of the same program while the incident is open.
  appendFileSync(join(folder, 'kern.log'), killLines({ pid: 4242, cgroup: CGROUP }));
  await service.until(() => pager.alerts.size > 0 && collector.records.length === 1, 'the first kill');
  lastKillMs = Date.now();
  appendFileSync(join(folder, 'kern.log'), killLines({ pid: 4300, cgroup: CGROUP }));
  await service.until(() => collector.records.length === 2, 'the second kill');
});
afterAll(async () => {
  await service?.stop();
  await Promise.all([pager?.close(), collector?.close(), alertmanager?.stop(), journal?.stop()]);
  built?.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(whyNoAlertmanager !== null)(
  `the real Alertmanager (${whyNoAlertmanager ?? 'installed'})`,
  () => {
    it('has one alert with few-valued labels, resolved when the incident is over', async () => {
      const own = () => alertmanager?.notified.flatMap(({ alerts }) => alerts) ?? [];
      const ended = () => own().filter(({ status }) => status === 'resolved');
      await service.until(() => ended().length > 0, 'the end at Alertmanager');
      const endedMs = Date.now();
      expect(ended()[0]?.labels).toEqual({
        ...{ alertname: 'OutOfMemory', cluster: 'prod', host: 'web1', scope: 'memcg', severity: 'warning' },
        ...{ runtime: 'kubernetes', qos: 'burstable', program: 'java' },
      });
      // The same alert all the time: no label changed with the second kill.
      expect(new Set(own().map(({ labels }) => JSON.stringify(labels))).size).toBe(1);
      expect(own().some(({ status }) => status === 'firing')).toBe(true);
      expect(await alertmanager?.alerts()).toEqual([]);
      expect(endedMs - lastKillMs).toBeGreaterThanOrEqual(QUIET_MS);
    });
  },
);

it('triggers and resolves one alert at PagerDuty, by one key', async () => {
  await service.until(
    () => [...pager.alerts.values()].every(({ isOpen }) => !isOpen),
    'the end at PagerDuty',
  );
  const sent = pager.requests.map(({ body }) => JSON.parse(body) as Record<string, string>);
  expect(sent.map(({ event_action }) => event_action)).toEqual(['trigger', 'resolve']);
  expect(new Set(sent.map(({ dedup_key }) => dedup_key)).size).toBe(1);
  expect([...pager.alerts.values()]).toMatchObject([{ isOpen: false, payload: { source: 'web1' } }]);
  expect(pager.complaints).toEqual([]);
});

it('hands every kill to the collector and to the command, with the same id', async () => {
  expect(collector.complaints).toEqual([]);
  expect(collector.records.map(({ attributes }) => attributes['process.pid'])).toEqual([4242, 4300]);
  expect(collector.records[0]?.resource).toMatchObject({ 'host.name': 'web1', 'os.type': 'linux' });
  expect(collector.records[0]?.attributes['k8s.pod.uid']).toBe(POD);
  const told = () => readLines(join(folder, 'told.ndjson'));
  await service.until(() => told().length === 2, 'both at the command');
  const ids = told().map(({ event }) => (event as { readonly id: string }).id);
  expect(ids).toEqual(collector.records.map(({ attributes }) => attributes['log.record.uid']));
});

describe.skipIf(whyNoJournald !== null)(`a real journal (${whyNoJournald ?? 'installed'})`, () => {
  it('shows both kills to journalctl -t oomscope', async () => {
    await service.until(() => journal?.entries().length === 2, 'both in the journal');
    expect(journal?.entries().map((entry) => entry.OOMSCOPE_VICTIM_PID)).toEqual(['4242', '4300']);
    expect(journal?.entries()[0]).toMatchObject({ OOMSCOPE_POD_UID: POD, OOMSCOPE_TRUST: 'unverified' });
  });
});

it('keeps the routing key to itself', () => {
  const written = [JSON.stringify(service.log()), readFileSync(join(folder, 'told.ndjson'), 'utf8')];
  for (const text of written) expect(text).not.toContain(ROUTING_KEY);
});
