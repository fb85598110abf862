/**
 * The event: what one run of an OOM killer left in a log, as the library returns it and as `--format json` prints it.
 * Every name and unit here is a promise to scripts (`schema` "oomscope/1"): add fields, never rename or re-unit one.
 *
 * Rules that hold for every field: memory is in bytes; a fact the log did not show is `null` or an empty list, never
 * zero and never guessed; a value that was computed lives under `derived`; strings from the log are the decoded
 * originals (bytes that are not UTF-8 appear as lone surrogates U+DC80..U+DCFF, one per byte), to be escaped by
 * whoever shows them.
 */

import type { Moment } from './moment.js';

/** Version of the JSON layout. */
export const SCHEMA = 'oomscope/1';

/** Which program did the killing. Only `kernel` events come from the kernel's own OOM killer. */
export type Killer = 'kernel' | 'systemd-oomd' | 'earlyoom' | 'oomd' | 'nohang' | 'lowmemorykiller';

/** How the run ended. `unknown`: the log stops, or lost, the line that would tell. */
export type Outcome = 'killed' | 'panicked' | 'no-killable-task' | 'unknown';

/** Which memory had run out: the machine's, a memory cgroup's, a cpuset's or a NUMA policy's. */
export type Scope = 'system' | 'memcg' | 'cpuset' | 'mempolicy' | 'unknown';

/** Parts of a report whose absence is worth telling. */
export type Section =
  | 'trigger'
  | 'identity'
  | 'call-trace'
  | 'memcg'
  | 'memory'
  | 'tasks'
  | 'constraint'
  | 'kill';

/** How much of the report the log kept. `partial` always names at least one missing section or carries a note. */
export interface Completeness {
  readonly status: 'complete' | 'partial';
  readonly missing: readonly Section[];
  /** Lines of other origin that stood between the first and the last line of the report. */
  readonly foreignLines: number;
  /** Records the log says were lost inside or next to the report (dropped, suppressed, missed); null when nothing was said. */
  readonly lostRecords: number | null;
  readonly notes: readonly string[];
}

