/** Names and amounts as sentences use them. Names are the originals from the log: renderers escape them. */
import { formatBytes, formatCount, formatPercent } from '../base/units.js';
import type { Evidence, LimitKind, Task, Victim } from '../report/event.js';
import type { Facts } from './facts.js';
import { placeName } from './place.js';

/** A process may have set its name to nothing. */
export function programName(comm: string): string {
  return comm === '' ? 'a process without a name' : comm;
}

/** `postgres (pid 1234)`. */
export function processName(process: Pick<Task | Victim, 'pid' | 'comm'>): string {
  return `${programName(process.comm)} (pid ${process.pid})`;
}

/** `418 MiB of 512 MiB (82 %)`. */
export function shareOf(part: number, whole: number): string {
  return `${formatBytes(part)} of ${formatBytes(whole)} (${formatPercent(part, whole)})`;
}

/** `418 MiB (82 %) of the 512 MiB memory limit of nginx.service`. */
export function ofLimit(facts: Facts, part: number, total: number): string {
  const limit = `${formatBytes(total)} ${limitName(facts.limit.which)} of ${limitPlace(facts)}`;
  return `${formatBytes(part)} (${formatPercent(part, total)}) of the ${limit}`;
}

/** `3.32 GiB (85 %) of the 3.91 GiB of usable RAM`. */
export function ofRam(part: number, ram: number): string {
  return `${formatBytes(part)} (${formatPercent(part, ram)}) of the ${formatBytes(ram)} of usable RAM`;
}

/** `1 task`, `38 tasks`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** The place whose limit was hit: `pod 0f3c… (burstable)`, `nginx.service`, `cgroup /foo`. */
export function limitPlace(facts: Facts): string {
  const path = facts.report.memcg?.limitPath ?? null;
  const named =
    placeName(facts.limitIdentity) ??
    placeName(facts.report.memcg?.taskPath === path ? facts.identity : null);
  return named ?? (path === null ? 'a cgroup the log does not name' : `cgroup ${path}`);
}

export function limitName(which: LimitKind | null): string {
  switch (which) {
    case 'memory+swap':
      return 'memory+swap limit';
    case 'swap':
      return 'swap limit';
    case 'kmem':
      return 'kernel memory limit';
    case 'memory':
    case null:
      return 'memory limit';
  }
}

/** Usage against the limit as evidence; empty where the log does not print both. */
export function usageEvidence(facts: Facts): readonly Evidence[] {
  const { usedBytes, totalBytes, kind, which } = facts.limit;
  if (usedBytes === null || totalBytes === null) return [];
  const what = kind === 'cgroup' ? (which === 'memory' || which === null ? 'memory' : which) : 'RAM';
  return [{ text: `${what}: ${shareOf(usedBytes, totalBytes)} used`, line: null }];
}

/** The kill line as evidence, with the sizes it prints. */
export function killEvidence(facts: Facts): readonly Evidence[] {
  const { victim } = facts;
  if (victim === null) return [];
  const sizes: readonly (readonly [string, number | null])[] = [
    ['anon-rss', victim.anonRssBytes],
    ['file-rss', victim.fileRssBytes],
    ['shmem-rss', victim.shmemRssBytes],
  ];
  const printed = sizes
    .filter(([, bytes]) => bytes !== null)
    .map(([name, bytes]) => `${name} ${formatBytes(bytes ?? 0)}`);
  const held = printed.length === 0 ? '' : `: ${printed.join(', ')}`;
  return [{ text: `killed ${processName(victim)}${held}`, line: victim.line }];
}
