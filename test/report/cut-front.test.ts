/** A log that begins within the prefix of a report's first line, as what `tail -c` and hasty copies leave does. */
import { expect, test } from 'vitest';
import { recordsOf, reportsOf } from '../laws/replay.js';

const TRIGGER = 'worker/7 task invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0';
const REST = `CPU: 0 PID: 954 Comm: worker/7 task Not tainted 5.10.0-957
Mem-Info:
Node 0 DMA free:1568kB min:1792kB low:2240kB high:2688kB present:15988kB managed:15900kB
[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
[    954]     0   954     1548      448    45056        0             0 worker/7 task
Out of memory: Killed process 954 (worker/7 task) total-vm:6192kB, anon-rss:100kB, file-rss:1692kB, shmem-rss:0kB, UID:0 pgtables:44kB oom_score_adj:0`;

const read = (...lines: readonly string[]) =>
  reportsOf(recordsOf(new TextEncoder().encode(lines.join('\n'))));

test.each([
  'Nov 21 02:25:00 web1 kernel: ',
  'Nov 21 02:25:00 web1 kernel: [   12.345678] ',
  '2026-11-21T02:25:00.678628+02:00 web1 kernel: [   12.345678] ',
  '[   12.345678] ',
  '<4>[   12.345678] ',
  '[Sat Nov 21 02:25:00 2026] ',
])('%j', (prefix) => {
  const rest = REST.split('\n').map((line) => prefix + line);
  const [whole] = read(prefix + TRIGGER, ...rest);
  const first = prefix + TRIGGER;
  for (let cut = 1; cut <= prefix.length + 3; cut++) {
    const [report, ...others] = read(first.slice(cut), ...rest);
    expect(others, first.slice(cut)).toEqual([]);
    expect({ ...report, id: '' }, first.slice(cut)).toEqual({ ...whole, id: '' });
  }
});

test('the line below is of another task', () => {
  const [prefix, cpu = '', ...rest] = ['Nov 21 02:25:00 web1 kernel: ', ...REST.split('\n')];
  const below = (...lines: readonly string[]) => read(TRIGGER, ...lines.map((line) => prefix + line))[0];
  expect(below(cpu, ...rest)?.time.wall).toBe('2026-11-21T02:25:00');
  expect(below(cpu.replace('worker/7', 'worker/8'), ...rest)?.time.wall).toBeNull();
});

test('the trace through the killer and the memory behind it are a report’s', () => {
  const frame = 'oom_kill_process from out_of_memory+0x218/0x34c';
  const memory = ['Mem-Info:', 'active_anon:239 inactive_anon:6756 isolated_anon:0'];
  const stamped = (lines: readonly string[]) => lines.map((line) => `[  505.037001] ${line}`);
  expect(read(...stamped([frame, ...memory]))).toMatchObject([{ outcome: 'unknown', scope: 'unknown' }]);
  expect(read(...stamped(['warn_alloc from __alloc_pages+0xe9c/0xfe8', ...memory]))).toEqual([]);
  expect(read(...stamped([frame]))).toEqual([]);
  const cpu = 'CPU: 3 PID: 351 Comm: sshd Not tainted 6.6.6-2-rpi-ARCH #1';
  expect(read(...stamped([cpu, frame, ...memory]))).toMatchObject([
    { scope: 'system', trigger: { pid: 351 } },
  ]);
});
