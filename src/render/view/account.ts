/** Names the parts of the diagnosis' account of memory and gives each its share and colour. */
import {
  type Account as Diagnosed,
  accountOf as diagnosedAccount,
  type PartKey,
} from '../../diagnosis/account.js';
import type { OomEvent } from '../../report/event.js';
import type { Account, AccountKind, AccountPart } from '../view-model.js';

interface Wording {
  readonly name: string;
  readonly kind: AccountKind;
}

const WORDS: Readonly<Record<PartKey, Wording>> = {
  anonymous: { name: 'anonymous', kind: 'anon' },
  'shared-memory': { name: 'shared memory, tmpfs', kind: 'shmem' },
  'file-cache': { name: 'file cache', kind: 'file' },
  lru: { name: 'anonymous and file cache', kind: 'anon' },
  unevictable: { name: 'unevictable (locked, ramfs)', kind: 'locked' },
  'slab-reclaimable': { name: 'slab, reclaimable', kind: 'slab' },
  'slab-unreclaimable': { name: 'slab, unreclaimable', kind: 'slab' },
  slab: { name: 'slab', kind: 'slab' },
  'page-tables': { name: 'page tables', kind: 'kernel' },
  'kernel-stacks': { name: 'kernel stacks', kind: 'kernel' },
  vmalloc: { name: 'vmalloc', kind: 'kernel' },
  'kernel-other': { name: 'other kernel memory', kind: 'kernel' },
  hugepages: { name: 'huge pages', kind: 'hugepages' },
  'zram-zswap': { name: 'compressed swap', kind: 'hugepages' },
  balloon: { name: 'balloon', kind: 'unaccounted' },
  gpu: { name: 'GPU', kind: 'unaccounted' },
  free: { name: 'free', kind: 'free' },
};

/** The order in which the stacked bar shows kinds: what processes hold first, what is free last. */
const ORDER: readonly AccountKind[] = [
  'anon',
  'shmem',
  'locked',
  'file',
  'slab',
  'kernel',
  'hugepages',
  'unaccounted',
  'free',
];

/** The account that explains this event: the cgroup's for a cgroup limit, the machine's otherwise. */
export function accountOf(event: OomEvent): Account | null {
  const found = diagnosedAccount(event);
  if (!found) return null;
  const parts = [...found.parts.map((part) => ({ ...WORDS[part.key], bytes: part.bytes })), ...restOf(found)];
  const total = Math.max(
    found.totalBytes,
    parts.reduce((sum, part) => sum + part.bytes, 0),
  );
  const shown = parts.map((part): AccountPart => ({ ...part, share: part.bytes / total }));
  return {
    title: found.of === 'machine' ? 'usable RAM' : 'charged to the cgroup',
    totalBytes: found.totalBytes,
    parts: shown.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || b.bytes - a.bytes),
  };
}

/** What the parts leave: unaccounted where the log shows enough to say so, otherwise just not broken down. */
function restOf({ of, totalBytes, parts, unaccountedBytes }: Diagnosed): (Wording & { bytes: number })[] {
  const rest = unaccountedBytes ?? totalBytes - parts.reduce((sum, part) => sum + part.bytes, 0);
  if (rest <= 0) return [];
  const isKnown = unaccountedBytes !== null && of === 'machine';
  const name = isKnown ? 'unaccounted (drivers, ...)' : 'not broken down by the log';
  return [{ name, kind: 'unaccounted', bytes: rest }];
}
