/**
 * Everything the rules look at, computed once per event: the report with its ranking, what ran out, the account, the
 * programs, the zones, what came before.
 */
import type { Identity, OomReport, Task, Victim } from '../report/event.js';
import { type Account, accountOf } from './account.js';
import { type Allocation, allocationOf } from './allocation.js';
import { type Badness, computeBadness } from './badness.js';
import { groupByProgram, type ProgramGroup } from './groups.js';
import { withMemoryRequest } from './identity/memory-request.js';
import { mainVictim, rowOf } from './kernel-choice.js';
import { type Limit, limitOf } from './limit.js';
import { identify, identifyLimit } from './place.js';
import { type Repeats, repeatsOf } from './repeats.js';
import { isZoneLost, judgeZones, type ZoneVerdict } from './watermarks.js';

export interface Facts {
  /** `derived` of its tasks is filled. */
  readonly report: OomReport;
  /** Of the victim's cgroup. */
  readonly identity: Identity | null;
  /** Of the cgroup whose limit was hit; null where none was, or where the log does not name it. */
  readonly limitIdentity: Identity | null;
  readonly victim: Victim | null;
  /** The victim's row of the task table. */
  readonly victimRow: Task | null;
  readonly limit: Limit;
  readonly account: Account | null;
  readonly badness: Badness;
  /** Largest first. */
  readonly groups: readonly ProgramGroup[];
  readonly allocation: Allocation;
  readonly zones: readonly ZoneVerdict[];
  /** The log lost a zone that could have served. */
  readonly isZoneLost: boolean;
  readonly repeats: Repeats;
}

export function computeFacts(report: OomReport, history: readonly OomReport[]): Facts {
  const badness = computeBadness(report);
  const victim = mainVictim(report);
  const identity = identify(report);
  return {
    report,
    identity: identity === null ? null : withMemoryRequest(identity, report, history),
    limitIdentity: identifyLimit(report),
    victim,
    victimRow: victim === null ? null : rowOf(report.tasks, victim.pid),
    limit: limitOf(report),
    account: accountOf(report),
    badness,
    groups: groupByProgram(report.tasks),
    allocation: allocationOf(report.trigger),
    zones: judgeZones(report),
    isZoneLost: isZoneLost(report),
    repeats: repeatsOf(report, history),
  };
}
