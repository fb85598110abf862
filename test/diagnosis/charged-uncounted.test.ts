/** Memory that a cgroup is charged for, but no counter of its report shows: pages of the kernel's own before 5.18. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import { MiB, memcg, row } from '../kit/build-report.js';
import { cgroupReport } from './rule-cases.js';

/** A unit of 12 MiB whose process holds next to nothing, as one that filled the buffers of its sockets. */
const sockets = (stats: Readonly<Record<string, number>>, kmemUsageBytes: number | null = null) =>
  diagnose({
    ...cgroupReport(12, [row(7, 'socketeer', { anon: 0.1 })], {}),
    memcg: memcg({
      limitPath: '/sock',
      taskPath: '/sock',
      usageBytes: 12 * MiB,
      limitBytes: 12 * MiB,
      version: kmemUsageBytes === null ? 2 : 1,
      kmemUsageBytes,
      stats: { anon: 0, file: 0, slab_unreclaimable: 1.5 * MiB, ...stats },
    }),
  }).diagnosis;

describe('memory in no counter', () => {
  it('is the kernel’s, where the list is whole and has no `kernel`', () => {
    const { cause, findings } = sockets({ pgfault: 0 });
    expect(cause).toBe('cgroup-kernel-memory');
    expect(findings[0]).toMatchObject({ confidence: 'medium' });
    expect(findings[0]?.evidence[0]?.text).toBe(
      'kernel memory of the cgroup: 12 MiB, 10.5 MiB of it charged, but in no counter of the report',
    );
  });

  it('is not where `kernel` would show it, nor where the list was cut', () => {
    expect(sockets({ kernel: 2 * MiB, pgfault: 0 }).cause).not.toBe('cgroup-kernel-memory');
    expect(sockets({}).cause).not.toBe('cgroup-kernel-memory');
  });

  it('is not counted twice on cgroup v1, which prints it', () => {
    expect(sockets({ pgfault: 0 }, 11 * MiB).findings[0]?.evidence[0]?.text).toBe(
      'kernel memory of the cgroup: 11 MiB',
    );
  });
});
