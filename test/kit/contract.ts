/**
 * The machine-readable contract as a structural check: every field of the JSON output with its type and whether it may be
 * null. Further fields are welcome anywhere; a missing one, or one of another type, is a problem.
 */

/** Says what is wrong with a value, at which path. */
type Check = (value: unknown, path: string) => readonly string[];

const wrong = (expected: string, value: unknown, path: string): readonly string[] => [
  `${path}: expected ${expected}, got ${JSON.stringify(value)?.slice(0, 60) ?? 'nothing'}`,
];
const when =
  (expected: string, holds: (value: unknown) => boolean): Check =>
  (value, path) =>
    holds(value) ? [] : wrong(expected, value, path);

const text = when('a string', (value) => typeof value === 'string');
const filled = when('a string that is not empty', (value) => typeof value === 'string' && value !== '');
const flag = when('true or false', (value) => typeof value === 'boolean');
const int = when('an integer', (value) => Number.isSafeInteger(value));
const count = when('an integer from 0', (value) => Number.isSafeInteger(value) && Number(value) >= 0);
const lineNumber = when('an integer from 1', (value) => Number.isSafeInteger(value) && Number(value) >= 1);
const seconds = when('seconds', (value) => Number.isFinite(value) && Number(value) >= 0);
const bytes = count;
const pages = count;
const mask = when('0x...', (value) => typeof value === 'string' && /^0x[0-9a-f]+$/i.test(value));
const isoTime = when(
  'ISO 8601',
  (value) =>
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?$/.test(value) &&
    !Number.isNaN(Date.parse(value)),
);
const oneOf = (...names: readonly string[]): Check =>
  when(names.join(' or '), (value) => typeof value === 'string' && names.includes(value));
const orNull =
  (check: Check): Check =>
  (value, path) =>
    value === null ? [] : check(value, path);
const listOf =
  (check: Check): Check =>
  (value, path) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => check(item, `${path}[${index}]`))
      : wrong('a list', value, path);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const mapOf =
  (check: Check): Check =>
  (value, path) =>
    isObject(value)
      ? Object.entries(value).flatMap(([name, item]) => check(item, `${path}.${name}`))
      : wrong('an object', value, path);
const fields =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value, path) =>
    isObject(value)
      ? Object.entries(checks).flatMap(([name, check]) => check(value[name], `${path}.${name}`))
      : wrong('an object', value, path);

const hugepages = fields({ sizeBytes: bytes, total: count, free: count, surplus: count });
const buddy = fields({ order: count, blockBytes: bytes, count, migrateTypes: orNull(filled) });
const zone = fields({
  name: filled,
  freeBytes: orNull(bytes),
  minBytes: orNull(bytes),
  lowBytes: orNull(bytes),
  highBytes: orNull(bytes),
  counters: mapOf(int),
  lowmemReservePages: listOf(int),
  buddy: listOf(buddy),
});
const node = fields({
  node: count,
  counters: mapOf(int),
  allUnreclaimable: orNull(flag),
  zones: listOf(zone),
  hugepages: listOf(hugepages),
});
const memory = fields({
  pageSizeBytes: when('a power of two', (value) => Number.isInteger(Math.log2(Number(value)))),
  pageSizeSource: filled,
  ramPages: orNull(pages),
  reservedPages: orNull(pages),
  highmemPages: orNull(pages),
  cmaReservedPages: orNull(pages),
  hwpoisonedPages: orNull(pages),
  swapTotalBytes: orNull(bytes),
  // Negative while swapoff runs.
  swapFreeBytes: orNull(int),
  swapCachePages: orNull(pages),
  pagecachePages: orNull(int),
  totals: mapOf(int),
  nodes: listOf(node),
  unreclaimableSlab: listOf(fields({ name: filled, usedBytes: bytes, totalBytes: bytes })),
});
const memcg = fields({
  limitPath: orNull(filled),
  taskPath: orNull(filled),
  usageBytes: orNull(bytes),
  limitBytes: orNull(bytes),
  failcnt: orNull(count),
  swapUsageBytes: orNull(bytes),
  swapLimitBytes: orNull(bytes),
  memswUsageBytes: orNull(bytes),
  memswLimitBytes: orNull(bytes),
  kmemUsageBytes: orNull(bytes),
  kmemLimitBytes: orNull(bytes),
  unlimited: listOf(filled),
  version: orNull(when('1 or 2', (value) => value === 1 || value === 2)),
  stats: mapOf(int),
});
const trigger = fields({
  comm: orNull(text),
  pid: orNull(count),
  uid: orNull(count),
  gfpMask: orNull(mask),
  gfpFlags: listOf(filled),
  order: orNull(int),
  oomScoreAdj: orNull(int),
  oomAdj: orNull(int),
  cpuset: orNull(text),
  memsAllowed: orNull(text),
  nodemask: orNull(text),
  callTrace: listOf(text),
});
const task = fields({
  pid: count,
  uid: orNull(count),
  tgid: orNull(count),
  comm: orNull(text),
  totalVmBytes: orNull(bytes),
  rssBytes: orNull(bytes),
  rssAnonBytes: orNull(bytes),
  rssFileBytes: orNull(bytes),
  rssShmemBytes: orNull(bytes),
  pageTableBytes: orNull(bytes),
  swapBytes: orNull(bytes),
  oomScoreAdj: orNull(int),
  oomAdj: orNull(int),
  extra: mapOf(int),
  derived: fields({
    badnessPages: orNull(int),
    oomScore: orNull(int),
    rank: orNull(lineNumber),
    eligible: orNull(flag),
  }),
});
const victim = fields({
  pid: count,
  comm: orNull(text),
  uid: orNull(count),
  tgid: orNull(count),
  totalVmBytes: orNull(bytes),
  anonRssBytes: orNull(bytes),
  fileRssBytes: orNull(bytes),
  shmemRssBytes: orNull(bytes),
  pageTableBytes: orNull(bytes),
  oomScoreAdj: orNull(int),
  score: orNull(int),
  role: oneOf('selected', 'group-member', 'shares-memory', 'child-sacrificed'),
  memcgPath: orNull(filled),
  reaped: orNull(flag),
  line: lineNumber,
});
const confidence = oneOf('high', 'medium', 'low');
const finding = fields({
  rule: filled,
  severity: oneOf('critical', 'warning', 'info'),
  title: filled,
  detail: text,
  confidence,
  unless: orNull(filled),
  evidence: listOf(fields({ text: filled, line: orNull(lineNumber) })),
  advice: listOf(fields({ title: filled, detail: text, commands: listOf(filled) })),
});
const RUNTIMES = ['kubernetes', 'docker', 'podman', 'systemd', 'lxc', 'slurm', 'ecs', 'nspawn', 'other'];
const identity = fields({
  runtime: oneOf(...RUNTIMES),
  qosClass: orNull(oneOf('guaranteed', 'burstable', 'besteffort')),
  podUid: orNull(filled),
  containerId: orNull(filled),
  unit: orNull(filled),
  slice: orNull(filled),
  user: orNull(filled),
  extra: mapOf(text),
});
const event = fields({
  id: filled,
  killer: oneOf('kernel', 'systemd-oomd', 'earlyoom', 'oomd', 'nohang', 'lowmemorykiller'),
  outcome: oneOf('killed', 'panicked', 'no-killable-task', 'unknown'),
  scope: oneOf('system', 'memcg', 'cpuset', 'mempolicy', 'unknown'),
  manual: flag,
  completeness: fields({
    status: oneOf('complete', 'partial'),
    missing: listOf(filled),
    foreignLines: count,
    lostRecords: orNull(count),
    notes: listOf(filled),
  }),
  source: fields({ path: filled, firstLine: lineNumber, lastLine: lineNumber }),
  host: orNull(filled),
  time: fields({
    wall: orNull(isoTime),
    wallSource: orNull(oneOf('log', 'inferred-year', 'boot-anchored')),
    uptimeSeconds: orNull(seconds),
  }),
  kernel: fields({ release: orNull(filled), hardware: orNull(filled), tainted: orNull(filled) }),
  trigger: orNull(trigger),
  memcg: orNull(memcg),
  memory: orNull(memory),
  tasks: listOf(task),
  victims: listOf(victim),
  selected: orNull(fields({ pid: count, comm: orNull(text), score: orNull(int) })),
  identity: orNull(identity),
  diagnosis: fields({ cause: filled, confidence, summary: filled, findings: listOf(finding) }),
});
const input = fields({
  path: filled,
  bytes,
  lines: count,
  format: orNull(filled),
  compression: orNull(filled),
  events: count,
  error: orNull(filled),
});

