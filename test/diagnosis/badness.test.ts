import { describe, expect, it } from 'vitest';
import { computeBadness } from '../../src/diagnosis/badness.js';
import type { OomReport, Task } from '../../src/report/event.js';
import { MiB, memcg, memory, node, PAGE, report, row, trigger, victim, zone } from '../kit/build-report.js';

/** A machine of 1000 MiB RAM (256,000 pages: a step of oom_score_adj is 256) with `swap` MiB. */
function machine(
  rows: readonly Task[],
  killed: Task | undefined,
  swap = 0,
  changes: Partial<OomReport> = {},
): OomReport {
  return report({
    tasks: rows,
    victims: killed === undefined ? [] : [victim(killed)],
    memory: memory(1000, {}, { swapTotalBytes: swap * MiB, swapFreeBytes: 0 }),
    ...changes,
  });
}

const derived = (event: OomReport) => computeBadness(event).tasks.map((task) => task.derived);

describe('the recomputed badness', () => {
  it('adds resident, swapped and page table pages and oom_score_adj thousandths, truncated as the kernel does', () => {
    const rows = [
      row(1001, 'a', { anon: 100, swap: 10, pageTables: 1 }),
      row(1002, 'b', { anon: 10, adj: 500 }),
      row(1003, 'c', { anon: 10, adj: -200 }),
    ];
    expect(derived(machine(rows, rows[1]))).toEqual([
      { badnessPages: 28_416, oomScore: 111, rank: 2, eligible: true },
      { badnessPages: 2560 + 500 * 256, oomScore: 510, rank: 1, eligible: true },
      { badnessPages: 2560 - 200 * 256, oomScore: 0, rank: 3, eligible: true },
    ]);
  });

  it('counts swap into the total of the machine', () => {
    const rows = [row(1001, 'a', { anon: 100, adj: 100 })];
    expect(computeBadness(machine(rows, rows[0], 1000)).total?.pages).toBe(512_000);
    expect(derived(machine(rows, rows[0], 1000))[0]?.badnessPages).toBe(25_600 + 100 * 512);
  });

  it('never ranks the exempt, nor init', () => {
    const rows = [
      row(1, 'init', { anon: 900 }),
      row(1002, 'b', { anon: 500, adj: -1000 }),
      row(1003, 'c', { anon: 1 }),
    ];
    expect(derived(machine(rows, rows[2])).map(({ rank, eligible }) => [rank, eligible])).toEqual([
      [null, false],
      [null, false],
      [1, true],
    ]);
  });

  it('keeps the floor of one page where a score was printed', () => {
    const rows = [row(1001, 'a', { rss: 1, adj: -900 }), row(1002, 'b', { rss: 10 })];
    const killed = rows.map((task) => victim(task, { score: 10 }))[1];
    const event = machine(rows, undefined, 0, { victims: killed === undefined ? [] : [killed] });
    expect(derived(event).map((one) => one.badnessPages)).toEqual([1, 2560]);
  });

  it('takes the last of equal rows, in old kernels the first', () => {
    const rows = [row(1001, 'a', { anon: 10 }), row(1002, 'a', { anon: 10 })];
    const modern = machine(rows, rows[1]);
    expect(derived(modern).map(({ rank }) => rank)).toEqual([2, 1]);
    const old = { ...modern, victims: rows.slice(0, 1).map((task) => victim(task, { score: 10 })) };
    expect(derived(old).map(({ rank }) => rank)).toEqual([1, 2]);
  });

  it('computes tasks at zero without a total, and no order when others cannot be', () => {
    const rows = [row(1001, 'a', { anon: 10 }), row(1002, 'b', { anon: 20, adj: 5 })];
    const event = machine(rows, rows[0], 0, { memory: null });
    expect(derived(event)).toEqual([
      { badnessPages: 2560, oomScore: null, rank: null, eligible: true },
      { badnessPages: null, oomScore: null, rank: null, eligible: true },
    ]);
  });

  it('recomputes nothing before 2.6.36, nor blind to swap that is in use', () => {
    const old = [
      row(1001, 'a', { rss: 10 }, { oomScoreAdj: null, oomAdj: 0, swapBytes: null, pageTableBytes: null }),
    ];
    expect(derived(machine(old, old[0]))[0]?.badnessPages).toBeNull();
    const el6 = [row(1001, 'a', { rss: 10 }, { oomAdj: 0, swapBytes: null, pageTableBytes: null })];
    expect(derived(machine(el6, el6[0], 100))[0]?.badnessPages).toBeNull();
    expect(derived(machine(el6, el6[0], 0))[0]?.badnessPages).toBe(2560);
  });
});

