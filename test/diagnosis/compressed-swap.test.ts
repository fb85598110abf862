/** Swapped pages that stay in RAM, compressed: zswap's are charged to the cgroup within `kernel`, zram's are in no counter before 6.19. */
import { describe, expect, it } from 'vitest';
import { accountOf, partBytes } from '../../src/diagnosis/account.js';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import { MiB, memcg, node, row, zone } from '../kit/build-report.js';
import { cgroupReport, machineReport } from './rule-cases.js';

const app = row(7, 'app', { anon: 14, swap: 64 });
const zswapped = {
  ...cgroupReport(40, [app], {}),
  memcg: memcg({
    limitPath: '/a',
    taskPath: '/a',
    usageBytes: 40 * MiB,
    limitBytes: 40 * MiB,
    stats: { anon: 14 * MiB, file: 0, kernel: 26 * MiB, zswap: 25.5 * MiB, zswapped: 64 * MiB },
  }),
};

describe('zswap of a cgroup', () => {
  it('counts once', () => {
    const account = accountOf(zswapped);
    expect(partBytes(account, 'zram-zswap')).toBe(25.5 * MiB);
    expect(partBytes(account, 'kernel-other')).toBe(0.5 * MiB);
    expect(account?.unaccountedBytes).toBe(0);
  });

  it('is held by whose pages are swapped', () => {
    const { cause, findings } = diagnose(zswapped).diagnosis;
    expect(cause).toBe('cgroup-one-task');
    expect(findings[0]?.detail).toContain(
      'app (pid 7) holds 39.5 MiB (99 %) of the 40 MiB memory limit of cgroup /a as private memory, about 25.5 MiB of it swapped pages',
    );
  });
});

describe('swap that no counter shows', () => {
  const uncounted = (zspages: Record<string, number>) =>
    diagnose(
      machineReport(
        4000,
        [row(7, 'app', { anon: 2000 })],
        { inactive_anon: 2000 },
        {},
        {
          swapTotalBytes: 4096 * MiB,
          swapFreeBytes: 1024 * MiB,
          nodes: [node([zone('Normal', 900, 1000, {}, { counters: zspages })])],
        },
      ),
    ).diagnosis.findings.find(({ rule }) => rule === 'unaccounted-memory');

  it('is named where memory is missing', () => {
    expect(uncounted({})?.detail).toContain('Of swap 3 GiB were in use');
    expect(uncounted({ zspages: 0 })?.detail).not.toContain('zram');
  });
});
