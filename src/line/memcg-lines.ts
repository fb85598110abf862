/**
 * Memory-cgroup lines (mm/memcontrol.c, mm/memcontrol-v1.c): whose limit, usage against limit, statistics in both
 * shapes, protections and the notice of memory.oom.group.
 */

import { withoutLastWord } from '../base/last-word.js';
import { bytesOfKib, safeNumber } from './numbers.js';
import type { OomLine } from './oom-line.js';

const TASK_IN = /^Task in (.*?) killed(?: as a result of limit of (.*))?$/s;
/** The first pieces of a line that is printed in up to four. */
const CUT_TASK_IN = /^Task in(?: (\/.*?))?( killed as a result of limit of)?$/s;
const LIMIT_OF = ' killed as a result of limit of ';

/** `Task in A killed as a result of limit of B`. A name may hold that phrase: B must then be an ancestor of A. */
export function readTaskIn(line: string): OomLine | null {
  const text = line.trimEnd();
  const reached = /^Memory limit reached of cgroup (.*)$/s.exec(text);
  if (reached) return { kind: 'task-in', open: true, taskPath: '', limitPath: reached[1] ?? '' };
  const found = TASK_IN.exec(text);
  if (!found) return readCutTaskIn(text);
  if (found[2] === undefined)
    return { kind: 'task-in', open: true, taskPath: found[1] ?? '', limitPath: null };
  let taskPath = found[1] ?? '';
  let limitPath = found[2];
  for (let at = text.indexOf(LIMIT_OF); at >= 0; at = text.indexOf(LIMIT_OF, at + 1)) {
    const task = text.slice('Task in '.length, at);
    const limit = text.slice(at + LIMIT_OF.length);
    if (!isAncestor(limit, task)) continue;
    taskPath = task;
    limitPath = limit;
    break;
  }
  return { kind: 'task-in', open: true, taskPath, limitPath };
}

function readCutTaskIn(text: string): OomLine | null {
  const found = CUT_TASK_IN.exec(text);
  if (!found) return null;
  return {
    kind: 'task-in',
    open: true,
    taskPath: found[1] ?? '',
    limitPath: found[2] === undefined ? null : '',
  };
}

/** Whether `path` is `descendant` or above it in the cgroup tree. */
export function isAncestor(path: string, descendant: string): boolean {
  return path === '/' || descendant === path || descendant.startsWith(`${path}/`);
}

/** Values from 2^52 kB on, and the 32-bit maximum, are the kernel's way to print "no limit". */
const UNLIMITED_KIB = 2 ** 52;
const UNLIMITED_KIB_32BIT = 8589934588;

/**
 * Since 3.19 "no limit" is the highest number of pages that fits a signed long (PAGE_COUNTER_MAX), printed in kB: the
 * distance to 2^53 kB is the size of a page.
 */
function pageSizeOfUnlimited(limit: string): number | null {
  if (!/^9007199254740\d{3}$/.test(limit)) return null;
  const kib = Number(2n ** 53n - BigInt(limit));
  return kib >= 4 && kib <= 64 && Number.isInteger(Math.log2(kib)) ? kib * 1024 : null;
}

export function readMemcgUsage(text: string): OomLine | null {
  const found = /^(memory|memory\+swap|swap|kmem): usage (\d+)kB, limit (\d+)kB, failcnt (\d+)(.*)$/.exec(
    text,
  );
  if (!found) return readCutUsage(text);
  const [, of, usage = '', limit = '', failcnt = '', rest = ''] = found;
  const limitKib = Number(limit);
  const unlimited = limitKib >= UNLIMITED_KIB || limitKib === UNLIMITED_KIB_32BIT;
  const usageBytes = bytesOfKib(usage);
  return {
    kind: 'memcg-usage',
    open: false,
    of: of as 'memory',
    usageBytes,
    limitBytes: unlimited ? null : bytesOfKib(limit),
    unlimited,
    pageBytes: pageSizeOfUnlimited(limit),
    failcnt: safeNumber(failcnt),
    rest: rest.trim(),
    ...(usageBytes === null ? { oversized: [`${of} usage=${usage}kB`] } : {}),
  };
}

