/** Events that the log has once more: what was put together from kern.log and syslog has each kill twice. */
import { remembered } from '../base/remembered.js';
import type { OomReport } from '../report/event.js';

/** What no two kills of one host have in common; null where no clock of the kernel's shows it. Many events look at each. */
export const killOf = remembered(({ time, victims }: OomReport): string | null => {
  const pid = victims[0]?.pid ?? null;
  return pid === null || time.uptimeSeconds === null ? null : `${time.uptimeSeconds} ${time.wall} ${pid}`;
});

/** Events of one host, each once. */
export function withoutCopies(events: readonly OomReport[]): readonly OomReport[] {
  const kills = new Set<string>();
  return events.filter((event) => {
    const kill = killOf(event);
    if (kill === null) return true;
    const isFirst = !kills.has(kill);
    kills.add(kill);
    return isFirst;
  });
}
