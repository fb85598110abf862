/**
 * Kill and choice lines, with every reading their text allows (mm/oom_kill.c: oom_kill_process, __oom_kill_process,
 * and the 2.6 forms). The words are cut here, the structure is in grammar/kill.ne.
 */
import rules from './grammar/kill.gen.js';
import { emptyReading, type KillResult, rankKills } from './grammar/kill-result.js';
import { groupOf, loadGrammar, readings, type Token } from './grammar/token.js';
import type { KillCause, KillReading, OomLine } from './oom-line.js';
import { plainKill } from './plain-reading.js';

const grammar = loadGrammar(rules);
/** No pid has more than seven digits; ten leave room. Who puts kill lines below each other by hand sets shorter ones to the right. */
const VERB = /(Killed|Kill|kill|OOM killed) process {1,8}(\d{1,10})(?!\d)/;
/** OpenVZ's user beancounter, whose number may be made unreadable: it is a customer's. */
export const IN_BEANCOUNTER: string = String.raw` in UB [\w*<>-]+`;
/** What stands before the verb: nothing, or the kernel's own words. Other output may be glued to their front. */
const MESSAGE = new RegExp(
  String.raw`^$|(?:(?:Memory cgroup o|O|o)ut of [Mm]emory|No available memory)(?: ?\([^()]*\)| in cpuset|${IN_BEANCOUNTER})?$`,
);
const OF_CGROUP = new RegExp(`[Mm]emory cgroup out of memory|${IN_BEANCOUNTER}$`);
/** Longest tail that is given to the grammar: a name and all facts take less than 300. */
const LONGEST_TAIL = 600;

const WORD =
  /(?<open> ?\()|(?<close>\))|(?<uid>,? ?UID[: ]\d+,?)|(?<field>,? ?(?:total-vm|vsz|vm|anon-rss|file-rss|shmem-rss|rss|swap|pgtables):\d+l?kB,?| ?oom_score_adj:-?\d+)|(?<score> score \d+)|(?<ending> or sacrifice child| or a child| and children\b| sharing same memory|\.?\s*$)|(?<text>[^\s(),.]+|[\s\S])/y;

/** The groups of `WORD` in their order. */
const WORD_TYPES = ['open', 'close', 'uid', 'field', 'score', 'ending', 'text'];

export function killWords(tail: string): Token[] {
  const tokens: Token[] = [];
  WORD.lastIndex = 0;
  while (WORD.lastIndex < tail.length) {
    const found = WORD.exec(tail);
    if (found === null || found[0] === '') break;
    tokens.push({ type: groupOf(found, WORD_TYPES), text: found[0] });
  }
  return tokens;
}

/** Alibaba's kernels put the state of the chosen task between its name and its score. */
const VENDOR_STATE = /\) \[State: \d+ Flags: \d+\](?= score \d+ or sacrifice child)/;

/** `Killed process ...`, `Kill process ...` in all their forms, anywhere in the line. */
export function readKill(text: string): OomLine | null {
  if (!text.includes(' process ')) return null;
  const verb = VERB.exec(text);
  if (!verb) return null;
  const before = text.slice(0, verb.index).replace(/:\s*$/, '').trim();
  const known = MESSAGE.exec(before)?.[0];
  const pid = Number(verb[2]);
  const tail = text
    .slice(verb.index + verb[0].length, verb.index + verb[0].length + LONGEST_TAIL)
    .replace(VENDOR_STATE, ')');
  const words = killWords(tail);
  const plain = plainKill(words);
  const results = plain === null ? rankKills(readings<KillResult>(grammar, words)) : [plain];
  const [best, ...others] = results;
  // What no kernel says so far, a later one may; the sizes then show that a kernel said it.
  if (known === undefined && best?.reading.anonRssBytes == null) return null;
  const message = known ?? before;
  if (best === undefined) return tail.trim() === '' ? cutBeforeName(verb[1] ?? '', message, pid) : null;
  return killLine(verb[1] ?? '', message, pid, best, others);
}

