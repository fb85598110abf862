/**
 * A whole report without stamps whose line ends became blanks -> its lines, parted before what only begins a line of a
 * report, and behind what ends one.
 */

/** Shortest report that is taken to be run together. */
const SHORTEST_REPORT = 400;

const FRAME = String.raw`(?:\? )?[A-Za-z_.$][\w.$]*\+0x[0-9a-f]+\/0x[0-9a-f]+(?=\s|$|\))`;
const ADDRESS = String.raw`\(?\[<?[0-9a-f]{8,16}>?\]`;

/** In front of a line, the blanks that were its line end; each with what shows that the line begins there. */
const BEGINNINGS = [
  String.raw`CPU: \d+ |CPU +\d+: hi:|Pid: \d|Hardware name: |Workqueue: |Tainted: \[|Call [Tt]race:|Backtrace:|COMPACTION is |\*\* \d+ printk `,
  String.raw`<\/?(?:TASK|IRQ|NMI|EOI|EOE|SOFTIRQ)>|(?:RIP|EIP): |Code: |R?E?SP: \w|R?E?AX: [0-9a-f]|R[BD][PX]: [0-9a-f]|R1[03]: `,
  String.raw`pc : |lr : |sp : |pstate: |x\d+ ?: ?[0-9a-f]{16}|NIP: |GPR\d\d: |--- interrupt|(?:[0-9a-f]{16} +){2}|r\d+:[0-9a-f]{8} |${ADDRESS} \(\w+\) from `,
  String.raw`Mem-[Ii]nfo:|active_anon:\d+ |Active(?:_anon)?:\d+ |Node \d+ [DNHMa]|Node \d+ hugepages|Free pages: |lowmem_reserve\[`,
  String.raw`-?\d+ (?:total )?pagecache pages|\d+ pages (?:RAM|in |High|reserved|cma|hw|of |shared|non-|swap)|\d+ reserved pages`,
  'Swap cache|(?:Free|Total) swap|Unreclaimable slab|Name +Used +Total|Memory allocations',
  String.raw`Tasks state|\[ +pid +\]|\[ *\d+\] +-?\d+ +\d+ +\d|oom-kill:constraint|Tasks in \/`,
  String.raw`Memory cgroup (?:out|stats|min)|memory: usage|memory\+swap: usage|kmem: usage|swap: usage|Task in +\/`,
  String.raw`oom_reaper: |oom killer \d+ \(|Memory limit reached|Would have killed |Kernel panic - |---\[ end |No available memory`,
].join('|');

/** Behind a row of the slab table another begins; behind the facts of a trigger or of a kill, a name. */
const ENDINGS = [
  String.raw`(?<= [\d.]+KB\s+\d+KB|Used +Total)\s+(?=\S.{0,40}? \d+KB\s)`,
  String.raw`(?<=adj[=:]-?\d+|rss:\d+l?kB|OOM execution)\s+(?=\S.{0,15}? (?:invoked oom-killer: |cpuset=))`,
  String.raw`(?<=allocations(?: \([^)]*\))?:|func:\S+)\s+(?=[\d.]+ (?:[KMGT]?i?B )? *\d+ \S+:\d+ .{0,80}?func:)`,
].join('|');

const SEAM = new RegExp(
  [
    // The message before a kill is one line with it, a frame one with its address.
    String.raw`(?<! syncing:)\s+(?=Out of memory)|(?<!:)\s+(?=Killed? process \d)`,
    String.raw`(?<!${ADDRESS}|\?|\()\s+(?=(?:${ADDRESS} )*\(?${FRAME})`,
    String.raw`\s+(?=${BEGINNINGS})`,
    String.raw`(?<!Node \d+,?)\s+(?=(?:DMA|DMA32|Normal|HighMem|Movable|Device)(?: free:| per-cpu:|: \d+\*))`,
    ENDINGS,
  ].join('|'),
);

/** The lines of the report, or null where the text is none. */
export function linesOfReport(text: string): readonly string[] | null {
  return text.length >= SHORTEST_REPORT && isReport(text) ? text.split(SEAM) : null;
}

/** A trigger and what comes after it, and no stamp before: stamps part the lines better. JSON is read as a whole. */
function isReport(text: string): boolean {
  if (/[[{] ?"/.test(text)) return false;
  const trigger = text.indexOf(' invoked oom-killer: ');
  if (trigger < 0 || !/ (?:Mem-[Ii]nfo|Call [Tt]race):/.test(text.slice(trigger))) return false;
  return !/ kernel: |\d\d:\d\d:\d\d|\[<? *\+?\d+\.\d{6}>?\]|\d,\d+,\d+,-[,;]/.test(text.slice(0, trigger));
}
