/** Whether processes hold the memory of the machine at all, or the kernel does. */
import { partBytes } from './account.js';
import type { Facts } from './facts.js';

const MUCH = 0.3;

/** Processes' own and shared memory is a good part of the machine, or the log does not tell. Else the kernel holds it. */
export function isProcessMemory(facts: Facts): boolean {
  const { account } = facts;
  if (account === null || account.of !== 'machine') return true;
  const held =
    partBytes(account, 'anonymous') + partBytes(account, 'shared-memory') + partBytes(account, 'lru');
  return held >= MUCH * account.totalBytes;
}

const MOST = 0.5;

/** Processes hold most of what ran out by themselves, or the log does not tell. Else who asked may have filled it, by files or through the kernel. */
export function isMostlyPrivate({ account }: Facts): boolean {
  if (account === null) return true;
  return partBytes(account, 'anonymous') + partBytes(account, 'lru') >= MOST * account.totalBytes;
}
