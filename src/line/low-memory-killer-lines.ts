/** Kills by Android's low memory killer, in the kernel (staging until 4.11, vendors later) and as the daemon lmkd. */
import type { OomLine } from './oom-line.js';
import { integer, userspaceKill } from './userspace-kill.js';

/** Where there are both, `adj` is of the old scale that ends at 17. */
const LMK =
  /^(?:lowmemorykiller: )?Killing '(.*?)' \((\d+)\)(?: \(tgid \d+\))?, (?:adj -?\d+, (?=score_adj ))?(?:adj|score_adj) (-?\d+),?/s;
/** The daemon that took its place, since Android 9; what it counts besides `rss` and `swap` grows with its versions. */
const LMKD =
  /^(?:lowmemorykiller: )?Kill '(.*)' \((\d+)\), uid (\d+), oom_(?:score_)?adj (-?\d+) to free (\d+)kB(?: rss)?((?:, \d+kB [a-z_ ]+)*)(?:;? reason: (.*))?\s*$/s;
const LMKD_SIZE = /, (\d+kB) ([a-z_ ]+)/g;
const LMK_OLD = /^(?:lowmemorykiller: )?send sigkill to (\d+) \((.*)\), adj (-?\d+), size (\d+)/s;

export function readLowMemoryKiller(text: string): OomLine | null {
  const found = LMK.exec(text);
  if (found)
    return userspaceKill('lowmemorykiller', {
      comm: found[1] ?? '',
      pid: integer(found[2]),
      oomScoreAdj: integer(found[3]),
    });
  const byDaemon = LMKD.exec(text);
  if (byDaemon) return lmkdKill(byDaemon);
  const old = LMK_OLD.exec(text);
  if (!old) return null;
  return userspaceKill('lowmemorykiller', {
    pid: integer(old[1]),
    comm: old[2] ?? '',
    oomScoreAdj: integer(old[3]),
    extra: { sizePages: old[4] ?? '' },
  });
}

function lmkdKill([, comm = '', pid, uid, adj, rss, others = '', reason]: RegExpExecArray): OomLine {
  const rssKib = integer(rss);
  const sizes = [...others.matchAll(LMKD_SIZE)];
  return userspaceKill('lowmemorykiller', {
    comm,
    pid: integer(pid),
    uid: integer(uid),
    oomScoreAdj: integer(adj),
    rssBytes: rssKib === null ? null : rssKib * 1024,
    reason: reason?.trim() ?? null,
    extra: Object.fromEntries(sizes.map(([, size = '', name = '']) => [name.replaceAll(' ', '_'), size])),
  });
}
