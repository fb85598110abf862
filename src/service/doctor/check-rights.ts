/** Who the service runs as -> what that lets it read: user, groups, the capabilities that matter. */
import { readFileSync } from 'node:fs';
import { readText } from '../../moment/read-small.js';
import type { Check } from './check.js';

/** `linux/capability.h`. */
const CAP_SYSLOG = 34n;
const READING_GROUPS: readonly string[] = ['systemd-journal', 'adm', 'wheel'];

export function checkRights(proc: string): readonly Check[] {
  const capabilities = /^CapEff:\s+([0-9a-f]+)$/m.exec(readText(`${proc}/self/status`) ?? '')?.[1];
  const hasSyslog = capabilities !== undefined && ((BigInt(`0x${capabilities}`) >> CAP_SYSLOG) & 1n) === 1n;
  const groups = groupNames().filter((name) => READING_GROUPS.includes(name));
  const user = process.getuid?.() ?? 0;
  const detail = [
    user === 0 ? 'root' : `user ${user}`,
    groups.length === 0 ? 'in none of the groups that may read logs' : `in ${groups.join(', ')}`,
    hasSyslog ? 'with CAP_SYSLOG' : 'without CAP_SYSLOG',
  ].join(', ');
  return [{ area: 'rights', name: 'rights', state: 'ok', detail, fix: null }];
}

function groupNames(): readonly string[] {
  const own = new Set(process.getgroups?.() ?? []);
  try {
    return readFileSync('/etc/group', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .filter(([, , id]) => own.has(Number(id)))
      .map(([name]) => name ?? '');
  } catch {
    // Names only: without the file there are numbers, which say nothing.
    return [];
  }
}
