/** The options of `parse` as typed into what the command runs on; a value that cannot be meant is an error of usage. */
import { InvalidArgumentError } from 'commander';
import { isBootChoice, readBootChoice } from './boot-choice.js';
import type { FormatName } from './format-names.js';
import type { Selection } from './select-events.js';
import { readTimePoint, TIME_FORMS } from './time-point.js';

export interface ParseCommandOptions {
  readonly format: FormatName;
  readonly allTasks: boolean;
  readonly failOnOom: boolean;
  readonly color?: boolean;
  readonly progress: boolean;
  /** Inputs read at once. */
  readonly jobs: number;
  readonly since?: number;
  readonly until?: number;
  readonly boot?: string;
  readonly host?: readonly string[];
}

const MOST_JOBS = 64;

export function jobsOption(text: string): number {
  const jobs = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (jobs < 1 || jobs > MOST_JOBS)
    throw new InvalidArgumentError(`Expected a number from 1 to ${MOST_JOBS}.`);
  return jobs;
}

export function timeOption(text: string): number {
  const at = readTimePoint(text, new Date());
  if (at === null) throw new InvalidArgumentError(`Expected a time, such as ${TIME_FORMS}.`);
  return at;
}

export function bootOption(text: string): string {
  if (text === 'all' || isBootChoice(text)) return text;
  throw new InvalidArgumentError(
    'Expected a number (0 the last boot, -1 the one before, 1 the first), a boot id of 32 hexadecimal digits, or all.',
  );
}

export function hostOption(text: string, before: readonly string[] | undefined): readonly string[] {
  if (text.trim() === '') throw new InvalidArgumentError('Expected the name of a host.');
  return [...(before ?? []), text.trim()];
}

export function selectionOf({ since, until, boot, host }: ParseCommandOptions): Selection {
  return {
    sinceMs: since ?? null,
    untilMs: until ?? null,
    hosts: host ?? [],
    boot: boot === undefined || boot === 'all' ? null : readBootChoice(boot),
  };
}

/** `-b` alone means the last boot: what follows is its value only where it can be one, so that `-b kern.log` works. */
export function spellOutBoot(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return args.map((arg, index) => {
    const isBoot = (arg === '-b' || arg === '--boot') && (end < 0 || index < end);
    const next = args[index + 1] ?? '';
    return isBoot && next !== 'all' && !isBootChoice(next) ? '--boot=0' : arg;
  });
}
