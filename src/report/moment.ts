/**
 * The moment of death: what the machine itself showed around a kill, read by the service from /proc and the cgroup file system.
 * It stands beside what the kernel's log says and is never mixed with it. Everything here was sampled: each part says how far from
 * the kill it was read, and what could not be found is `null` and named in `notes`.
 */

/** Where the time of the kill is from: the boot clock in the log, the log's wall clock, or only that the line was just read. */
export type KillTimeSource = 'boot-clock' | 'wall-clock' | 'when-read';

/** One line of a pressure file (PSI, `Documentation/accounting/psi.rst`): share of time in which tasks waited for memory. */
export interface PressureShares {
  /** Percent of the last 10 seconds, 0 to 100. */
  readonly avg10: number;
  readonly avg60: number;
  readonly avg300: number;
  /** Since boot, or since the cgroup was made. */
  readonly totalSeconds: number;
}

export interface Pressure {
  /** At least one task waited. */
  readonly some: PressureShares;
  /** All tasks waited at once; null where the kernel does not say. */
  readonly full: PressureShares | null;
}

/** The machine as a whole, as it was nearest to the kill. */
export interface MomentHost {
  /** Seconds after the kill at which it was read; negative is before. */
  readonly offsetSeconds: number;
  /** /proc/meminfo, names as the kernel prints them; sizes in bytes, `HugePages_*` as counts. */
  readonly meminfo: Readonly<Record<string, number>>;
  /** /proc/pressure/memory; null where the kernel has no PSI. */
  readonly pressure: Pressure | null;
}

/** The files of one cgroup. */
export interface MomentCgroup {
  /** Whose: the one whose limit was hit, or the victim's own. */
  readonly role: 'limit' | 'victim';
  /** Its path, as the log names it. */
  readonly path: string;
  /** Path of the cgroup that was read: `path`, or its nearest ancestor that still exists. Null where none was found. */
  readonly readPath: string | null;
  readonly version: 1 | 2 | null;
  readonly offsetSeconds: number;
  /** memory.current; in version 1 memory.usage_in_bytes. */
  readonly currentBytes: number | null;
  /** memory.peak (5.19 and later); in version 1 memory.max_usage_in_bytes. */
  readonly peakBytes: number | null;
  /** memory.max; in version 1 memory.limit_in_bytes. Null where unlimited, see `unlimited`. */
  readonly maxBytes: number | null;
  /** memory.high; version 1 has no such limit. */
  readonly highBytes: number | null;
  readonly unlimited: readonly ('max' | 'high')[];
  /** memory.events: counts since the cgroup was made, descendants included; in version 1 failcnt and memory.oom_control. */
  readonly events: Readonly<Record<string, number>> | null;
  readonly pressure: Pressure | null;
}

/** A process as sampling knew it. */
export interface MomentTask {
  /** As the host counts. */
  readonly pid: number;
  /** At most 15 bytes, as the kernel prints it. */
  readonly comm: string;
  /** The full command line, arguments joined by blanks; null where it has none, could not be read or is not wanted. */
  readonly commandLine: string | null;
  /** Something in `commandLine` was replaced by `***` because it looked like a secret. */
  readonly isRedacted: boolean;
  /** Path of its cgroup. */
  readonly cgroup: string | null;
  /** The systemd unit in that path. */
  readonly unit: string | null;
  /** ISO 8601. */
  readonly startedAt: string | null;
  /** Resident memory when last sampled, shared memory included. */
  readonly rssBytes: number | null;
  /** When `rssBytes` was read. */
  readonly offsetSeconds: number;
}

/** A size over the time before the kill. */
export interface MomentSeries {
  /** `used`: MemTotal - MemAvailable of the machine. `current`: memory.current of a cgroup. */
  readonly measure: 'used' | 'current';
  /** Of the cgroup; null for the machine. */
  readonly path: string | null;
  /** What the size can grow to: MemTotal, or the cgroup's limit; null where unlimited. */
  readonly limitBytes: number | null;
  /** Offsets in seconds from the kill, ascending, with bytes. */
  readonly points: readonly (readonly [offsetSeconds: number, bytes: number])[];
  readonly derived: { readonly growth: MomentGrowth | null };
}

/**
 * The last rise before the kill. `sudden`: within a minute; `slow`: over more than that; `steady`: it hardly changed.
 * Null where fewer than three samples are known.
 */
export interface MomentGrowth {
  readonly kind: 'sudden' | 'slow' | 'steady';
  readonly fromBytes: number;
  readonly toBytes: number;
  /** The time from the one to the other. */
  readonly seconds: number;
}

export interface Moment {
  /** When it was read, ISO 8601, by this machine's clock. */
  readonly takenAt: string;
  readonly killTimeSource: KillTimeSource;
  readonly host: MomentHost | null;
  readonly cgroups: readonly MomentCgroup[];
  /** Processes the kernel killed, where sampling knew them by pid and name. */
  readonly victims: readonly MomentTask[];
  /** The largest processes by resident memory, largest first. */
  readonly largest: readonly MomentTask[];
  readonly series: readonly MomentSeries[];
  /** What was not found, or what to know of the above, in sentences. */
  readonly notes: readonly string[];
}
