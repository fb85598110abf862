/**
 * A corpus folder's `index.jsonl`: what a reader saw in each log, held against the events that came out. Only what an
 * expectation states is compared; amounts are in kB, as the logs print them.
 */
import type { OomEvent, Victim } from '../../src/index.js';

export interface CorpusEntry {
  readonly file: string;
  /** More than one reading is fair: agreement is not asked for. */
  readonly ambiguous?: unknown;
  readonly page_size?: number;
  readonly events: readonly ExpectedRun[];
}

export type ExpectedRun = Readonly<Record<string, unknown>> & {
  readonly victims?: readonly ExpectedKill[];
  readonly selected?: { readonly pid: number };
};

type ExpectedKill = Readonly<Record<string, unknown>> & { readonly pid: number };

interface Fact {
  readonly name: string;
  readonly found: unknown;
  readonly expected: unknown;
}

const SCOPES: Readonly<Record<string, string>> = {
  NONE: 'system',
  MEMCG: 'memcg',
  CPUSET: 'cpuset',
  MEMORY_POLICY: 'mempolicy',
};
/** From here on a limit in kB is the kernel's way to print "none". */
const UNLIMITED_KIB = 2 ** 50;

const kib = (bytes: number | null | undefined) => (bytes == null ? null : Math.floor(bytes / 1024));
const pids = (kills: readonly { readonly pid: number }[]) =>
  kills.map((kill) => kill.pid).sort((a, b) => a - b);

/** What of an event an expectation may name, by the expectation's key. */
const OF_EVENT: Readonly<Record<string, (event: OomEvent) => unknown>> = {
  trigger_comm: (event) => event.trigger?.comm ?? null,
  trigger_pid: (event) => event.trigger?.pid ?? null,
  gfp_mask: (event) => event.trigger?.gfpMask ?? null,
  order: (event) => event.trigger?.order ?? null,
  trigger_oom_score_adj: (event) => event.trigger?.oomScoreAdj ?? null,
  trigger_oom_adj: (event) => event.trigger?.oomAdj ?? null,
  kernel: (event) => event.kernel.release,
  memcg: (event) => event.memcg?.limitPath ?? null,
  task_memcg: (event) => event.memcg?.taskPath ?? event.victims[0]?.memcgPath ?? null,
  mem_usage_kb: (event) => kib(event.memcg?.usageBytes),
  mem_limit_kb: (event) => kib(event.memcg?.limitBytes),
  failcnt: (event) => event.memcg?.failcnt ?? null,
  n_tasks: (event) => event.tasks.length,
};

const OF_VICTIM: Readonly<Record<string, (victim: Victim, event: OomEvent) => unknown>> = {
  comm: (victim) => victim.comm,
  uid: (victim) => victim.uid,
  oom_score_adj: (victim) => victim.oomScoreAdj,
  total_vm_kb: (victim) => kib(victim.totalVmBytes),
  anon_rss_kb: (victim) => kib(victim.anonRssBytes),
  file_rss_kb: (victim) => kib(victim.fileRssBytes),
  shmem_rss_kb: (victim) => kib(victim.shmemRssBytes),
  score: (victim, event) => victim.score ?? event.selected?.score ?? null,
};

function* factsOf(event: OomEvent, run: ExpectedRun, pageSize: number | undefined): Generator<Fact> {
  for (const [name, read] of Object.entries(OF_EVENT)) {
    if (!(name in run) || (name === 'mem_limit_kb' && Number(run[name]) >= UNLIMITED_KIB)) continue;
    yield { name, found: read(event), expected: run[name] };
  }
  const scope = SCOPES[String(run.constraint)];
  if (scope !== undefined) yield { name: 'scope', found: event.scope, expected: scope };
  if (run.panic) yield { name: 'outcome', found: event.outcome, expected: 'panicked' };
  else if (run.no_killable) yield { name: 'outcome', found: event.outcome, expected: 'no-killable-task' };
  if (run.selected)
    yield { name: 'selected', found: event.selected?.pid ?? null, expected: run.selected.pid };
  if (pageSize !== undefined && event.memory !== null)
    yield { name: 'page_size', found: event.memory.pageSizeBytes, expected: pageSize };
  if (run.victims) yield* victimFacts(event, run.victims);
  if (run.reaped === true)
    yield { name: 'reaped', found: event.victims.some((victim) => victim.reaped), expected: true };
}

function* victimFacts(event: OomEvent, kills: readonly ExpectedKill[]): Generator<Fact> {
  yield { name: 'victims', found: String(pids(event.victims)), expected: String(pids(kills)) };
  for (const kill of kills) {
    const victim = event.victims.find((candidate) => candidate.pid === kill.pid);
    if (victim === undefined) continue;
    for (const [name, read] of Object.entries(OF_VICTIM))
      if (name in kill) yield { name: `victim.${name}`, found: read(victim, event), expected: kill[name] };
  }
}

/** Every difference, as `#0 scope: found "memcg", expected "system"`; a wrong number of events comes first. */
export function differencesOf(entry: CorpusEntry, events: readonly OomEvent[]): string[] {
  const counted =
    events.length === entry.events.length
      ? []
      : [`events: found ${events.length}, expected ${entry.events.length}`];
  const facts = pairUp(events, entry).flatMap(({ event, run, index }) =>
    [...factsOf(event, run, entry.page_size)]
      .filter((fact) => fact.found !== fact.expected)
      .map(
        ({ name, found, expected }) =>
          `#${index} ${name}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`,
      ),
  );
  return [...counted, ...facts];
}

interface Pair {
  readonly event: OomEvent;
  readonly run: ExpectedRun;
  readonly index: number;
}

/** In order where the numbers agree; otherwise each expectation takes the event that agrees with most of it. */
function pairUp(events: readonly OomEvent[], { events: runs, page_size }: CorpusEntry): Pair[] {
  const left = [...events];
  return runs.flatMap((run, index) => {
    const agreement = (event: OomEvent) =>
      [...factsOf(event, run, page_size)].filter((fact) => fact.found === fact.expected).length;
    const best =
      events.length === runs.length ? left[0] : left.toSorted((a, b) => agreement(b) - agreement(a))[0];
    if (best === undefined) return [];
    left.splice(left.indexOf(best), 1);
    return [{ event: best, run, index }];
  });
}
