/** Kills by Android's low memory killer, in the kernel (staging until 4.11, vendors later) and as the daemon lmkd. */
import type { OomLine } from './oom-line.js';
import { integer, userspaceKill } from './userspace-kill.js';

/** `oom_score_adj 906 (oom_adj 15)`, `adj 15, score_adj 906`, or `adj` alone, which is of either scale. */
const SCALES = String.raw`(?:adj (?<adj>-?\d+),?(?: ?score_adj (?<second>-?\d+))?|(?:oom_)?score_adj (?<first>-?\d+))`;
/** lmkd of Android 7 to 9 writes the line of the kernel's killer, with the uid. */
const LMK = new RegExp(
  String.raw`^(?:lowmemorykiller: )?Killing '(?<comm>.*?)' \((?<pid>\d+)\)(?: \(tgid \d+\))?(?:, uid (?<uid>\d+))?, ${SCALES}`,
  's',
);
/**
 * The daemon that took its place, since Android 9; what it counts besides `rss` and `swap` grows with its versions. Samsung's calls
 * kills of what is cached `Reclaim`, and has the state of the process behind its score.
 */
const LMKD =
  /^(?:lowmemorykiller: )?(?:Kill|Reclaim) '(.*)' \((\d+)\), uid (\d+), oom_(?:score_)?adj (-?\d+)(?:, state (-?\d+))? to free (\d+)kB(?: rss)?((?:, \d+kB [a-z_ ]+)*)(?:;? reason: (.*)|, ?\d*k?B?)?\s*$/s;
const LMKD_SIZE = /, (\d+kB) ([a-z_ ]+)/g;
const LMK_OLD = new RegExp(
  String.raw`^(?:lowmemorykiller: )?send sigkill to (?<pid>\d+) \((?<comm>.*)\), ${SCALES}(?:, ?adj -?\d+)?, ?size (?<size>\d+)`,
  's',
);

export function readLowMemoryKiller(text: string): OomLine | null {
  const byDaemon = LMKD.exec(text);
  if (byDaemon) return lmkdKill(byDaemon);
  const facts = (LMK.exec(text) ?? LMK_OLD.exec(text))?.groups;
  if (facts === undefined) return null;
  const { comm = '', pid, uid, adj, first, second, size } = facts;
  const score = integer(first ?? second ?? adj);
  const isOldScale = first === undefined && second === undefined && isOfOldScale(score ?? 0);
  return userspaceKill('lowmemorykiller', {
    comm,
    pid: integer(pid),
    uid: integer(uid),
    oomScoreAdj: isOldScale ? null : score,
    extra: {
      ...(isOldScale ? { oomAdj: String(score) } : {}),
      ...(size === undefined ? {} : { sizePages: size }),
    },
  });
}

/** From -16 to 15 before 3.0; on the new scale nothing but 0 is as small on Android. */
function isOfOldScale(adj: number): boolean {
  return adj !== 0 && adj > -17 && adj < 16;
}

function lmkdKill(match: RegExpExecArray): OomLine {
  const [, comm = '', pid, uid, adj, state, rss, others = '', reason] = match;
  const rssKib = integer(rss);
  const sizes = [...others.matchAll(LMKD_SIZE)];
  return userspaceKill('lowmemorykiller', {
    comm,
    pid: integer(pid),
    uid: integer(uid),
    oomScoreAdj: integer(adj),
    rssBytes: rssKib === null ? null : rssKib * 1024,
    reason: reason?.trim() ?? null,
    extra: {
      ...(state === undefined ? {} : { state }),
      ...Object.fromEntries(sizes.map(([, size = '', name = '']) => [name.replaceAll(' ', '_'), size])),
    },
  });
}
