/** Sizes over time in a bounded ring: the last minutes, oldest dropped. */

export interface Series {
  add(ms: number, bytes: number): void;
  /** Those not older than `sinceMs`, oldest first. */
  since(sinceMs: number): readonly (readonly [ms: number, bytes: number])[];
  last(): number | null;
}

const FIRST_ROOM = 16;

export function createSeries(most: number): Series {
  let times = new Float64Array(Math.min(FIRST_ROOM, most));
  let sizes = new Float64Array(times.length);
  let count = 0;
  let next = 0;
  const grow = (): void => {
    const room = Math.min(most, times.length * 2);
    const [oldTimes, oldSizes] = [times, sizes];
    times = new Float64Array(room);
    sizes = new Float64Array(room);
    times.set(oldTimes);
    sizes.set(oldSizes);
    next = count;
  };
  return {
    add(ms, bytes) {
      if (count === times.length && times.length < most) grow();
      times[next] = ms;
      sizes[next] = bytes;
      next = (next + 1) % times.length;
      count = Math.min(count + 1, times.length);
    },
    since(sinceMs) {
      const start = count < times.length ? 0 : next;
      return Array.from({ length: count }, (_, index) => {
        const at = (start + index) % times.length;
        return [times[at] ?? 0, sizes[at] ?? 0] as const;
      }).filter(([ms]) => ms >= sinceMs);
    },
    last: () => (count === 0 ? null : (sizes[(next + times.length - 1) % times.length] ?? null)),
  };
}
