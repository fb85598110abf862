/**
 * Kills by earlyoom, by the texts of its versions 0.1 to 1.9. What the oldest ones print are anybody's words: those need the
 * program's name, or what it says before a kill.
 */
import type { OomLine } from './oom-line.js';
import { integer, mebibytes, userspaceKill } from './userspace-kill.js';

/** Versions, and their relatives, differ in which facts stand between the name and the resident size. */
const EARLYOOM =
  /(?:^|\W)sending (SIG\w+) to process (\d+)(?: uid (\d+))? "(.*?)": ((?:[a-z_]+ -?\d+(?: KiB)?, )*)VmRSS (\d+) MiB(?:, ordering \w+)?(?:, cmdline "(.*)")?(?:\s|$)/s;
/** Cut or wrapped behind the name, or later; the words alone are anybody's, so that the program's name is needed. */
const EARLYOOM_CUT =
  /(?:^|\W)(earlyoom(?:\[\d+\])?: )?sending (SIGTERM|SIGKILL) to process (\d+)(?: uid (\d+))? "([^"]*)":(.*)$/s;
const EARLYOOM_1_3 =
  /^[Kk]illing process (\d+) "(.*)" with signal (\d+): badness (-?\d+), VmRSS (\d+) MiB\s*$/s;
const EARLYOOM_1_2 =
  /^Killing process '(.*)' with signal (\d+), pid: (\d+), badness: (\d+), VmRSS: (\d+) MiB\s*$/s;
/** 0.1 gave the badness and the age, 1.0 named the victim first. */
const EARLYOOM_1_1 = /^Killing process:? (\d+) (.*?)(?: with badness (\d+) time_running=[\d.]+m)?$/s;
const EARLYOOM_1_0 = /^Killing process: (.*), pid: (\d+), badness: (\d+), VmRSS: (\d+) MiB\s*$/s;

export function readEarlyoom(text: string): OomLine | null {
  const found = EARLYOOM.exec(text);
  if (!found) return readEarlyoomBefore14(text);
  const [, signal = '', pid, uid, comm = '', scores = '', rss, cmdline] = found;
  if (signal === 'SIGCONT') return null;
  return userspaceKill('earlyoom', {
    pid: integer(pid),
    uid: integer(uid),
    comm,
    ...scoresIn(scores),
    rssBytes: mebibytes(rss),
    extra: cmdline === undefined ? { signal } : { signal, cmdline },
  });
}

/** Whole numbers only: of one that ends the text nobody knows whether it goes on. */
function scoresIn(text: string): { readonly oomScore: number | null; readonly oomScoreAdj: number | null } {
  const score = (name: string): number | null =>
    integer(new RegExp(`(?:^| )${name} (-?\\d+),`).exec(text)?.[1]);
  return { oomScore: score('oom_score') ?? score('badness'), oomScoreAdj: score('oom_score_adj') };
}

export function readCutEarlyoom(text: string, program: string | null = null): OomLine | null {
  const [found, name, signal = '', pid, uid, comm = '', scores = ''] = EARLYOOM_CUT.exec(text) ?? [];
  if (found === undefined || (name === undefined && program !== 'earlyoom')) return null;
  const facts = { pid: integer(pid), uid: integer(uid), comm, ...scoresIn(scores), extra: { signal } };
  return { ...userspaceKill('earlyoom', facts), rest: '…' };
}

function readEarlyoomBefore14(text: string): OomLine | null {
  const quoted = EARLYOOM_1_3.exec(text);
  const [, pid, comm = '', signal = '', score, rss] = quoted ?? [];
  if (quoted)
    return userspaceKill('earlyoom', {
      pid: integer(pid),
      comm,
      oomScore: integer(score),
      rssBytes: mebibytes(rss),
      extra: { signal },
    });
  const old = EARLYOOM_1_2.exec(text);
  if (!old) return readEarlyoom10(text);
  const facts = {
    comm: old[1] ?? '',
    pid: integer(old[3]),
    oomScore: integer(old[4]),
    rssBytes: mebibytes(old[5]),
  };
  return userspaceKill('earlyoom', { ...facts, extra: { signal: old[2] ?? '' } });
}

function readEarlyoom10(text: string): OomLine | null {
  const [found, comm = '', pid, score, rss] = EARLYOOM_1_0.exec(text) ?? [];
  if (found === undefined) return null;
  const facts = { pid: integer(pid), comm, oomScore: integer(score), rssBytes: mebibytes(rss) };
  return userspaceKill('earlyoom', facts);
}

/** Other texts of 1.1 and older say too little to be told apart without the program's name, or its words before them. */
export function readOldEarlyoom(text: string, program: string | null): OomLine | null {
  if (program !== null && program !== 'earlyoom') return null;
  const [found, pid, comm = '', score] = EARLYOOM_1_1.exec(text) ?? [];
  if (found === undefined) return null;
  // The name as /proc/PID/stat has it: in brackets, and up to its first blank.
  const name = comm.trim().replace(/^\((.*?)\)?$/s, '$1');
  const line = userspaceKill('earlyoom', { pid: integer(pid), comm: name, oomScore: integer(score) });
  return program === null ? { ...line, isVague: true } : line;
}
