/** Events that the log has once more: what was put together from kern.log and syslog has each kill twice. */
import { remembered } from '../base/remembered.js';
import type { OomReport } from '../report/event.js';

/** What no two kills of one host have in common; null where no clock of the kernel's shows it. Many events look at each. */
const killOf = remembered(({ time, victims }: OomReport): string | null => {
  const pid = victims[0]?.pid ?? null;
  return pid === null || time.uptimeSeconds === null ? null : `${time.uptimeSeconds} ${time.wall} ${pid}`;
});

/** Told of events of one host, says of each whether it is the first of its kill; those of `known` came before. */
export function firstOfKill(known: OomReport | null = null): (event: OomReport) => boolean {
  const kills = new Set<string | null>(known === null ? [] : [killOf(known)]);
  return (event) => {
    const kill = killOf(event);
    if (kill === null) return true;
    const isFirst = !kills.has(kill);
    kills.add(kill);
    return isFirst;
  };
}
