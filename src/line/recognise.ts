/**
 * Kernel text to line: a cheap look at the first character decides which few shapes are tried, by the text alone and
 * never by a kernel version, because distributions backport. What fits no shape is `unrecognised`.
 */
import { readAftermath } from './aftermath-lines.js';
import { readConstraint } from './constraint-line.js';
import { readCutEarlyoom, readEarlyoom, readOldEarlyoom } from './earlyoom-lines.js';
import { readHardware, readIdentity, readTrace, readWorkqueue } from './identity-lines.js';
import { readKill, readReaper, readSideNote } from './kill-lines.js';
import { readLowMemoryKiller } from './low-memory-killer-lines.js';
import {
  readGroup,
  readMemcgStats,
  readMemcgUsage,
  readProtection,
  readStat,
  readTaskIn,
} from './memcg-lines.js';
import { readFreePages, readLowmem, readPages, readSwap, readTotals, readZoneLine } from './meminfo-lines.js';
import type { OomLine, UnrecognisedLine } from './oom-line.js';
import { readAllocation, readSlab } from './slab-lines.js';
import { readTaskHeader, readTaskRow, readTasksBanner } from './task-lines.js';
import { readTrigger } from './trigger-line.js';
import { readUserspaceDetail } from './userspace-details.js';
import { readCutSystemdOomd, readMetaOomd, readNohang, readSystemdOomd } from './userspace-lines.js';
import { readCpuset, readGap, readNoKillable, readOtherDump, readPanic, readSysrq } from './verdict-lines.js';

type Reader = (text: string) => OomLine | null;

export const UNRECOGNISED: UnrecognisedLine = { kind: 'unrecognised', open: false };

/** The kernel's records end at 1 KiB; joined cuts and one-line statistics stay far below this. */
const LONGEST_LINE = 16 * 1024;

const readMemInfo: Reader = (text) =>
  /^Mem-[iI]nfo:\s*$/.test(text) ? { kind: 'mem-info', open: false } : null;
/** Another CPU's trigger may begin in the middle of a trace line. */
const readGluedTrigger: Reader = (text) => {
  const found = /^\[<[0-9a-f]+>\] (?:<\d>)?(.* invoked oom-killer: .*)$/s.exec(text);
  return found ? readTrigger(found[1] ?? '') : null;
};
const readCompaction: Reader = (text) =>
  text.startsWith('COMPACTION is disabled') ||
  /^Node memory in pages:|^Node +\d+: +RAM: |^Total of \d+ pages in page table cache/.test(text)
    ? { kind: 'mem-detail', open: false }
    : null;

/** Tried by the first character of the text without its leading blanks. */
const BY_FIRST: Readonly<Record<string, readonly Reader[]>> = {
  '[': [readTaskHeader, readGluedTrigger, readTrace],
  '*': [readGap],
  A: [readTotals],
  B: [readTrace],
  C: [readIdentity, readCompaction, readZoneLine, readTrace],
  D: [readZoneLine, readTrace],
  E: [readTrace],
  F: [readSwap, readFreePages, readTrace],
  H: [readHardware, readZoneLine, readTrace],
  I: [readTrace],
  K: [readKill, readPanic],
  M: [
    readMemInfo,
    readMemcgStats,
    readProtection,
    readAllocation,
    readTaskIn,
    readKill,
    readGap,
    readZoneLine,
    readTrace,
  ],
  N: [readZoneLine, readCompaction, readSlab, readKill, readTrace],
  O: [readKill, readNoKillable, readSideNote, readTrace],
  P: [readIdentity, readTrace],
  R: [readTrace],
  S: [readSwap, readGap, readSysrq, readWorkqueue, readTrace],
  T: [readTaskIn, readTasksBanner, readGroup, readSwap, readWorkqueue, readCompaction],
  U: [readSlab, readIdentity, readTrace],
  W: [readWorkqueue, readSideNote],
  '-': [readPages, readPanic, readTrace],
  '/': [readGap],
  c: [readZoneLine],
  d: [readGap],
  e: [readSlab],
  i: [readGap],
  k: [readMemcgUsage],
  l: [readLowmem],
  m: [readMemcgUsage],
  o: [readConstraint, readReaper, readSideNote, readGap],
  p: [readLowmem, readGap],
  s: [readMemcgUsage, readSysrq],
  _: [readGap],
};

/** Tried where the first character decides nothing; cheap tests stand inside each. */
const ANYWHERE: readonly (readonly [needle: string, reader: Reader])[] = [
  ['oom-killer', readTrigger],
  ['lowmemorykiller:', readTrigger],
  ['oom-kill:constraint=', readConstraint],
  ['ill', readKill],
  ['oom_reaper: ', readReaper],
  [' cpuset=', readCpuset],
  ['is already exiting', readSideNote],
  [' free:', readZoneLine],
  [':', readTotals],
  ['KB', readSlab],
  ['func:', readAllocation],
];

