/** Whether the log has nothing of a report but who was killed. */
import type { OomReport } from '../report/event.js';

/** The kernel's rate limit and quiet log levels leave kill lines alone. */
export function isKillAlone({ killer, victims, trigger, tasks, memory, memcg }: OomReport): boolean {
  const isAccountLost = memory === null && (memcg === null || memcg.usageBytes === null);
  return killer === 'kernel' && victims.length > 0 && trigger === null && tasks.length === 0 && isAccountLost;
}
