/**
 * Notices kills that leave no log line: reads the kernel's counters, weighs them against the events that were stored, and hands on
 * what is left over as an event of its own. Where its line comes after all, that becomes the same event.
 */
import { findHierarchy, type Hierarchy } from '../moment/cgroup-files.js';
import { KillLedger } from '../moment/kill-ledger.js';
import { increasesOf, type KillCounts, readKillCounts, readTotalKills } from '../moment/oom-counters.js';
import { HOST_PATHS, type HostPaths } from '../moment/read-small.js';
import type { OomEvent } from '../report/event.js';
import { isSameHost, wordsOf } from '../report/same-event.js';
import type { StoredEvent } from '../store/records.js';
import { silentEvent } from './silent-event.js';

export interface SilentWatchOptions {
  readonly paths?: HostPaths;
  readonly wallMs: () => number;
  readonly host: () => string;
}

export interface SilentWatch {
  /** An event was stored, or has grown. */
  seen(stored: StoredEvent): void;
  /** The words under which a line is stored whose kill was told already, from the counters; null for others. */
  wordsFor(event: OomEvent, atMs: number): string | null;
  /** Reads the counters, and gives what is to be told by now. */
  look(): readonly OomEvent[];
}

/** So long after it was told, a line may still come. */
const CLAIM_MS = 3_600_000;
const CLOCK_SLACK_MS = 2000;

interface Claim {
  readonly words: string;
  readonly cgroup: string | null;
  readonly fromMs: number;
  readonly untilMs: number;
  usedBy: string | null;
}

export function createSilentWatch(options: SilentWatchOptions): SilentWatch {
  const { paths = HOST_PATHS, wallMs, host } = options;
  const ledger = new KillLedger();
  const counters = createCounters(paths);
  let claims: Claim[] = [];
  return {
    seen({ event, atMs, seenMs }) {
      const { killer, victims, memcg } = event;
      if (killer !== 'kernel' || !isSameHost(event.host, host())) return;
      // A process that only shared the victim's memory dies uncounted.
      const counted = victims.filter(({ role }) => role !== 'shares-memory');
      const told = counted.map(({ memcgPath }) => memcgPath ?? memcg?.taskPath ?? null);
      if (told.length > 0) ledger.tell({ id: event.id, paths: told, atMs, seenMs });
    },
    wordsFor(event, atMs) {
      if (event.killer !== 'kernel' || event.victims.length === 0 || !isSameHost(event.host, host()))
        return null;
      const path = event.victims[0]?.memcgPath ?? event.memcg?.taskPath ?? null;
      const claim = claims.find(
        ({ cgroup, fromMs, untilMs, usedBy }) =>
          (usedBy === null || usedBy === event.id) &&
          atMs >= fromMs - CLOCK_SLACK_MS &&
          atMs <= untilMs + CLOCK_SLACK_MS &&
          (cgroup === null || path === null || path === cgroup || path.startsWith(`${cgroup}/`)),
      );
      if (claim === undefined) return null;
      claim.usedBy = event.id;
      return claim.words;
    },
    look() {
      const nowMs = wallMs();
      counters.look(nowMs, (total, parts, fromMs) => ledger.count(total, parts, fromMs, nowMs));
      claims = claims.filter(({ untilMs }) => nowMs - untilMs < CLAIM_MS);
      return ledger.due(nowMs).map((kills) => {
        const event = silentEvent(kills, host(), counters.version());
        claims.push({ ...kills, words: wordsOf(event), usedBy: null });
        return event;
      });
    },
  };
}

/** The counters as they were at the last look. The tree is walked only when the machine's own counter has grown. */
function createCounters({ proc, cgroup }: HostPaths) {
  let hierarchy: Hierarchy | null = null;
  let total: number | null = null;
  let counts: KillCounts = new Map();
  let lookedMs = 0;
  const walk = (): KillCounts => (hierarchy === null ? new Map() : readKillCounts(hierarchy));
  return {
    version: () => hierarchy?.version ?? null,
    look(
      nowMs: number,
      onGrown: (by: number, parts: ReturnType<typeof increasesOf>, fromMs: number) => void,
    ) {
      const now = readTotalKills(proc);
      if (now === null) return;
      if (total === null || now < total) {
        hierarchy = findHierarchy(cgroup);
        counts = walk();
      } else if (now > total) {
        const fresh = walk();
        onGrown(now - total, increasesOf(counts, fresh, hierarchy?.version ?? 2), lookedMs);
        counts = fresh;
      }
      total = now;
      lookedMs = nowMs;
    },
  };
}