/** A frame and nothing else, as x86 and arm64 print most of them: told at once, because traces are long. */
const PLAIN_FRAME = /^(?:\? )?[A-Za-z_.$][\w.$]*\+0x[0-9a-f]+\/0x[0-9a-f]+(?: \[[\w-]+\])?$/;

const DIGITS: readonly Reader[] = [readPages, readAllocation, readTrace];
const LAST: readonly Reader[] = [readOtherDump, readTrace];

/** Recognises one record's text written by the kernel, or by nobody known. `columns`: of the table's last header. */
export function recognise(text: string, columns: number | null): OomLine {
  const line = trimBlanks(text.length > LONGEST_LINE ? text.slice(0, LONGEST_LINE) : text);
  const first = line.charAt(0);
  if (first === '[') {
    const row = readTaskRow(line, columns);
    if (row !== null) return row;
  }
  if (line === '') return UNRECOGNISED;
  // Half of the lines of a report of cgroups of version 2, and of a shape that no other line has.
  const stat = readStat(line);
  if (stat !== null) return stat;
  if (PLAIN_FRAME.test(line)) return { kind: 'trace', open: false, frame: line, header: false };
  return (
    firstOf(BY_FIRST[first], line) ??
    (first >= '0' && first <= '9' ? firstOf(DIGITS, line) : null) ??
    anywhere(line, text) ??
    firstOf(LAST, line) ??
    UNRECOGNISED
  );
}

function firstOf(readers: readonly Reader[] | undefined, text: string): OomLine | null {
  for (const read of readers ?? []) {
    const line = read(text);
    if (line !== null) return line;
  }
  return null;
}

function anywhere(text: string, untrimmed: string): OomLine | null {
  for (const [needle, read] of ANYWHERE) {
    const line = text.includes(needle)
      ? read(read === readTrigger || read === readCpuset ? untrimmed : text)
      : null;
    if (line !== null) return line;
  }
  return null;
}

/** Leading and trailing blanks carry no fact, except the trailing ones of a task's name. */
function trimBlanks(text: string): string {
  return text.charCodeAt(0) === 32 || text.charCodeAt(0) === 9 || text.charCodeAt(0) === 0xa0
    ? text.trimStart()
    : text;
}

const USERSPACE: readonly Reader[] = [
  readSystemdOomd,
  readEarlyoom,
  readMetaOomd,
  readNohang,
  readUserspaceDetail,
];
const readCut: Reader = (text) => readCutEarlyoom(text);
const readVague: Reader = (text) => readOldEarlyoom(text, null);
const AROUND: readonly Reader[] = [readAftermath, readGap];

/** Words of which every shape below has one: most lines of a log are told apart by this one look. */
const PROGRAM_WORDS =
  /ill|oom|OOM|KILL|SIGTERM|[Mm]emory|VmRSS|exit|to free|below limit|failed state|signal[ :]|\(PID |Path: |Usage: |CGroup_v|messages|suppressed|victim|PID: |RSS: |UID|badness|cmdline|dryrun/;

/** Recognises a record written by a named program: its own kills, the aftermath of a kill, and gaps. */
export function recogniseProgram(text: string, program: string | null): OomLine {
  if (text.length > LONGEST_LINE || !PROGRAM_WORDS.test(text)) return UNRECOGNISED;
  return (
    firstOf(USERSPACE, text) ??
    readOldEarlyoom(text, program) ??
    readCutSystemdOomd(text, program) ??
    readCutEarlyoom(text, program) ??
    (program === 'lowmemorykiller' || program === 'lmkd' ? readLowMemoryKiller(text) : null) ??
    firstOf(AROUND, text) ??
    UNRECOGNISED
  );
}

/** A killer's name, or systemd's, in front of its words: in the kernel's log, and in pastes that lost the stamps. */
const OWN_TAG =
  /^(systemd-oomd|systemd|earlyoom|nohang(?:-desktop)?|oomd|lmkd|lowmemorykiller)(?:\[\d+\])?: (.*)$/s;

function readTagged(text: string): OomLine | null {
  const [, program = '', said = ''] = OWN_TAG.exec(text) ?? [];
  if (program === '') return null;
  if (program === 'systemd') return readAftermath(said);
  return (
    firstOf(USERSPACE, said) ??
    readOldEarlyoom(said, program) ??
    (program === 'lmkd' ? readLowMemoryKiller(said) : null)
  );
}

const FOREIGN: readonly Reader[] = [...USERSPACE, readTagged, readCut, readLowMemoryKiller, readVague];

/** Recognises what programs wrote into the kernel's log, or a bare paste of it. */
export function recogniseForeign(text: string): OomLine {
  if (
    text.length > LONGEST_LINE ||
    !/ill|oom|Marked|OOM|KILL|[Mm]emory|to free |victim|VmRSS|RSS: |UID: |badness|exit|process group|kill\(\)|signal: |Path: |Usage: |CGroup_v/.test(
      text,
    )
  )
    return UNRECOGNISED;
  return firstOf(FOREIGN, text.trim()) ?? UNRECOGNISED;
}
