/**
 * Recomputes how the kernel ranked its candidates, by the rule since 2.6.36: pages held (resident, swap, page tables)
 * plus oom_score_adj thousandths of the memory in question. Older kernels used inputs that no log has; there, and
 * where a needed number is missing, the result is null instead of a guess.
 */
import type { OomReport, Task } from '../report/event.js';
import { chosenPid, rowOf } from './kernel-choice.js';
import {
  hasScoreFloor,
  isColumnPoor,
  isOldAlgorithm,
  isRootBonusPossible,
  isScorePrinted,
} from './kernel-era.js';
import { isUsualRule } from './kernel-rule.js';
import { pageBytesOf } from './page-size.js';
import { type TotalPages, totalPagesOf } from './total-pages.js';
import { worstFirst } from './worst-first.js';

/** All the memory there is, and a whole oom_score_adj on top. */
export const MOST_SCORE = 2000;

/** How the recomputed order compares with what the kernel did. */
export type Agreement =
  /** The kernel's choice has the highest recomputed badness. */
  | 'agrees'
  /** It has not, but root's bonus, which logs do not show, explains the gap. */
  | 'agrees-with-root-bonus'
  /** Another task should have been chosen. */
  | 'differs'
  /** Nothing to compare: no table, no choice, another rule, or missing numbers. */
  | 'not-comparable';

export interface Badness {
  readonly total: TotalPages | null;
  /** The report's rows: `derived` of each is filled. */
  readonly tasks: readonly Task[];
  /** Eligible rows, worst first; empty where no order could be computed. */
  readonly ranking: readonly Task[];
  readonly agreement: Agreement;
  /** Row of the task that the kernel chose. */
  readonly chosen: Task | null;
  /** The worst eligible task besides the chosen one and those killed with it. */
  readonly next: Task | null;
  /** The row that holds most, whatever its oom_score_adj. */
  readonly biggest: Task | null;
}

const EXEMPT_SCORE_ADJ = -1000;
const EXEMPT_ADJ = -17;
const ROOT_BONUS = 0.03;

/** Memory that badness counts, in bytes; null where the table does not show it. */
export function heldBytes(task: Task): number | null {
  return task.rssBytes === null ? null : task.rssBytes + (task.swapBytes ?? 0) + (task.pageTableBytes ?? 0);
}

/** Exempt are init (pid 1) and tasks at the bottom of the scale. Null where neither scale is shown. */
function isEligible(task: Task): boolean | null {
  if (task.pid === 1 || task.tgid === 1) return false;
  if (task.oomScoreAdj !== null) return task.oomScoreAdj > EXEMPT_SCORE_ADJ;
  return task.oomAdj === null ? null : task.oomAdj > EXEMPT_ADJ;
}

export function computeBadness(report: OomReport): Badness {
  const total = totalPagesOf(report);
  const { tasks } = report;
  const ranking = rankTasks(report, total);
  const pid = chosenPid(report);
  const chosen = pid === null ? null : rowOf(tasks, pid);
  return {
    total,
    tasks,
    ranking,
    agreement: agreementOf(report, ranking, chosen, total),
    chosen,
    next: nextOf(report, ranking, chosen),
    biggest: biggestOf(tasks),
  };
}

/** Fills `derived` of the rows; ranks only where every eligible row could be computed. */
function rankTasks(report: OomReport, total: TotalPages | null): readonly Task[] {
  const rule = ruleOf(report, total);
  const eligible: (boolean | null)[] = [];
  const badness: (number | null)[] = [];
  for (const task of report.tasks) {
    const mayBeChosen = isEligible(task);
    eligible.push(mayBeChosen);
    badness.push(mayBeChosen === true ? badnessOf(task, rule) : null);
  }
  const order = worstFirst(eligible, badness, isScorePrinted(report));
  rank(report.tasks, eligible, badness, order, total);
  const ranking: Task[] = [];
  for (let place = 0; place < order.length; place++)
    ranking.push(report.tasks[order[place] as number] as Task);
  return ranking;
}

