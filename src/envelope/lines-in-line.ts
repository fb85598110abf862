/**
 * Physical lines that hold many log lines whose line ends were lost: carriage returns alone, `\n` or `<br>` written out,
 * or a whole report without stamps run together with blanks. (Lines with stamps are parted by those: stamp-inside.ts.)
 */

const SHORTEST = 160;
/** A name of a process or two may hold such marks: pieces must be longer, and more. */
const SHORTEST_PIECE = 16;
const FEWEST_PIECES = 3;
/** Shortest report that is taken to be run together. */
const SHORTEST_REPORT = 1200;

const WRITTEN_ENDS: readonly (readonly [mark: string, end: RegExp])[] = [
  ['\r', /\r+/],
  ['\\n', /(?:\\r)?\\n/],
  ['<br', /<br ?\/?>/i],
];

/** Before what only begins lines of a report. */
const BEGINNINGS =
  /\s+(?=CPU: \d+ |Pid: \d|Hardware name: |Call [Tt]race:|Mem-[Ii]nfo:|active_anon:\d|Node \d+ [DNHMa]|lowmem_reserve\[|\d+ total pagecache|\d+ pages (?:RAM|in |High|reserved|cma|hw)|Swap cache stats|(?:Free|Total) swap|Tasks state|\[ +pid +\]|\[ *\d+\] +\d+ +\d+ |oom-kill:constraint|Out of memory|Memory cgroup (?:out|stats)|memory: usage|memory\+swap: usage|kmem: usage|swap: usage|Task in \/|oom_reaper: |Killed process \d)/;

/** The log lines in one physical line, or null where it is only one. */
export function linesInLine(text: string): readonly string[] | null {
  if (text.length < SHORTEST) return null;
  for (const [mark, end] of WRITTEN_ENDS) {
    // JSON spells line ends like this, and is read as a whole.
    if (text.indexOf(mark) < 0 || text.includes('{"')) continue;
    const lines = (mark === '\\n' ? unquoted(text) : text).split(end);
    if (lines.filter((line) => line.length >= SHORTEST_PIECE).length >= FEWEST_PIECES) return lines;
  }
  return text.length >= SHORTEST_REPORT && isReport(text) ? text.split(BEGINNINGS) : null;
}

const QUOTED = /^\s*(?:"[\w.-]{1,40}" ?: ?)?"(.*)"[,\]}]{0,3}\s*$/s;

/** A string of JSON or of a shell, with a member's name before it or not. */
function unquoted(text: string): string {
  const inner = QUOTED.exec(text)?.[1];
  return inner === undefined ? text : inner.replaceAll('\\"', '"').replaceAll('\\t', '\t');
}

/** A trigger and what comes after it, and no stamp before: stamps part the lines better. */
function isReport(text: string): boolean {
  const trigger = text.indexOf(' invoked oom-killer: ');
  if (trigger < 0 || !/ (?:Mem-[Ii]nfo|Call [Tt]race):/.test(text.slice(trigger))) return false;
  return !/ kernel: |\d\d:\d\d:\d\d|\[ *\d+\.\d{6}\]/.test(text.slice(0, trigger));
}
