/**
 * What diagnosing later events needs of earlier ones, and no more: a long log keeps only the last events, and of them
 * when and where they were, whom they killed, what else ran of that program, and the sizes of the machine and the cgroup.
 */
import type { OomReport, Task } from '../report/event.js';

export interface History {
  /** Oldest first. */
  readonly entries: () => readonly OomReport[];
  /** A fuller version of a known report takes its place. */
  readonly add: (report: OomReport) => void;
}

const KEPT = 100;

export function createHistory(): History {
  const entries: OomReport[] = [];
  return {
    entries: () => entries,
    add(report) {
      const kept = essence(report);
      const known = entries.findLastIndex((entry) => entry.id === report.id);
      if (known >= 0) entries[known] = kept;
      else entries.push(kept);
      if (entries.length > KEPT) entries.shift();
    },
  };
}

/** Shorter strings are copies always. */
const SLICE_LENGTH = 13;

/** Strings are cut out of the text of the log, and each would keep a piece of 32 KiB alive. */
function copyOf<Text extends string | null>(text: Text): Text {
  return text === null || text.length < SLICE_LENGTH ? text : JSON.parse(JSON.stringify(text));
}

/** Of a table of thousands no more than this. */
const MOST_SIBLINGS = 64;

/** What else ran of the program that was killed: whether a later victim of it was there already. */
function siblings({ tasks, victims: [victim] }: OomReport): Task[] {
  if (victim === undefined || victim.comm === null) return [];
  return tasks
    .filter((task) => task.comm === victim.comm && task.pid !== victim.pid)
    .slice(0, MOST_SIBLINGS)
    .map((task) => ({ ...task, comm: copyOf(task.comm) }));
}

function essence(report: OomReport): OomReport {
  const { memory, memcg, completeness, time, victims } = report;
  return {
    ...report,
    completeness: { ...completeness, missing: [], notes: [] },
    host: copyOf(report.host),
    time: { ...time, wall: copyOf(time.wall) },
    kernel: { release: null, hardware: null, tainted: null },
    trigger: null,
    memcg: memcg && {
      ...memcg,
      limitPath: copyOf(memcg.limitPath),
      taskPath: copyOf(memcg.taskPath),
      stats: {},
    },
    memory: memory && { ...memory, totals: {}, nodes: [], unreclaimableSlab: [], allocations: [] },
    tasks: siblings(report),
    victims: victims.map((victim) => ({
      ...victim,
      comm: copyOf(victim.comm),
      memcgPath: copyOf(victim.memcgPath),
    })),
    selected: report.selected && { ...report.selected, comm: copyOf(report.selected.comm) },
    aftermath: [],
    extra: placeWords(report),
  };
}

/** The words of the kill line may name the container, where there is no cgroup. */
function placeWords({ extra: { killMessage } }: OomReport): Record<string, string> {
  return killMessage === undefined ? {} : { killMessage: copyOf(killMessage) };
}