/** Fills `derived` in place: a copy of every row of a log of reports is most of what diagnosing it would cost. */
function rank(
  rows: readonly { -readonly [Name in keyof Task]: Task[Name] }[],
  eligible: readonly (boolean | null)[],
  badness: readonly (number | null)[],
  order: Uint32Array,
  total: TotalPages | null,
): void {
  const ranks = new Uint32Array(rows.length);
  for (let place = 0; place < order.length; place++) ranks[order[place] as number] = place + 1;
  const totalPages = total?.pages ?? null;
  let index = 0;
  for (const row of rows) {
    const badnessPages = badness[index] ?? null;
    const place = ranks[index] as number;
    row.derived = {
      badnessPages,
      oomScore: badnessPages === null || totalPages === null ? null : scoreOf(badnessPages, totalPages),
      rank: place === 0 ? null : place,
      eligible: eligible[index] ?? null,
    };
    index++;
  }
}

/** What the formula needs besides the row; decided once for the table. */
interface Rule {
  readonly isComputable: boolean;
  readonly pageSize: number;
  readonly totalPages: number | null;
  readonly hasFloor: boolean;
}

function ruleOf(report: OomReport, total: TotalPages | null): Rule {
  const isBlind = isColumnPoor(report.tasks) && isSwapInUse(report);
  return {
    isComputable: !isOldAlgorithm(report) && !isBlind,
    pageSize: pageBytesOf(report),
    totalPages: total?.pages ?? null,
    hasFloor: hasScoreFloor(report),
  };
}

function badnessOf(task: Task, rule: Rule): number | null {
  const { rssBytes, oomScoreAdj: adj } = task;
  if (!rule.isComputable || rssBytes === null || adj === null) return null;
  // Without the total only tasks at zero can be computed.
  if (adj !== 0 && rule.totalPages === null) return null;
  const pages = Math.round(rssBytes / rule.pageSize) + Math.round((task.swapBytes ?? 0) / rule.pageSize);
  const tables = Math.floor((task.pageTableBytes ?? 0) / rule.pageSize);
  const points = pages + tables + adj * Math.floor((rule.totalPages ?? 0) / 1000);
  return rule.hasFloor ? Math.max(1, points) : points;
}

/** Swapped pages count, but tables before 3.6 do not show them. */
function isSwapInUse(report: OomReport): boolean {
  const total = report.memory?.swapTotalBytes ?? null;
  const free = report.memory?.swapFreeBytes ?? null;
  return total === null || free === null || total - free > 0;
}

function scoreOf(points: number, totalPages: number): number {
  return Math.min(MOST_SCORE, Math.max(0, Math.floor((points * 1000) / totalPages)));
}

function agreementOf(
  report: OomReport,
  ranking: readonly Task[],
  chosen: Task | null,
  total: TotalPages | null,
): Agreement {
  const first = ranking[0];
  const chosenPoints = chosen?.derived.badnessPages ?? null;
  const firstPoints = first?.derived.badnessPages ?? null;
  if (!isUsualRule(report) || first === undefined || chosenPoints === null || firstPoints === null) {
    return 'not-comparable';
  }
  if (chosenPoints >= firstPoints) return 'agrees';
  const bonus = ROOT_BONUS * (total?.pages ?? 0);
  const isExplained = first.uid === 0 && isRootBonusPossible(report) && firstPoints - bonus <= chosenPoints;
  return isExplained ? 'agrees-with-root-bonus' : 'differs';
}

function nextOf(report: OomReport, ranking: readonly Task[], chosen: Task | null): Task | null {
  const dead = new Set(report.victims.map((victim) => victim.pid));
  const survives = (task: Task) =>
    task.pid !== chosen?.pid && !dead.has(task.pid) && !dead.has(task.tgid ?? task.pid);
  return ranking.find(survives) ?? null;
}

function biggestOf(tasks: readonly Task[]): Task | null {
  let biggest: Task | null = null;
  let most = 0;
  for (const task of tasks) {
    const held = heldBytes(task) ?? 0;
    if (held > most) {
      biggest = task;
      most = held;
    }
  }
  return biggest;
}
