/** What a reading of a damaged log says that the reading of the whole one does not: the facts that are wrong, not those lost. */
import type { OomReport } from '../../src/report/event.js';

/** Members that tell of the reading itself. */
const ABOUT_READING = new Set([
  'id',
  'completeness',
  'source',
  'line',
  'derived',
  'aftermath',
  'pageSizeSource',
]);
/** Lists whose members are known by one of their own. */
const KEYS: Readonly<Record<string, string>> = {
  tasks: 'pid',
  victims: 'pid',
  nodes: 'node',
  zones: 'name',
  hugepages: 'sizeBytes',
  unreclaimableSlab: 'name',
  allocations: 'location',
};

/** Paths of facts in `found` that differ from `whole`, with both values; absent and null facts are none. */
export function wrongFacts(whole: unknown, found: unknown, path = ''): string[] {
  if (found === null || found === undefined || found === '' || whole === found) return [];
  const name = path.slice(path.lastIndexOf('.') + 1).replace(/\[.*/, '');
  if (Array.isArray(found)) return wrongMembers(name, Array.isArray(whole) ? whole : [], found, path);
  if (typeof found !== 'object' || typeof whole !== 'object' || whole === null)
    return [`${path}: ${JSON.stringify(found)} instead of ${JSON.stringify(whole)}`];
  // Without its first line a report is taken to begin later.
  const isHeadless = path === '' && (found as { trigger?: unknown }).trigger === null;
  return Object.entries(found).flatMap(([key, value]) =>
    ABOUT_READING.has(key) || (isHeadless && key === 'time')
      ? []
      : wrongFacts((whole as Record<string, unknown>)[key], value, path === '' ? key : `${path}.${key}`),
  );
}

function wrongMembers(
  name: string,
  whole: readonly unknown[],
  found: readonly unknown[],
  path: string,
): string[] {
  if (found.length === 0) return [];
  const key = KEYS[name];
  if (name === 'callTrace') {
    let at = 0;
    const stray = found.filter((frame) => {
      const next = whole.findIndex((other, index) => index >= at && isPartOf(String(frame), String(other)));
      if (next >= 0) at = next + 1;
      return next < 0;
    });
    return stray.map((frame) => `${path}: ${JSON.stringify(frame)} is no frame`);
  }
  if (name === 'unlimited')
    return found.filter((kind) => !whole.includes(kind)).map((kind) => `${path}: ${String(kind)} is limited`);
  if (key === undefined)
    return JSON.stringify(found) === JSON.stringify(whole)
      ? []
      : [`${path}: ${JSON.stringify(found)} instead of ${JSON.stringify(whole)}`];
  const keyOf = (member: unknown) => (member as Record<string, unknown>)[key];
  return found.flatMap((member) => {
    const same = whole.filter((other) => keyOf(other) === keyOf(member));
    if (same.length === 0) return [`${path}[${String(keyOf(member))}]: made up`];
    const readings = same.map((other) => wrongFacts(other, member, `${path}[${String(keyOf(member))}]`));
    return readings.find((wrong) => wrong.length === 0) ?? readings[0] ?? [];
  });
}

/** A frame, or the frame without the note behind it. */
function isPartOf(frame: string, other: string): boolean {
  return frame === other || other.startsWith(`${frame} `);
}

/** Where the first line is lost, what the summary line says of its task stands among the further facts. */
function withTriggerFacts(report: OomReport): unknown {
  const { cpuset = null, memsAllowed = null } = report.trigger ?? {};
  return { ...report, extra: { cpuset, memsAllowed, ...report.extra } };
}

/** Of two readings with as many wrong facts the one with the same victims is of the report meant. */
function madeUp(facts: readonly string[]): number {
  return facts.filter((fact) => fact.endsWith(': made up')).length;
}

/** The wrong facts of all reports: each found one is held against the one that it has most in common with. */
export function wrongReports(whole: readonly OomReport[], found: readonly OomReport[]): string[] {
  return found.flatMap((report, index) => {
    const readings = whole.map((other) => wrongFacts(withTriggerFacts(other), report));
    const [best] = readings.sort((a, b) => a.length - b.length || madeUp(a) - madeUp(b));
    return best === undefined ? [`event ${index}: made up`] : best.map((wrong) => `event ${index} ${wrong}`);
  });
}
