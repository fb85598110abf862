/**
 * The noun on the arrow from text to report: one kernel (or killer's) line, recognised. A variant per line shape;
 * whatever is not known is `unrecognised`. Amounts are in the unit the name says, already converted from kB; a number
 * that does not fit 2^53 is null and its text is in `oversized`.
 */

interface Base {
  /** The line may go on in the next physical line or record (cut by a mailer, a terminal or a concurrent printk). */
  readonly open: boolean;
  /** Printed numbers that do not fit a JSON number, as `name=text`. */
  readonly oversized?: readonly string[];
  /** Text at the end that the line's shape does not explain; absent where everything was read. */
  readonly rest?: string;
  /** The first of the readings is what the others agree on, because nothing in the line tells which of them is right. */
  readonly isAgreed?: boolean;
}

export interface TriggerLine extends Base {
  readonly kind: 'trigger';
  /** As printed, blanks in front included; null on kernels before 2.6.17, which print none. */
  readonly comm: string | null;
  readonly gfpMask: string | null;
  readonly gfpFlags: readonly string[];
  readonly order: number | null;
  readonly nodemask: string | null;
  readonly oomScoreAdj: number | null;
  readonly oomAdj: number | null;
  /** Further `name=value` pairs of that line. */
  readonly extra: Readonly<Record<string, string>>;
  readonly killer: 'kernel' | 'lowmemorykiller';
}

export interface CpusetLine extends Base {
  readonly kind: 'cpuset';
  readonly comm: string;
  /** Null where the line was cut before its end. */
  readonly cpuset: string | null;
  readonly memsAllowed: string | null;
}

export interface IdentityLine extends Base {
  readonly kind: 'identity';
  readonly pid: number;
  readonly uid: number | null;
  readonly comm: string;
  readonly tainted: string | null;
  readonly release: string | null;
}

export interface HardwareLine extends Base {
  readonly kind: 'hardware';
  /** Null where the line was cut. */
  readonly name: string | null;
}

export interface WorkqueueLine extends Base {
  readonly kind: 'workqueue';
  readonly name: string;
}

/** Headers, frames, stack words and registers of a call trace. `frame` is null for all but frames. */
export interface TraceLine extends Base {
  readonly kind: 'trace';
  readonly frame: string | null;
  /** `Call Trace:` and its spellings. */
  readonly header: boolean;
}

export interface TaskInLine extends Base {
  readonly kind: 'task-in';
  /** Empty where the line was cut before it. */
  readonly taskPath: string;
  /** Null where the line ends after `killed`, empty where it was cut before the path. */
  readonly limitPath: string | null;
}

export interface MemcgUsageLine extends Base {
  readonly kind: 'memcg-usage';
  readonly of: 'memory' | 'memory+swap' | 'swap' | 'kmem';
  readonly usageBytes: number | null;
  /** Null with `unlimited` for the kernel's "none". */
  readonly limitBytes: number | null;
  readonly unlimited: boolean;
  /** The size of a page, as an unlimited limit shows it; null where it does not. */
  readonly pageBytes: number | null;
  readonly failcnt: number | null;
}

export interface MemcgStatsLine extends Base {
  readonly kind: 'memcg-stats';
  readonly path: string | null;
  /** The one-line form up to 5.2; empty where the values follow one a line. */
  readonly stats: Readonly<Record<string, number>>;
}

/** `anon 1234`: one counter of the multi-line statistics. */
export interface StatLine extends Base {
  readonly kind: 'stat';
  readonly name: string;
  readonly value: number;
}

export interface ProtectionLine extends Base {
  readonly kind: 'protection';
  readonly minBytes: number;
  readonly lowBytes: number;
}

export interface MemInfoLine extends Base {
  readonly kind: 'mem-info';
}

/** Lines of the Mem-Info block that are read over: per-cpu lists, separators. */
export interface MemDetailLine extends Base {
  readonly kind: 'mem-detail';
}

export interface TotalsLine extends Base {
  readonly kind: 'totals';
  readonly counters: Readonly<Record<string, number>>;
}

export interface NodeLine extends Base {
  readonly kind: 'node';
  readonly node: number;
  readonly counters: Readonly<Record<string, number>>;
  readonly allUnreclaimable: boolean | null;
}

export interface ZoneLine extends Base {
  readonly kind: 'zone';
  readonly node: number;
  readonly zone: string;
  readonly counters: Readonly<Record<string, number>>;
  readonly allUnreclaimable: boolean | null;
}