function killLine(
  verb: string,
  message: string,
  pid: number,
  best: KillResult,
  others: readonly KillResult[],
): OomLine | null {
  if (best.ending === 'sharing same memory')
    return { kind: 'sharing', open: false, pid, comm: best.reading.comm ?? '' };
  const alike = others.filter(
    (other) => other.cut === best.cut && (other.rest === '') === (best.rest === ''),
  );
  const kills: [KillReading, ...KillReading[]] = [best.reading, ...alike.map((result) => result.reading)];
  const killed = isKilled(verb);
  // Of a cut line the words before the pid show that the kernel wrote it.
  if (!killed && best.reading.score === null && !best.cut && message === '') return null;
  return {
    kind: killed ? 'killed' : 'select',
    cause: causeOf(message),
    message,
    pid,
    readings: kills,
    open: isOpen(killed, best),
    rest: best.rest.trim(),
    oversized: best.oversized,
  };
}

/** A kill line is finished by its last known fact; older forms end earlier, and may then go on. */
function isOpen(killed: boolean, best: KillResult): boolean {
  return best.cut || (killed ? best.reading.oomScoreAdj === null : best.ending === null);
}

function cutBeforeName(verb: string, message: string, pid: number): OomLine {
  return {
    kind: isKilled(verb) ? 'killed' : 'select',
    cause: causeOf(message),
    message,
    pid,
    readings: [emptyReading(null)],
    open: true,
    rest: ' ',
  };
}

/** OpenVZ kernels up to 2.6.32 write `Out of memory in UB 101: OOM killed process 77 (php) score 0 vm:1kB, rss:2kB, swap:0kB`. */
function isKilled(verb: string): boolean {
  return verb === 'Killed' || verb === 'OOM killed';
}

function causeOf(message: string): KillCause {
  if (OF_CGROUP.test(message)) return 'memcg';
  if (message.includes('MPOL_BIND')) return 'mempolicy';
  if (message.includes('in cpuset')) return 'cpuset';
  return /[Oo]ut of [Mm]emory/.test(message) ? 'system' : null;
}

/** `oom_reaper: reaped process N (comm), now ...` and `oom_reaper: unable to reap pid:N (comm)`. */
export function readReaper(line: string): OomLine | null {
  const text = line.slice(Math.max(0, line.indexOf('oom_reaper: ')));
  const reaped = /^oom_reaper: reaped process (\d{1,10}) \((.*)\)(?:,? now anon-rss:.*)?$/s.exec(text);
  if (reaped)
    return {
      kind: 'reaper',
      open: false,
      reaped: true,
      pid: Number(reaped[1]),
      comm: trimNow(reaped[2] ?? ''),
    };
  const failed = /^oom_reaper: unable to reap pid:(\d{1,10}) \((.*)\)/s.exec(text);
  return failed
    ? { kind: 'reaper', open: false, reaped: false, pid: Number(failed[1]), comm: failed[2] ?? '' }
    : null;
}

function trimNow(comm: string): string {
  const now = comm.indexOf('), now anon-rss:');
  return now < 0 ? comm : comm.slice(0, now);
}

const EXITING = /OOM victim (\d{1,10}) \((.*)\) is(?: already(?: exiting|\s*$)|\s*$)/s;
const SPARED =
  /^(?:oom_kill_process: w|W)ould have killed process (\d{1,10}) \((.*?)(?:\)(?:(?:\. B|, b)ut(?: continuing(?: instead\.{0,3})?)?)?)?\s*$/s;
const PINNED = /^oom killer (\d{1,10}) \((.*)\) has mm pinned by (\d{1,10}) \((.*)\)\s*$/s;

/** What the kernel says about a chosen process that it does not kill, or whose memory it does not get. */
export function readSideNote(text: string): OomLine | null {
  const exiting = EXITING.exec(text);
  if (exiting)
    return { kind: 'already-exiting', open: false, pid: Number(exiting[1]), comm: exiting[2] ?? '' };
  const spared = SPARED.exec(text);
  if (spared) return { kind: 'spared', open: false, pid: Number(spared[1]), comm: spared[2] ?? '' };
  const pinned = PINNED.exec(text);
  if (!pinned) return null;
  const [, pid, comm = '', byPid, byComm = ''] = pinned;
  return { kind: 'pinned', open: false, pid: Number(pid), comm, byPid: Number(byPid), byComm };
}
