/**
 * A report under construction: what its lines have said so far. Lines fill it in place, section by section; `finish`
 * makes the event of it.
 */
import type { RecordTime } from '../envelope/record.js';
import { createStepParsers, type StepParser } from '../line/grammar/step-parser.js';
import { loadGrammar } from '../line/grammar/token.js';
import type {
  AlreadyExitingLine,
  BuddyLine,
  ConstraintLine,
  CpusetLine,
  HugepagesLine,
  IdentityLine,
  KilledLine,
  MemcgUsageLine,
  NodeLine,
  PagesName,
  ProtectionLine,
  SelectLine,
  SparedLine,
  TaskInLine,
  ZoneLine,
} from '../line/oom-line.js';
import { RowTable } from '../line/row-table.js';
import type { Aftermath, AllocationSite, SlabCache, VictimRole } from './event.js';
import { createMixture, type Mixture } from './mixture.js';
import rules from './report-grammar.gen.js';
import type { SectionToken } from './section-token.js';
import type { PlacedTrigger } from './trigger-name.js';

const startStructure = createStepParsers(loadGrammar(rules));

export interface DraftKill {
  readonly line: KilledLine;
  readonly number: number;
  readonly role: VictimRole | null;
  readonly text: string;
  readonly time: RecordTime;
}

export interface DraftZone {
  readonly line: ZoneLine | null;
  readonly node: number;
  readonly name: string;
  lowmem: readonly number[];
  buddy: BuddyLine['blocks'];
}

export interface Draft {
  readonly structure: StepParser;
  lastToken: SectionToken | null;
  host: string | null;
  readonly caller: string | null;
  /** Of its first line that has one: who pastes a report often begins behind the prefix. */
  time: RecordTime;
  lastTime: RecordTime;
  /** Sequence number of its last record, where the wrapping has such. */
  lastSequence: number | null;
  /** What follows the table in print has the number behind that of what precedes it: the kernel printed none. */
  isWithoutTable: boolean;
  /** The last line that stood by itself came too late, or was of another boot. */
  isLeftBehind: boolean;
  /** How often the host's log had gone back in time when the report began. */
  readonly turn: number;
  readonly firstLine: number;
  lastLine: number;
  foreignLines: number;
  /** Foreign lines since the last line of the report: they count once another line of the report follows. */
  foreignSince: number;
  /** Number of the last of them. */
  foreignLine: number;
  /** Number of the first line behind the report's last one that stands for lines which are not in the log. */
  leftOutLine: number;
  /** Such a line stands between two lines of the report. */
  leavesOut: boolean;
  lostRecords: number | null;
  /** Facts that only an OOM report has were seen. */
  confirmed: boolean;
  /** The record came with a wrapping that names the kernel as its writer. */
  fromKernel: boolean;
  readonly notes: Set<string>;
  readonly mixture: Mixture;
  trigger: PlacedTrigger | null;
  triggerText: string;
  identity: IdentityLine | null;
  hardware: string | null;
  workqueue: string | null;
  cpuset: CpusetLine | null;
  readonly callTrace: string[];
  sawTrace: boolean;
  taskIn: TaskInLine | null;
  readonly usage: Map<MemcgUsageLine['of'], MemcgUsageLine>;
  statsPath: string | null;
  statsBlocks: number;
  /** The first of them has its values in lines below, as since 5.3, where only the limit's own are printed. */
  isStatsPathOwn: boolean;
  readonly stats: Record<string, number>;
  protection: ProtectionLine | null;
  /** Mem-Info headers seen; the second one is another dump's. */
  memInfos: number;
  sawMemory: boolean;
  /** The last line of a zone was printed just before, as far as the log tells: its reserves may follow. */
  isZoneOpen: boolean;
  readonly totals: Record<string, number>;
  readonly nodes: NodeLine[];
  readonly zones: DraftZone[];
  readonly hugepages: HugepagesLine[];
  readonly pages: Map<PagesName, number>;
  swapFreeBytes: number | null;
  swapTotalBytes: number | null;
  readonly slab: SlabCache[];
  readonly allocations: AllocationSite[];
  columns: readonly string[] | null;
  /** The header lost its end: rows have more columns than it names, and their names cannot be told. */
  isHeaderCut: boolean;
  /** Lines whose end is missing. */
  cutLines: number;
  readonly rows: RowTable;
  constraint: ConstraintLine | null;
  constraintText: string;
  select: SelectLine | null;
  selectText: string;
  selectLine: number;
  selectTime: RecordTime | null;
  readonly kills: DraftKill[];
  readonly sharing: Map<number, { readonly comm: string; readonly line: number }>;
  groupPath: string | null;
  readonly reaped: Map<number, { readonly reaped: boolean; readonly comm: string; readonly line: number }>;
  panic: string | null;
  /** The kernel said that it would have killed the chosen task, but was set not to. */
  spared: SparedLine | AlreadyExitingLine | null;
  manual: boolean;
  readonly aftermath: Aftermath[];
}

export function createDraft(
  host: string | null,
  caller: string | null,
  time: RecordTime,
  line: number,
  turn: number,
): Draft {
  return {
    structure: startStructure(),
    lastToken: null,
    host,
    caller,
    time,
    lastTime: time,
    lastSequence: null,
    isWithoutTable: false,
    isLeftBehind: false,
    turn,
    firstLine: line,
    lastLine: line,
    foreignLines: 0,
    foreignSince: 0,
    foreignLine: 0,
    leftOutLine: 0,
    leavesOut: false,
    lostRecords: null,
    confirmed: false,
    fromKernel: false,
    notes: new Set(),
    mixture: createMixture(),
    manual: false,
    aftermath: [],
    ...emptyHead(),
    ...emptyMemory(),
    ...emptyVerdict(),
  };
}

export function emptyHead() {
  return {
    trigger: null,
    triggerText: '',
    identity: null,
    hardware: null,
    workqueue: null,
    cpuset: null,
    callTrace: [],
    sawTrace: false,
    taskIn: null,
    usage: new Map(),
    statsPath: null,
    statsBlocks: 0,
    isStatsPathOwn: false,
    stats: {},
    protection: null,
  };
}

export function emptyMemory() {
  return {
    memInfos: 0,
    sawMemory: false,
    isZoneOpen: false,
    totals: {},
    nodes: [],
    zones: [],
    hugepages: [],
    pages: new Map(),
    swapFreeBytes: null,
    swapTotalBytes: null,
    slab: [],
    allocations: [],
  };
}

export function emptyVerdict() {
  return {
    columns: null,
    isHeaderCut: false,
    cutLines: 0,
    rows: new RowTable(),
    constraint: null,
    constraintText: '',
    select: null,
    selectText: '',
    selectLine: 0,
    selectTime: null,
    kills: [],
    sharing: new Map(),
    groupPath: null,
    reaped: new Map(),
    panic: null,
    spared: null,
  };
}

/** Whether the report has reached its end, so that only follow-ups can still belong to it. */
export function isDecided(draft: Draft): boolean {
  const { kills, panic, spared, lastToken } = draft;
  return kills.length > 0 || panic !== null || spared !== null || lastToken === 'NOKILLABLE';
}
