/** What the kill grammar's productions build: a reading of one kill line from its name and its facts. */
import { byteLength } from '../../base/byte-length.js';
import { bytesOfKib, safeNumber } from '../numbers.js';
import type { KillReading } from '../oom-line.js';
import type { Token } from './token.js';

export interface KillResult {
  readonly reading: KillReading;
  /** The score's ending, the sharing notice or the full stop, as printed. */
  readonly ending: string | null;
  readonly rest: string;
  /** The line ended inside the name. */
  readonly cut: boolean;
  readonly oversized: readonly string[];
}

/** Longest name a task can have: TASK_COMM_LEN is 16 with its NUL, from 2.6 to 7.2. */
export const COMM_BYTES = 15;

export function cutKill(comm: string): KillResult {
  return { reading: emptyReading(comm), ending: null, rest: '', cut: true, oversized: [] };
}

export function wholeKill(comm: string, facts: readonly Token[], rest: string): KillResult {
  const values: { -readonly [K in keyof KillReading]: KillReading[K] } = emptyReading(comm);
  const oversized: string[] = [];
  let ending: string | null = null;
  for (const fact of facts) {
    if (fact.type === 'ending') ending = fact.text.trim();
    else applyFact(values, fact.text, oversized);
  }
  return { reading: values, ending, rest, cut: false, oversized };
}

const FIELDS = {
  'total-vm': 'totalVmBytes',
  vsz: 'totalVmBytes',
  vm: 'totalVmBytes',
  'anon-rss': 'anonRssBytes',
  'file-rss': 'fileRssBytes',
  'shmem-rss': 'shmemRssBytes',
  pgtables: 'pageTableBytes',
  rss: 'rssBytes',
  swap: 'swapBytes',
} as const;

/** -1000 to 1000 (include/uapi/linux/oom.h): where another line stands right behind, its digits are no part of it. */
const ADJ = /^-?(?:0|[1-9]\d{0,2}|1000)$/;

function applyFact(
  values: { -readonly [K in keyof KillReading]: KillReading[K] },
  text: string,
  oversized: string[],
): void {
  const found = /([A-Za-z_-]+)[: ]+(-?\d+)(l?kB)?/.exec(text);
  const [, name = '', digits = '', unit] = found ?? [];
  const value = unit === undefined ? safeNumber(digits) : bytesOfKib(digits);
  if (value === null) oversized.push(`${name}=${digits}${unit ?? ''}`);
  if (name === 'UID' || name === 'uid') values.uid = value;
  else if (name === 'oom_score_adj') values.oomScoreAdj = ADJ.test(digits) ? value : null;
  else if (name === 'score') values.score = value;
  else if (name in FIELDS) values[FIELDS[name as keyof typeof FIELDS]] = value;
}

/** Of a kill of which nothing but perhaps the name is told. */
export function emptyReading(comm: string | null): KillReading {
  return {
    comm,
    totalVmBytes: null,
    anonRssBytes: null,
    fileRssBytes: null,
    shmemRssBytes: null,
    pageTableBytes: null,
    rssBytes: null,
    swapBytes: null,
    uid: null,
    oomScoreAdj: null,
    score: null,
  };
}

/** Best first: everything explained, a name that fits a task, more facts, the shorter name. */
export function rankKills(results: readonly KillResult[]): KillResult[] {
  return [...results].sort((a, b) => weight(b) - weight(a));
}

function weight(result: KillResult): number {
  const name = result.reading.comm ?? '';
  const facts = Object.values(result.reading).filter((value) => value !== null).length;
  const fits = byteLength(name) <= COMM_BYTES;
  return (
    (result.cut ? 0 : 4000) +
    (result.rest === '' ? 1000 : 0) +
    (fits ? 2000 : 0) +
    facts * 20 -
    Math.min(19, name.length)
  );
}
