/** Settings of the kernel that hide or change its out-of-memory reports. */
import { join } from 'node:path';
import { readText } from '../../moment/read-small.js';
import { type Check, type Finding, ok, warning } from './check.js';

/** Each setting with what its value means for reports. */
const SETTINGS: readonly (readonly [name: string, judge: (value: string) => Finding])[] = [
  [
    'kernel.dmesg_restrict',
    (value) =>
      ok(
        value === '0'
          ? 'everybody may read the kernel log'
          : 'only CAP_SYSLOG may read /dev/kmsg; the journal is not concerned',
      ),
  ],
  [
    'vm.oom_dump_tasks',
    (value) =>
      value === '0'
        ? warning(
            'reports come without the table of candidates: neither who else was large nor why this victim',
            'sysctl -w vm.oom_dump_tasks=1',
          )
        : ok('reports have the table of candidates'),
  ],
  [
    'vm.panic_on_oom',
    (value) =>
      value === '0'
        ? ok('the kernel kills, and does not panic')
        : warning(
            'the kernel panics when the machine runs out of memory: the report may reach no log but a console or pstore',
            'sysctl -w vm.panic_on_oom=0',
          ),
  ],
  [
    'vm.oom_kill_allocating_task',
    (value) =>
      value === '0'
        ? ok('the kernel chooses by badness')
        : warning(
            'whoever asks for memory is killed, whoever holds it',
            'sysctl -w vm.oom_kill_allocating_task=0',
          ),
  ],
];

/** Console levels below this leave out lines of a report; the ring and the journal have them all. */
const WHOLE_REPORTS = 7;

export function checkKernel(proc: string, readsConsole: boolean): readonly Check[] {
  const settings = SETTINGS.flatMap(([name, judge]) => {
    const value = readText(join(proc, 'sys', name.replace('.', '/')))?.trim();
    return value === undefined
      ? []
      : [{ area: 'kernel' as const, name: `${name}=${value}`, ...judge(value) }];
  });
  return [...settings, ...checkConsole(proc, readsConsole)];
}

function checkConsole(proc: string, readsConsole: boolean): readonly Check[] {
  const [level] = (readText(join(proc, 'sys/kernel/printk')) ?? '').trim().split(/\s+/).map(Number);
  if (level === undefined || Number.isNaN(level)) return [];
  const isWhole = level >= WHOLE_REPORTS;
  const detail = isWhole
    ? 'consoles show whole reports'
    : `consoles show lines of level ${level - 1} and more urgent only: the kill line (3), not the whole report`;
  const finding =
    readsConsole && !isWhole ? warning(detail, `sysctl -w kernel.printk=${WHOLE_REPORTS}`) : ok(detail);
  return [{ area: 'kernel', name: `kernel.printk=${level}`, ...finding }];
}
