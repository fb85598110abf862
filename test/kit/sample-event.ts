/** Makes tasks, victims and events for tests: complete, with nothing special in them but what a test states. */
import type { Diagnosis, Finding, OomEvent, Task, Victim } from '../../src/report/event.js';

const KiB = 1024;
const MiB = 1024 * KiB;

export function sampleTask(pid: number, comm: string, rssBytes: number, more: Partial<Task> = {}): Task {
  return {
    pid,
    uid: 1000,
    tgid: pid,
    comm,
    totalVmBytes: rssBytes * 3,
    rssBytes,
    rssAnonBytes: null,
    rssFileBytes: null,
    rssShmemBytes: null,
    pageTableBytes: 64 * KiB,
    swapBytes: 0,
    oomScoreAdj: 0,
    oomAdj: null,
    extra: {},
    derived: { badnessPages: Math.round(rssBytes / 4096) + 16, oomScore: null, rank: null, eligible: true },
    ...more,
  };
}

export function sampleVictim(
  pid: number,
  comm: string,
  anonRssBytes: number | null,
  more: Partial<Victim> = {},
): Victim {
  return {
    pid,
    comm,
    uid: 1000,
    tgid: null,
    totalVmBytes: anonRssBytes === null ? null : anonRssBytes * 3,
    anonRssBytes,
    fileRssBytes: anonRssBytes === null ? null : 2 * MiB,
    shmemRssBytes: anonRssBytes === null ? null : 0,
    pageTableBytes: anonRssBytes === null ? null : 1216 * KiB,
    oomScoreAdj: 0,
    score: null,
    role: 'selected',
    memcgPath: null,
    reaped: null,
    line: 48,
    ...more,
  };
}

export function sampleDiagnosis(
  cause: string,
  summary: string,
  findings: readonly Finding[] = [],
): Diagnosis {
  return { cause, confidence: 'high', summary, findings };
}

/** A complete event with nothing in it: samples state only what differs. */
export function sampleEvent(more: Partial<OomEvent> = {}): OomEvent {
  return {
    id: 'sample',
    killer: 'kernel',
    outcome: 'killed',
    scope: 'system',
    manual: false,
    completeness: { status: 'complete', missing: [], foreignLines: 0, lostRecords: null, notes: [] },
    source: { path: 'kern.log', firstLine: 1, lastLine: 48 },
    host: 'web1',
    time: { wall: '2026-11-20T03:12:45+01:00', wallSource: 'log', uptimeSeconds: 356_400.25 },
    kernel: {
      release: '6.1.0-28-amd64',
      hardware: 'QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian 04/01/2014',
      tainted: null,
    },
    trigger: null,
    memcg: null,
    memory: null,
    tasks: [],
    victims: [],
    selected: null,
    aftermath: [],
    extra: {},
    identity: null,
    diagnosis: sampleDiagnosis('unknown', 'The machine ran out of memory.'),
    ...more,
  };
}