/** Where the event was read: 1-based line numbers in the decompressed text. */
export interface Source {
  readonly path: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** Wall-clock and since-boot time of the event's first line, kept apart. */
export interface EventTime {
  /** ISO 8601, with an offset only where the log states one (local time of the logging host otherwise). */
  readonly wall: string | null;
  /** `inferred-year`: the log printed no year; `boot-anchored`: computed from uptime and a boot time seen in the log. */
  readonly wallSource: 'log' | 'inferred-year' | 'boot-anchored' | null;
  readonly uptimeSeconds: number | null;
}

export interface KernelIdentity {
  /** As `uname -r` prints it. */
  readonly release: string | null;
  /** The `Hardware name:` line. */
  readonly hardware: string | null;
  /** Taint letters without blanks; `Not tainted` gives null. */
  readonly tainted: string | null;
}

/** The task whose allocation failed. Often a bystander, not the culprit. */
export interface Trigger {
  readonly comm: string | null;
  readonly pid: number | null;
  readonly uid: number | null;
  readonly gfpMask: string | null;
  /** Names as printed (since 4.6). Decoded ones are under `derived`. */
  readonly gfpFlags: readonly string[];
  /** 2^order contiguous pages were asked for; -1 is a manual run. */
  readonly order: number | null;
  readonly oomScoreAdj: number | null;
  /** The scale before 2.6.36: -17 to 15. */
  readonly oomAdj: number | null;
  readonly cpuset: string | null;
  readonly memsAllowed: string | null;
  readonly nodemask: string | null;
  readonly callTrace: readonly string[];
  readonly derived: {
    /** Flag names decoded from the hex mask of a kernel that printed none; null where printed or not decodable. */
    readonly gfpFlags: readonly string[] | null;
  };
}

export type LimitKind = 'memory' | 'memory+swap' | 'swap' | 'kmem';

/** What the log says of the memory cgroup whose limit was hit, or of the victim's cgroup. */
export interface Memcg {
  /** The cgroup whose limit was hit; null for a system OOM. */
  readonly limitPath: string | null;
  /** The victim's cgroup (on kernels before 5.0 possibly the trigger's). */
  readonly taskPath: string | null;
  readonly usageBytes: number | null;
  readonly limitBytes: number | null;
  readonly failcnt: number | null;
  readonly swapUsageBytes: number | null;
  readonly swapLimitBytes: number | null;
  readonly memswUsageBytes: number | null;
  readonly memswLimitBytes: number | null;
  readonly kmemUsageBytes: number | null;
  readonly kmemLimitBytes: number | null;
  /** Limits the kernel printed as "none": their bytes are null. */
  readonly unlimited: readonly LimitKind[];
  readonly version: 1 | 2 | null;
  /** Names as the kernel prints them; sizes in bytes, events as counts. */
  readonly stats: Readonly<Record<string, number>>;
}

export interface BuddyBlocks {
  readonly order: number;
  readonly blockBytes: number;
  readonly count: number;
  /** Letters of the migrate types that have such blocks (U M E H C I R), null where the kernel printed none. */
  readonly migrateTypes: string | null;
}

export interface Zone {
  readonly name: string;
  readonly freeBytes: number | null;
  readonly minBytes: number | null;
  readonly lowBytes: number | null;
  readonly highBytes: number | null;
  /** All further counters of the zone line by printed name, in bytes. */
  readonly counters: Readonly<Record<string, number>>;
  readonly lowmemReservePages: readonly number[];
  readonly buddy: readonly BuddyBlocks[];
}

export interface Hugepages {
  readonly sizeBytes: number;
  readonly total: number;
  readonly free: number;
  readonly surplus: number;
}

export interface MemoryNode {
  readonly node: number;
  /** Counters of the node line by printed name, in bytes. */
  readonly counters: Readonly<Record<string, number>>;
  readonly allUnreclaimable: boolean | null;
  readonly zones: readonly Zone[];
  readonly hugepages: readonly Hugepages[];
}

export interface SlabCache {
  readonly name: string;
  readonly usedBytes: number;
  readonly totalBytes: number;
}

/** One line of the memory allocation profile (6.10 and later). */
export interface AllocationSite {
  readonly bytes: number;
  readonly calls: number;
  readonly location: string;
}

/** The Mem-Info block. */
export interface MemoryState {
  readonly pageSizeBytes: number;
  /**
   * `buddy`: smallest block of a buddy list; `total-vm`: kill line against table row; `counters`: the global counters in
   * pages against the nodes' in kB; `unlimited-limit`: how the kernel prints "no limit"; `release`: known of that distribution's kernels; `assumed`: nothing told.
   */
  readonly pageSizeSource: 'buddy' | 'total-vm' | 'counters' | 'unlimited-limit' | 'release' | 'assumed';
  readonly ramPages: number | null;
  readonly reservedPages: number | null;
  readonly highmemPages: number | null;
  readonly cmaReservedPages: number | null;
  readonly hwpoisonedPages: number | null;
  readonly swapTotalBytes: number | null;
  readonly swapFreeBytes: number | null;
  readonly swapCachePages: number | null;
  readonly pagecachePages: number | null;
  /** The global `active_anon:...` block, in pages, names as printed. */
  readonly totals: Readonly<Record<string, number>>;
  readonly nodes: readonly MemoryNode[];
  readonly unreclaimableSlab: readonly SlabCache[];
  readonly allocations: readonly AllocationSite[];
}

/** A row of the candidate table. */
export interface Task {
  readonly pid: number;
  readonly uid: number | null;
  readonly tgid: number | null;
  /** Null where the row was cut before it. */
  readonly comm: string | null;
  readonly totalVmBytes: number | null;
  readonly rssBytes: number | null;
  readonly rssAnonBytes: number | null;
  readonly rssFileBytes: number | null;
  readonly rssShmemBytes: number | null;
  readonly pageTableBytes: number | null;
  readonly swapBytes: number | null;
  readonly oomScoreAdj: number | null;
  readonly oomAdj: number | null;
  /** Columns of unknown name, as printed. */
  readonly extra: Readonly<Record<string, number>>;
  /** Filled by the diagnosis. */
  readonly derived: TaskDerived;
}

export interface TaskDerived {
  /** Badness in pages by the rule of that kernel; null where its inputs are not in the log. */
  readonly badnessPages: number | null;
  /** The same as /proc/PID/oom_score would have shown it, roughly: 0 to 2000. */
  readonly oomScore: number | null;
  /** 1 is the worst. */
  readonly rank: number | null;
  readonly eligible: boolean | null;
}

export type VictimRole = 'selected' | 'group-member' | 'shares-memory' | 'child-sacrificed';

/** A process this run killed. */
export interface Victim {
  readonly pid: number;
  readonly comm: string | null;
  readonly uid: number | null;
  readonly tgid: number | null;
  readonly totalVmBytes: number | null;
  readonly anonRssBytes: number | null;
  readonly fileRssBytes: number | null;
  readonly shmemRssBytes: number | null;
  readonly pageTableBytes: number | null;
  readonly oomScoreAdj: number | null;
  /** As printed by kernels up to 5.0. */
  readonly score: number | null;
  readonly role: VictimRole;
  readonly memcgPath: string | null;
  /** true: the reaper freed its memory; false: it said that it could not; null: no word of it. */
  readonly reaped: boolean | null;
  /** 1-based line of the kill line. */
  readonly line: number;
}

/** The task the kernel chose, where it then killed another. */
export interface Selected {
  readonly pid: number;
  readonly comm: string | null;
  readonly score: number | null;
}

export type Runtime =
  | 'kubernetes'
  | 'docker'
  | 'podman'
  | 'systemd'
  | 'lxc'
  | 'slurm'
  | 'ecs'
  | 'nspawn'
  | 'other';

/** Who the victim's cgroup says it was. */
export interface Identity {
  readonly runtime: Runtime;
  readonly qosClass: 'guaranteed' | 'burstable' | 'besteffort' | null;
  readonly podUid: string | null;
  readonly containerId: string | null;
  readonly unit: string | null;
  readonly slice: string | null;
  readonly user: string | null;
  readonly extra: Readonly<Record<string, string>>;
}

export type Confidence = 'high' | 'medium' | 'low';
export type Severity = 'critical' | 'warning' | 'info';

export interface Evidence {
  readonly text: string;
  readonly line: number | null;
}

export interface Advice {
  readonly title: string;
  readonly detail: string;
  /** Lines to paste into a shell or a configuration file. */
  readonly commands: readonly string[];
}

export interface Finding {
  /** Id of the rule, which is also its file's name. */
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  readonly detail: string;
  readonly confidence: Confidence;
  /** When this does not apply. */
  readonly unless: string | null;
  readonly evidence: readonly Evidence[];
  readonly advice: readonly Advice[];
}

export interface Diagnosis {
  /** One of the cause names listed in the reference. */
  readonly cause: string;
  readonly confidence: Confidence;
  /** One or two sentences for people. */
  readonly summary: string;
  readonly findings: readonly Finding[];
}

/** A line of the same log that tells what the kill led to (a unit that failed, a database that restarts, ...). */
export interface Aftermath {
  readonly kind:
    | 'unit-oom'
    | 'unit-failed'
    | 'container-oom'
    | 'postgres'
    | 'process-killed'
    | 'oomd-kill'
    | 'other';
  readonly subject: string | null;
  readonly text: string;
  readonly line: number;
}

/** One run of an OOM killer, without its diagnosis: what the log shows. */
export interface OomReport {
  /** Stable: the same event read again, whole or tailed, has the same id, also through another envelope. */
  readonly id: string;
  readonly killer: Killer;
  readonly outcome: Outcome;
  readonly scope: Scope;
  /** SysRq or another hand-made trigger (order -1). */
  readonly manual: boolean;
  readonly completeness: Completeness;
  readonly source: Source;
  readonly host: string | null;
  readonly time: EventTime;
  readonly kernel: KernelIdentity;
  readonly trigger: Trigger | null;
  readonly memcg: Memcg | null;
  readonly memory: MemoryState | null;
  readonly tasks: readonly Task[];
  readonly victims: readonly Victim[];
  readonly selected: Selected | null;
  readonly aftermath: readonly Aftermath[];
  /** Facts of unknown future lines, by name, and what userspace killers print. */
  readonly extra: Readonly<Record<string, string>>;
}

/** What `parse` prints: the report with who it was and why it happened. */
export interface OomEvent extends OomReport {
  readonly identity: Identity | null;
  readonly diagnosis: Diagnosis;
  /**
   * What the service sampled on the machine itself around the kill; null where it knows nothing. Absent in what is read from a log
   * without the service: a log cannot hold it.
   */
  readonly moment?: Moment | null;
}
