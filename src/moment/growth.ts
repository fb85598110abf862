/** Sizes before a kill -> sudden, slow or steady, with the numbers that say so. Pure. */
import type { MomentGrowth } from '../report/moment.js';

/** A rise within this is sudden. */
const SUDDEN_SECONDS = 60;
/** Less than this share of the final size is no rise. */
const STEADY_SHARE = 0.1;
/** The rise is taken from the last time at which the size was still this near to its lowest. */
const FOOT_SHARE = 0.1;
const LEAST_POINTS = 3;

/** `points`: offsets in seconds, ascending. What was sampled after the kill has lost the victim's memory: it is left out. */
export function growthOf(points: readonly (readonly [number, number])[]): MomentGrowth | null {
  const before = points.filter(([offset]) => offset <= 0);
  const last = before.at(-1);
  if (last === undefined || before.length < LEAST_POINTS) return null;
  const top = before.reduce((most, point) => (point[1] >= most[1] ? point : most), last);
  const rising = before.filter(([offset]) => offset <= top[0]);
  const lowest = rising.reduce((least, [, bytes]) => Math.min(least, bytes), top[1]);
  const first = before[0] ?? last;
  if (top[1] - lowest < STEADY_SHARE * top[1])
    return { kind: 'steady', fromBytes: first[1], toBytes: last[1], seconds: last[0] - first[0] };
  const foot = rising.findLast(([, bytes]) => bytes <= lowest + FOOT_SHARE * (top[1] - lowest)) ?? first;
  const seconds = top[0] - foot[0];
  const kind = seconds <= SUDDEN_SECONDS ? 'sudden' : 'slow';
  return { kind, fromBytes: foot[1], toBytes: top[1], seconds };
}
