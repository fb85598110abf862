import { describe, expect, it } from 'vitest';
import type { Account } from '../../src/diagnosis/account.js';
import { accountOf, type PartKey, partBytes } from '../../src/diagnosis/account.js';
import type { OomReport } from '../../src/report/event.js';
import { MiB, memcg, memory, node, report, row } from '../kit/build-report.js';

const LISTS = { active_anon: 100, inactive_anon: 500, active_file: 20, inactive_file: 30, unevictable: 10 };
const REST = { slab_reclaimable: 20, slab_unreclaimable: 40, pagetables: 5, free: 50 };

const mib = (account: Account | null, key: PartKey) => partBytes(account, key) / MiB;

describe('the account of a machine', () => {
  const of = (totals: Record<string, number>, changes: Parameters<typeof memory>[2] = {}) =>
    accountOf(report({ memory: memory(1000, { ...LISTS, ...REST, ...totals }, changes) }));

  it('takes shared memory out of the anonymous lists and closes with the rest', () => {
    const account = of({ shmem: 200 });
    expect(mib(account, 'anonymous')).toBe(400);
    expect(mib(account, 'shared-memory')).toBe(200);
    expect((account?.unaccountedBytes ?? 0) / MiB).toBe(1000 - 775);
    const sum = (account?.parts ?? []).reduce((bytes, part) => bytes + part.bytes, 0);
    expect(sum + (account?.unaccountedBytes ?? 0)).toBe(account?.totalBytes);
  });

  it('finds locked shared memory on the unevictable list', () => {
    const account = of({ shmem: 700, unevictable: 150 });
    expect(mib(account, 'anonymous')).toBe(0);
    expect(mib(account, 'unevictable')).toBe(50);
  });

  it('counts huge pages, stacks of node or zone lines, and a balloon only where there is room', () => {
    const pools = [{ sizeBytes: 2 * MiB, total: 50, free: 50, surplus: 0 }];
    const account = of(
      {},
      {
        nodes: [node([], { hugepages: pools, counters: { kernel_stack: 4 * MiB, Balloon: 60 * MiB } })],
      },
    );
    expect([mib(account, 'hugepages'), mib(account, 'kernel-stacks'), mib(account, 'balloon')]).toEqual([
      100, 4, 60,
    ]);
    expect(
      mib(of({ free: 260 }, { nodes: [node([], { counters: { Balloon: 60 * MiB } })] }), 'balloon'),
    ).toBe(0);
  });

  it('leaves the rest open where counters are missing or exceed the total', () => {
    expect(accountOf(report({ memory: memory(1000, { free: 50, shmem: 5 }) }))?.unaccountedBytes).toBeNull();
    expect(of({ inactive_anon: 1500 })?.unaccountedBytes).toBeNull();
    expect(of({ inactive_anon: 730 })?.unaccountedBytes).toBe(0);
  });

  it('reads the lists of the oldest kernels, which do not tell anonymous from file', () => {
    const old = { Active: 600, inactive: 300, slab: 20, pagetables: 5, free: 30 };
    const account = accountOf(report({ memory: memory(1000, old) }));
    expect([mib(account, 'lru'), mib(account, 'slab')]).toEqual([900, 20]);
    const split = { Active_anon: 600, active_file: 10, inactive_anon: 200, inactive_file: 90, free: 30 };
    const later = accountOf(report({ memory: memory(1000, { ...split, pagetables: 5 }) }));
    expect([mib(later, 'anonymous'), mib(later, 'file-cache'), mib(later, 'lru')]).toEqual([800, 100, 0]);
  });

  it('never adds up resident sizes', () => {
    const rows = Array.from({ length: 50 }, (_, index) =>
      row(100 + index, 'postgres', { anon: 1, shmem: 900 }),
    );
    const empty = accountOf(report({ memory: memory(1000, { ...LISTS, ...REST }) }));
    expect(accountOf(report({ tasks: rows, memory: memory(1000, { ...LISTS, ...REST }) }))).toEqual(empty);
  });
});

describe('the account of a cgroup', () => {
  const of = (
    stats: Record<string, number>,
    changes: Partial<Parameters<typeof memcg>[0]> = {},
  ): Account | null => {
    const bytes = Object.fromEntries(Object.entries(stats).map(([name, size]) => [name, size * MiB]));
    const event: OomReport = report({
      scope: 'memcg',
      memcg: memcg({ usageBytes: 512 * MiB, limitBytes: 512 * MiB, stats: bytes, ...changes }),
    });
    return accountOf(event);
  };

  it('takes shmem out of file, and the named kernel parts out of kernel', () => {
    const account = of({
      anon: 300,
      file: 120,
      shmem: 100,
      kernel: 60,
      slab_reclaimable: 20,
      pagetables: 10,
      percpu: 5,
    });
    expect(mib(account, 'file-cache')).toBe(20);
    expect(mib(account, 'shared-memory')).toBe(100);
    expect(mib(account, 'kernel-other')).toBe(30);
    expect((account?.unaccountedBytes ?? 0) / MiB).toBe(32);
  });

  it('prefers the hierarchical numbers of cgroup v1', () => {
    const account = of(
      { rss: 1, total_rss: 400, cache: 1, total_cache: 60, total_shmem: 50 },
      { kmemUsageBytes: 20 * MiB },
    );
    expect(mib(account, 'anonymous')).toBe(400);
    expect(mib(account, 'file-cache')).toBe(10);
    expect(mib(account, 'kernel-other')).toBe(20);
  });

  it('finds the shared memory of kernels before 4.12 on the lists of anonymous pages', () => {
    const account = of({ cache: 420, rss: 20, mapped_file: 420, inactive_anon: 400, active_anon: 30 });
    expect(mib(account, 'shared-memory')).toBe(410);
    expect(mib(account, 'file-cache')).toBe(10);
    expect(mib(of({ cache: 5, rss: 420, inactive_anon: 30, active_anon: 400 }), 'shared-memory')).toBe(5);
    expect(mib(of({ cache: 60, rss: 400, inactive_anon: 30, active_anon: 360 }), 'shared-memory')).toBe(0);
  });

  it('takes the numbers of one cgroup without its children for the account where they are most of the usage', () => {
    const usage = of({ total_rss: 1 })?.totalBytes ?? 0;
    expect(of({ rss: (0.5 * usage) / MiB, cache: 0 })).toBeNull();
    const account = of({ rss: (0.9 * usage) / MiB, cache: 0 });
    expect(account?.unaccountedBytes).toBeNull();
    expect(account?.parts).toHaveLength(1);
  });

  it('is null without statistics', () => expect(of({})).toBeNull());
});
