/** Where the files of the cgroup are whose limit was hit, for commands that people paste: their names differ by version. */
import type { OomReport } from '../report/event.js';
import { isCgroup1 } from './kernel-era.js';
import { shellArgument } from './shell-argument.js';

interface LimitDirectory {
  readonly isV1: boolean;
  /** Quoted; with a placeholder in it where the path is unknown or unfit. */
  readonly directory: string;
}

export function limitDirectory(report: OomReport): LimitDirectory {
  const isV1 = isCgroup1(report);
  const root = isV1 ? '/sys/fs/cgroup/memory' : '/sys/fs/cgroup';
  const path = report.memcg?.limitPath ?? null;
  const whole = path === null || path === '/' ? null : `${root}${path}`;
  return { isV1, directory: shellArgument(whole, `${root}/THE_CGROUP`) };
}