describe('the total', () => {
  const rows = [row(1001, 'a', { anon: 10, adj: 10 })];
  const inCgroup = (changes: Parameters<typeof memcg>[0]) =>
    computeBadness(
      report({ scope: 'memcg', tasks: rows, memcg: memcg({ limitBytes: 100 * MiB, ...changes }) }),
    ).total;

  it.each([
    ['without swap', { swapLimitBytes: 0 }, { pages: 25_600, isExact: true }],
    ['with swap of unknown size', { unlimited: ['swap' as const] }, { pages: 25_600, isExact: false }],
    ['v1, memory+swap equal to memory', { memswLimitBytes: 100 * MiB }, { pages: 25_600, isExact: true }],
  ])('of a cgroup %s', (_, changes, expected) => expect(inCgroup(changes)).toMatchObject(expected));

  it('of a cpuset is what its nodes have', () => {
    const nodes = [0, 1].map((number) =>
      node([zone('Normal', 10, 10, {}, { counters: { present: (number + 1) * 100 * MiB } })], {
        node: number,
      }),
    );
    const event = report({
      scope: 'cpuset',
      tasks: rows,
      trigger: trigger({ memsAllowed: '1' }),
      memory: memory(1000, {}, { nodes }),
    });
    expect(computeBadness(event).total?.pages).toBe((200 * MiB) / PAGE);
  });
});

describe('agreement with the kernel', () => {
  const big = row(1001, 'big', { rss: 500 });
  const small = row(1002, 'small', { rss: 490 });

  it('agrees, differs, and names who is next', () => {
    expect(computeBadness(machine([big, small], big))).toMatchObject({
      agreement: 'agrees',
      next: { pid: 1002 },
    });
    expect(computeBadness(machine([big, small], small))).toMatchObject({
      agreement: 'differs',
      next: { pid: 1001 },
    });
  });

  it("allows for root's bonus where lines of that age permit it", () => {
    const root = { ...big, uid: 0 };
    const event = machine([root, small], undefined, 0, {
      victims: [victim(small, { pageTableBytes: null, score: 480 })],
      kernel: { release: '3.10.0-1160.el7', hardware: null, tainted: null },
    });
    expect(computeBadness(event).agreement).toBe('agrees-with-root-bonus');
    const later = { ...event, kernel: { release: '4.18.0', hardware: null, tainted: null } };
    expect(computeBadness(later).agreement).toBe('differs');
  });

  it('compares the chosen parent, not the child that died', () => {
    const event = machine([big, small], small, 0, { selected: { pid: 1001, comm: 'big', score: 500 } });
    expect(computeBadness(event).agreement).toBe('agrees');
  });

  it('does not take a printed score of 0 for another rule: small victims have it too', () => {
    const event = machine([big, small], undefined, 0, { victims: [victim(big, { score: 0 })] });
    expect(computeBadness(event).agreement).toBe('agrees');
  });

  it('compares nothing under another rule', () => {
    const event = machine([big, small], small, 0, {
      extra: { killMessage: 'Out of memory (oom_kill_allocating_task)' },
    });
    expect(computeBadness(event).agreement).toBe('not-comparable');
    expect(computeBadness({ ...event, extra: {}, outcome: 'panicked' }).agreement).toBe('not-comparable');
  });
});