/** A mailer or terminal cut the line: open, so that the next physical line can complete it. */
function readCutUsage(text: string): OomLine | null {
  const found =
    /^(memory|memory\+swap|swap|kmem): usage (\d+)kB,?(?: limit(?: (\d+)kB,?)?)?(?: f[a-z]{0,6})?\s*$/.exec(
      text,
    );
  if (!found) return null;
  const limit = found[3] === undefined ? null : Number(found[3]);
  const unlimited = limit !== null && limit >= UNLIMITED_KIB;
  return {
    kind: 'memcg-usage',
    open: true,
    of: found[1] as 'memory',
    usageBytes: bytesOfKib(found[2] ?? ''),
    limitBytes: limit === null || unlimited ? null : bytesOfKib(found[3] ?? ''),
    unlimited,
    pageBytes: null,
    failcnt: null,
  };
}

const STATS = /^Memory cgroup stats(?: for (.*?))?:\s*((?:[a-z]\w*:\d+KB(?:\s+|$))*)$/s;

export function readMemcgStats(text: string): OomLine | null {
  if (!text.startsWith('Memory cgroup stats')) return null;
  const whole = STATS.exec(text);
  // A value or a name that was cut stands at the end; the values before it are no part of the path.
  const found =
    whole === null || VALUE_IN_PATH.test(whole[1] ?? '') ? STATS.exec(withoutLastWord(text)) : whole;
  if (!found) return { kind: 'memcg-stats', open: true, path: null, stats: {}, rest: text };
  const stats: Record<string, number> = {};
  const oversized: string[] = [];
  for (const pair of (found[2] ?? '').split(/\s+/).filter(Boolean)) {
    const colon = pair.indexOf(':');
    const bytes = bytesOfKib(pair.slice(colon + 1, -2));
    if (bytes === null) oversized.push(pair.replace(':', '='));
    else stats[pair.slice(0, colon)] = bytes;
  }
  return { kind: 'memcg-stats', open: true, path: found[1] ?? null, stats, oversized };
}

/** Up to 5.2 `cache` comes first. */
const VALUE_IN_PATH = /: (?:\w+:\d+[kK]B |cache$)/;

/** `anon 1234`: bytes for sizes, counts for events, as the kernel prints them. Two words of a stack look like one. */
export function readStat(text: string): OomLine | null {
  const found = /^\s*(?![0-9a-f]{8}(?:[0-9a-f]{8})? )([a-z][a-z_0-9]*) (\d+)\s*$/.exec(text);
  if (!found) return null;
  const [, name = '', digits = ''] = found;
  // The end of a broken line of the limits.
  if (name === 'failcnt') return null;
  const value = safeNumber(digits);
  if (value === null) return { kind: 'mem-detail', open: false, oversized: [`${name}=${digits}`] };
  return { kind: 'stat', open: false, name, value };
}

export function readProtection(text: string): OomLine | null {
  const found = /^Memory cgroup min protection (\d+)kB -- low protection (\d+)kB/.exec(text);
  const minBytes = bytesOfKib(found?.[1] ?? '');
  const lowBytes = bytesOfKib(found?.[2] ?? '');
  if (!found) return null;
  if (minBytes === null || lowBytes === null)
    return { kind: 'mem-detail', open: false, oversized: [text.slice(0, 120)] };
  return { kind: 'protection', open: false, minBytes, lowBytes };
}

export function readGroup(text: string): OomLine | null {
  const found = /^Tasks in (.*) are going to be killed(?: due to(?: memory\.oom\.group set)?)?\s*$/s.exec(
    text,
  );
  return found ? { kind: 'group', open: false, path: found[1] ?? '' } : null;
}
