/**
 * `host kernel: ` behind a time since boot: `journalctl -o short-monotonic`, which `--no-hostname` leaves at `kernel: `,
 * and `systemd[1]: ` there: a program that wrote to the kernel's log at boot. All look like dmesg until here.
 */

import type { Draft } from '../draft.js';
import type { Format } from '../format.js';
import type { Memory } from '../memory.js';
import { tagEnd, takeTag } from '../tag.js';

const MAX_HOST = 64;
const LETTER_K = 0x6b;
const LETTER_S = 0x73;

export const monotonicHost: Format = {
  layer: 'printk',
  begins: (code) => code > 0x20 && code !== 0x5b && code !== 0x3c,
  take(draft, memory) {
    if (draft.envelope !== 'dmesg' && draft.envelope !== 'journal-delta') return false;
    return takeHostAndTag(draft, memory) || takeKernelTag(draft, memory) || takeEarlySystemd(draft);
  },
};

function takeHostAndTag(draft: Draft, memory: Memory): boolean {
  const { text, at } = draft;
  const blank = text.indexOf(' ', at);
  if (blank <= at || blank - at > MAX_HOST || text.charCodeAt(blank - 1) === 0x3a) return false;
  const isKernel = text.charCodeAt(blank + 1) === LETTER_K && text.startsWith('kernel: ', blank + 1);
  if (!isKernel && !isKnownProgramLine(draft, memory, blank)) return false;
  draft.host = text.slice(at, blank);
  memory.monotonicHost = draft.host;
  nameJournal(draft, memory);
  return takeTag(draft, blank + 1);
}

function takeKernelTag(draft: Draft, memory: Memory): boolean {
  const { text, at } = draft;
  if (text.charCodeAt(at) !== LETTER_K || !text.startsWith('kernel: ', at)) return false;
  nameJournal(draft, memory);
  return takeTag(draft, at);
}

function nameJournal(draft: Draft, memory: Memory): void {
  if (draft.envelope !== 'dmesg') return;
  draft.envelope = 'journal-monotonic';
  memory.plainStamps--;
}

/**
 * A process name may hold `a b[1]: `, so a program's line is believed only from a host that short-monotonic kernel
 * lines came from, or before any plain dmesg line.
 */
function isKnownProgramLine(draft: Draft, memory: Memory, blank: number): boolean {
  const { text, at } = draft;
  if (memory.monotonicHost === null) {
    if (memory.plainStamps > 1) return false;
    const end = tagEnd(text, blank + 1);
    return end > 0 && text.charCodeAt(end - 2) === 0x5d && !text.slice(at, blank).includes(':');
  }
  const known = memory.monotonicHost;
  return blank - at === known.length && text.startsWith(known, at) && tagEnd(text, blank + 1) > 0;
}

function takeEarlySystemd(draft: Draft): boolean {
  if (draft.text.charCodeAt(draft.at) !== LETTER_S || !draft.text.startsWith('systemd', draft.at))
    return false;
  const end = tagEnd(draft.text, draft.at);
  return end > 0 && draft.text.charCodeAt(end - 2) === 0x5d && takeTag(draft, draft.at);
}
