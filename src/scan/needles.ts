/**
 * What makes a line worth parsing: at least one of these stands in every line that opens, confirms or ends an event
 * (the kinds that `confirmsReport` knows, and the kills by programs), and in what is logged about one elsewhere. Rows of
 * a table or lines of a trace need none, since they come with lines that have one.
 *
 * Needles are grouped by a mark for the fast scanner: two bytes, three places apart, that together are rare in logs.
 */

/** A row of bytes to find, and what the scanners make of it. */
export interface Needle {
  /** At most 8 bytes of ASCII. */
  readonly text: string;
  /** Place in `text` of the mark's first byte. */
  readonly mark: number;
  /** A report begins with this line: little before it can belong to the same event. */
  readonly opens: boolean;
}

/** Needles found through one mark: its first byte is one of `first`, the byte three places on one of `second`. */
export interface Family {
  readonly first: string;
  readonly second: string;
  readonly needles: readonly Needle[];
}

/** Distance of a mark's bytes. */
export const MARK_SPAN = 3;
/** Longest needle. */
export const NEEDLE_BYTES = 8;

function family(
  first: string,
  second: string,
  texts: readonly string[],
  opening: readonly string[] = [],
): Family {
  const needle = (opens: boolean) => (text: string) => ({ text, opens, mark: markIn(text, first, second) });
  return { first, second, needles: [...opening.map(needle(true)), ...texts.map(needle(false))] };
}

function markIn(text: string, first: string, second: string): number {
  const places = [...text].map((_, at) => at);
  return places.findIndex(
    (at) => first.includes(text.charAt(at)) && second.includes(text.charAt(at + MARK_SPAN)),
  );
}

export const FAMILIES: readonly Family[] = [
  family(
    'kKgR',
    'lL',
    [
      // `oom-kill:constraint=`, `result 'oom-kill'`, `Killed process`, `Kill process`, `kill process`, `Task in .. killed as`.
      ...['oom-kill', 'Killed p', 'Kill pro', 'kill pro', 'killed a', 'no killa'],
      // earlyoom, Android: `Killing process`, `Kill 'x'`, `Reclaim 'x'`, `send sigkill to`; `oomd kill:`; systemd-oomd: `Killed /x`; oomd's own log.
      ...['Killing ', "Kill '", 'Reclaim ', 'orykille', 'sigkill ', 'omd kill', 'Killed /', 'killer:'],
      // Aftermath: `the OOM killer`, `OOMKilled`, `status=9/KILL`, `terminated by signal 9`.
      ...['OOM kill', 'OOMKill', '9/KILL', 'signal 9', 'SIGKILL', 'KILL sig', 'Killed ('],
    ],
    // `java invoked oom-killer:`
    ['m-killer'],
  ),
  // `Out of memory`, `out of memory`, `due to memory pressure`, `deadlocked on memory`, `Memory limit reached of cgroup`;
  // earlyoom and nohang: `Sending SIGTERM to the victim`.
  family('mM', 'oO', ['of memor', 'of Memor', 'to memor', 'on memor', 'Memory l', 'TERM to ']),
  // Headers of the task table, and the reaper.
  family('to', '_', ['total_vm', 'oom_reap']),
  // earlyoom and nohang: `VmRSS 123 MiB`.
  family('V', 'S', ['VmRSS']),
  // `memory: usage 12kB`, `swap: usage`, `kmem: usage`.
  family('u', 'g', [': usage ']),
  // systemd-oomd: `oomd dry-run:`.
  family('y', 'u', ['dry-run:']),
  // A journal's message as a list of numbers, which hides all of the above.
  family('A', '"', ['AGE":[', 'AGE" : [']),
];

export const NEEDLES: readonly Needle[] = FAMILIES.flatMap(({ needles }) => needles);
