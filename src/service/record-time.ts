/** When a record was written, in milliseconds: by its wall clock, else by the boot clock. */
import type { KernelRecord } from '../envelope/record.js';

export function timeMs({ time }: Pick<KernelRecord, 'time'>): number | null {
  const wall = time.wall === null ? Number.NaN : Date.parse(time.wall);
  if (!Number.isNaN(wall)) return wall;
  return time.uptimeSeconds === null ? null : Math.round(time.uptimeSeconds * 1000);
}