export interface LowmemLine extends Base {
  readonly kind: 'lowmem';
  readonly pages: readonly number[];
}

export interface BuddyLine extends Base {
  readonly kind: 'buddy';
  readonly node: number;
  readonly zone: string;
  readonly blocks: readonly {
    readonly blockBytes: number;
    readonly count: number;
    readonly migrateTypes: string | null;
  }[];
  readonly totalBytes: number | null;
}

export interface HugepagesLine extends Base {
  readonly kind: 'hugepages';
  readonly node: number;
  readonly total: number;
  readonly free: number;
  readonly surplus: number;
  readonly sizeBytes: number;
}

export type PagesName =
  | 'pagecache'
  | 'swap-cache'
  | 'ram'
  | 'highmem'
  | 'reserved'
  | 'cma-reserved'
  | 'hwpoisoned'
  | 'other';

/** `1048462 pages RAM` and its relatives. */
export interface PagesLine extends Base {
  readonly kind: 'pages';
  readonly of: PagesName;
  readonly pages: number;
}

export interface SwapLine extends Base {
  readonly kind: 'swap';
  readonly of: 'free' | 'total';
  readonly bytes: number | null;
}

export interface SlabHeaderLine extends Base {
  readonly kind: 'slab-header';
}

export interface SlabRowLine extends Base {
  readonly kind: 'slab-row';
  readonly name: string;
  readonly usedBytes: number;
  readonly totalBytes: number;
}

export interface AllocationsHeaderLine extends Base {
  readonly kind: 'allocations-header';
}

export interface AllocationRowLine extends Base {
  readonly kind: 'allocation-row';
  readonly bytes: number;
  readonly calls: number;
  readonly location: string;
}

/** `Tasks state (memory values in pages):` */
export interface TasksBannerLine extends Base {
  readonly kind: 'tasks-banner';
}

export interface TaskHeaderLine extends Base {
  readonly kind: 'task-header';
  /** Column names between `[ pid ]` and `name`; the first ones where the line was cut, which is then open. */
  readonly columns: readonly string[];
}

/** A row: the numbers between `[pid]` and the name, in the order of the header's columns. */
export interface TaskRowLine extends Base {
  readonly kind: 'task-row';
  readonly pid: number;
  readonly values: readonly number[];
  /** Null where the row was cut before its end. */
  readonly name: string | null;
}

/** One way to read a line whose text is ambiguous; the report decides between several. */
export interface ConstraintReading {
  readonly constraint: string;
  readonly nodemask: string | null;
  readonly cpuset: string | null;
  readonly memsAllowed: string | null;
  readonly global: boolean;
  readonly limitPath: string | null;
  readonly taskPath: string | null;
  /** Null where the line was cut. */
  readonly comm: string | null;
  readonly pid: number | null;
  readonly uid: number | null;
}

export interface ConstraintLine extends Base {
  readonly kind: 'constraint';
  readonly readings: readonly [ConstraintReading, ...ConstraintReading[]];
}

export interface KillReading {
  /** Null where the line was cut before its end. */
  readonly comm: string | null;
  readonly totalVmBytes: number | null;
  readonly anonRssBytes: number | null;
  readonly fileRssBytes: number | null;
  readonly shmemRssBytes: number | null;
  readonly pageTableBytes: number | null;
  /** All resident memory, and what was in swap: OpenVZ kernels print these alone. */
  readonly rssBytes: number | null;
  readonly swapBytes: number | null;
  readonly uid: number | null;
  readonly oomScoreAdj: number | null;
  readonly score: number | null;
}

/** Where the kill message says the memory ran out. */
export type KillCause = 'system' | 'memcg' | 'mempolicy' | 'cpuset' | null;

/** `Kill process N (comm) score S or sacrifice child`: the choice, up to 5.0. */
export interface SelectLine extends Base {
  readonly kind: 'select';
  readonly cause: KillCause;
  readonly message: string;
  readonly pid: number;
  readonly readings: readonly [KillReading, ...KillReading[]];
}

export interface KilledLine extends Base {
  readonly kind: 'killed';
  readonly cause: KillCause;
  readonly message: string;
  readonly pid: number;
  readonly readings: readonly [KillReading, ...KillReading[]];
}

/** `Kill process N (comm) sharing same memory`. */
export interface SharingLine extends Base {
  readonly kind: 'sharing';
  readonly pid: number;
  readonly comm: string;
}

export interface GroupLine extends Base {
  readonly kind: 'group';
  readonly path: string;
}

