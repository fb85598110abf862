/** Which of its thresholds made a program in user space kill, in words of its own numbers; null where it did not say. */
import type { OomReport } from '../report/event.js';

const PRESSURE = /^memory pressure for .* being ([\d.]+)% > ([\d.]+)% for > (\d[\w ]*?) with /s;
const SWAP =
  /^(memory used \(\d+\) \/ total \(\d+\) and )?swap used \(\d+\) \/ total \(\d+\) being more than ([\d.]+)%/;
const FREE = /^mem:? +([\d.]+) ?%, swap:? +([\d.]+) ?%$/;

/** systemd-oomd and lmkd give their reason with the kill, earlyoom its limits before it. */
export function thresholdWords({ killer, extra }: OomReport): string | null {
  if (killer === 'lowmemorykiller' && extra.reason !== undefined) return `its reason was "${extra.reason}"`;
  const [, share, limit, time] = PRESSURE.exec(extra.reason ?? '') ?? [];
  if (share !== undefined)
    return `memory pressure was ${plain(share)} %, above its limit of ${plain(limit)} % for more than ${time}`;
  const [, memory, used] = SWAP.exec(extra.reason ?? '') ?? [];
  if (used !== undefined)
    return `${memory === undefined ? 'swap was' : "the machine's memory and swap were"} more than ${plain(used)} % used`;
  const [, free, swap] = FREE.exec(extra.limits ?? '') ?? [];
  if (free === undefined) return null;
  return `available memory and free swap fell to its limits of ${plain(free)} % and ${plain(swap)} %`;
}

/** `50.00` as people write it. */
function plain(number: string | undefined): string {
  return String(Number(number));
}