/** Parts of an event that relations between fields are checked on. */
interface Related {
  readonly completeness: {
    readonly status: string;
    readonly missing: readonly string[];
    readonly notes: readonly string[];
  };
  readonly source: { readonly firstLine: number; readonly lastLine: number };
  readonly time: { readonly wall: string | null; readonly wallSource: string | null };
  readonly scope: string;
  readonly outcome: string;
  readonly memcg: { readonly limitPath: string | null } | null;
  readonly victims: readonly unknown[];
}

/** What must hold between fields, beyond their types. */
function relationsOf(value: Related, path: string): readonly string[] {
  const { completeness, source, time, scope, memcg, outcome, victims } = value;
  const isExplained = completeness.missing.length > 0 || completeness.notes.length > 0;
  const says = (isWrong: boolean, words: string): string[] => (isWrong ? [`${path}: ${words}`] : []);
  return [
    ...says(completeness.status === 'partial' && !isExplained, 'partial, but nothing is missing or noted'),
    ...says(
      completeness.status === 'complete' && completeness.missing.length > 0,
      'complete, but parts are missing',
    ),
    ...says(source.firstLine > source.lastLine, 'ends before it begins'),
    ...says((time.wall === null) !== (time.wallSource === null), 'wall and wallSource do not go together'),
    ...says(
      scope === 'system' && memcg !== null && memcg.limitPath !== null,
      'a system OOM with a limit path',
    ),
    ...says(outcome === 'no-killable-task' && victims.length > 0, 'no killable task, but victims'),
  ];
}

/** Everything that is wrong with one event; empty for one as promised. */
export function eventProblems(value: unknown, path = 'event'): readonly string[] {
  const problems = event(value, path);
  return problems.length > 0 ? problems : relationsOf(value as Related, path);
}

/** Everything that is wrong with the output of `--format json`. */
export function outputProblems(value: unknown): readonly string[] {
  const shape = fields({
    schema: oneOf('oomscope/1'),
    inputs: listOf(input),
    events: listOf((item, path) => eventProblems(item, path)),
  })(value, 'output');
  if (shape.length > 0) return shape;
  const { inputs, events } = value as {
    readonly inputs: readonly { readonly path: string; readonly events: number }[];
    readonly events: readonly { readonly source: { readonly path: string }; readonly id: string }[];
  };
  return inputs.flatMap(({ path, events: told }) => {
    const own = events.filter((one) => one.source.path === path);
    const ids = new Set(own.map(({ id }) => id));
    return [
      ...(own.length === told ? [] : [`${path}: ${told} events told, ${own.length} given`]),
      ...(ids.size === own.length ? [] : [`${path}: two events share an id`]),
    ];
  });
}