export interface AlreadyExitingLine extends Base {
  readonly kind: 'already-exiting';
  readonly pid: number;
  readonly comm: string;
}

/** `Would have killed process N (comm). But continuing instead.`: the 2.6.32 of el6, told not to kill. */
export interface SparedLine extends Base {
  readonly kind: 'spared';
  readonly pid: number;
  readonly comm: string;
}

/** `oom killer N (comm) has mm pinned by M (comm)`: the victim's memory stays, because `by` uses it and may not be killed. */
export interface PinnedLine extends Base {
  readonly kind: 'pinned';
  readonly pid: number;
  readonly comm: string;
  readonly byPid: number;
  readonly byComm: string;
}

export interface ReaperLine extends Base {
  readonly kind: 'reaper';
  readonly reaped: boolean;
  readonly pid: number;
  readonly comm: string;
}

export interface NoKillableLine extends Base {
  readonly kind: 'no-killable';
}

/** A kernel panic because of memory. */
export interface PanicLine extends Base {
  readonly kind: 'panic';
  readonly reason: string;
  /** The `---[ end Kernel panic` echo. */
  readonly end: boolean;
}

export interface SysrqLine extends Base {
  readonly kind: 'sysrq';
  readonly ignored: boolean;
}

/** First line of a dump that looks like an OOM report's parts and is none: page allocation failure, BUG, WARNING... */
export interface OtherDumpLine extends Base {
  readonly kind: 'other-dump';
  /** It has a Mem-Info. */
  readonly memory: boolean;
  /** It has a table of tasks. */
  readonly tasks: boolean;
}

/** The log itself says that records are missing. `records` null where it does not count them. */
export interface GapLine extends Base {
  readonly kind: 'gap';
  readonly records: number | null;
  readonly of: 'kernel' | 'journal' | 'syslog';
  readonly text: string;
}

/** A kill by a program in user space. */
export interface UserspaceKillLine extends Base {
  readonly kind: 'userspace-kill';
  readonly killer: 'systemd-oomd' | 'earlyoom' | 'oomd' | 'nohang' | 'lowmemorykiller';
  readonly pid: number | null;
  readonly comm: string | null;
  readonly uid: number | null;
  readonly rssBytes: number | null;
  readonly oomScore: number | null;
  readonly oomScoreAdj: number | null;
  readonly cgroup: string | null;
  readonly dryRun: boolean;
  readonly reason: string | null;
  readonly extra: Readonly<Record<string, string>>;
  /** Words that anybody may use: a kill only right behind what the program says before its kills. */
  readonly isVague?: true;
}

/** What a program says around a kill of its own (thresholds, candidates): attaches to that kill. */
export interface UserspaceDetailLine extends Base {
  readonly kind: 'userspace-detail';
  /** It comes after the kill line, not before. */
  readonly follows: boolean;
  readonly killer: UserspaceKillLine['killer'];
  readonly name: string;
  readonly value: string;
}

export interface AftermathLine extends Base {
  readonly kind: 'aftermath';
  readonly of:
    | 'unit-oom'
    | 'unit-failed'
    | 'container-oom'
    | 'postgres'
    | 'process-killed'
    | 'oomd-kill'
    | 'other';
  readonly subject: string | null;
  readonly text: string;
}

export interface UnrecognisedLine extends Base {
  readonly kind: 'unrecognised';
}

export type OomLine =
  | TriggerLine
  | CpusetLine
  | IdentityLine
  | HardwareLine
  | WorkqueueLine
  | TraceLine
  | TaskInLine
  | MemcgUsageLine
  | MemcgStatsLine
  | StatLine
  | ProtectionLine
  | MemInfoLine
  | MemDetailLine
  | TotalsLine
  | NodeLine
  | ZoneLine
  | LowmemLine
  | BuddyLine
  | HugepagesLine
  | PagesLine
  | SwapLine
  | SlabHeaderLine
  | SlabRowLine
  | AllocationsHeaderLine
  | AllocationRowLine
  | TasksBannerLine
  | TaskHeaderLine
  | TaskRowLine
  | ConstraintLine
  | SelectLine
  | KilledLine
  | SharingLine
  | GroupLine
  | AlreadyExitingLine
  | SparedLine
  | PinnedLine
  | ReaperLine
  | NoKillableLine
  | PanicLine
  | SysrqLine
  | OtherDumpLine
  | GapLine
  | UserspaceKillLine
  | UserspaceDetailLine
  | AftermathLine
  | UnrecognisedLine;

export type LineKind = OomLine['kind'];
