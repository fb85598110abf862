/** One line's facts into the draft. The first word wins where a section is printed twice; conflicts are noted. */

import type { RecognisedLine } from '../line/joiner.js';
import type { BuddyLine, KilledLine, OomLine, SelectLine } from '../line/oom-line.js';
import type { Draft, DraftZone } from './draft.js';
import { applyStats } from './memcg.js';
import { placedTrigger } from './trigger-name.js';

/** Frames kept of one trace: more than any real one, fewer than a hostile log could print. */
const MOST_FRAMES = 256;
const MOST_ROWS = 200_000;

export function applyLine(draft: Draft, found: RecognisedLine): void {
  if (found.record.isCut === true) draft.cutLines++;
  for (const text of found.line.oversized ?? []) draft.notes.add(`number too large for JSON: ${text}`);
  const { line } = found;
  // Rows first: they come by the thousand.
  if (applyTasks(draft, line) || applyHead(draft, found) || applyMemcg(draft, found)) return;
  if (applyZones(draft, line) || applyCounts(draft, line)) return;
  applyVerdict(draft, found);
}

function applyHead(draft: Draft, { line, text, record }: RecognisedLine): boolean {
  switch (line.kind) {
    case 'trigger':
      draft.trigger = placedTrigger(line, record);
      draft.triggerText = text;
      draft.manual ||= line.order === -1;
      return true;
    case 'sysrq':
      draft.manual = true;
      return true;
    case 'cpuset':
      // Without what follows it the name may be cut.
      draft.cpuset ??= / mems_allowed=/.test(text) ? line : { ...line, cpuset: null };
      return true;
    case 'identity':
      draft.identity ??= line;
      return true;
    case 'hardware':
      draft.hardware ??= line.name;
      return true;
    case 'workqueue':
      draft.workqueue ??= line.name;
      draft.manual ||= line.name.includes('moom_callback');
      return true;
    case 'trace':
      draft.sawTrace ||= line.header || line.frame !== null;
      if (line.frame !== null && !isBodyReached(draft) && draft.callTrace.length < MOST_FRAMES)
        draft.callTrace.push(line.frame);
      return true;
    default:
      return false;
  }
}

function isBodyReached(draft: Draft): boolean {
  return (
    draft.sawMemory ||
    draft.taskIn !== null ||
    draft.usage.size > 0 ||
    draft.rows.length > 0 ||
    draft.panic !== null ||
    draft.lastToken === 'NOKILLABLE'
  );
}

function applyMemcg(draft: Draft, { line, text }: RecognisedLine): boolean {
  switch (line.kind) {
    case 'task-in':
      // Without what follows it the path may be cut.
      draft.taskIn ??= line.limitPath !== null || / killed\s*$/.test(text) ? line : { ...line, taskPath: '' };
      return true;
    case 'memcg-usage':
      if (!draft.usage.has(line.of)) draft.usage.set(line.of, line);
      return true;
    case 'memcg-stats':
      applyStats(draft, line);
      return true;
    case 'stat':
      if (draft.statsBlocks <= 1 && draft.stats[line.name] === undefined) draft.stats[line.name] = line.value;
      return true;
    case 'protection':
      draft.protection ??= line;
      return true;
    default:
      return false;
  }
}

function applyZones(draft: Draft, line: OomLine): boolean {
  switch (line.kind) {
    case 'node':
      if (!draft.nodes.some((node) => node.node === line.node)) draft.nodes.push(line);
      break;
    case 'zone':
      if (
        !draft.zones.some((zone) => zone.line !== null && zone.node === line.node && zone.name === line.zone)
      )
        draft.zones.push({ line, node: line.node, name: line.zone, lowmem: [], buddy: [] });
      draft.isZoneOpen = true;
      break;
    case 'lowmem': {
      const zone = draft.zones.at(-1);
      if (draft.isZoneOpen && zone?.lowmem.length === 0) zone.lowmem = line.pages;
      draft.isZoneOpen = false;
      break;
    }
    case 'buddy': {
      const zone = zoneFor(draft, line.node, line.zone);
      if (zone.buddy.length === 0 && isWholeBuddy(line)) zone.buddy = line.blocks;
      break;
    }
    case 'hugepages':
      draft.hugepages.push(line);
      break;
    default:
      return false;
  }
  draft.sawMemory = true;
  return true;
}

function applyCounts(draft: Draft, line: OomLine): boolean {
  switch (line.kind) {
    case 'mem-detail':
      return true;
    case 'mem-info':
      draft.memInfos++;
      break;
    case 'totals':
      for (const [name, pages] of Object.entries(line.counters)) draft.totals[name] ??= pages;
      break;
    case 'pages':
      if (!draft.pages.has(line.of)) draft.pages.set(line.of, line.pages);
      break;
    case 'swap':
      if (line.of === 'free') draft.swapFreeBytes ??= line.bytes;
      else draft.swapTotalBytes ??= line.bytes;
      break;
    case 'slab-row':
      draft.slab.push({ name: line.name, usedBytes: line.usedBytes, totalBytes: line.totalBytes });
      return true;
    case 'allocation-row':
      draft.allocations.push({ bytes: line.bytes, calls: line.calls, location: line.location });
      return true;
    default:
      return false;
  }
  draft.sawMemory = true;
  return true;
}

/** A list that was cut, or put together wrongly, does not come to the total at its end. */
function isWholeBuddy({ blocks, totalBytes }: BuddyLine): boolean {
  return totalBytes === blocks.reduce((sum, { count, blockBytes }) => sum + count * blockBytes, 0);
}

/** The zone of a buddy line; made where its zone line was lost. */
function zoneFor(draft: Draft, node: number, name: string): DraftZone {
  const known = draft.zones.find((zone) => zone.node === node && zone.name === name);
  if (known !== undefined) return known;
  const made: DraftZone = { line: null, node, name, lowmem: [], buddy: [] };
  draft.zones.push(made);
  return made;
}

function applyTasks(draft: Draft, line: OomLine): boolean {
  switch (line.kind) {
    case 'tasks-banner':
      return true;
    case 'task-header':
      if (draft.columns === null) {
        draft.columns = line.columns;
        draft.isHeaderCut = line.open;
      }
      return true;
    case 'task-row':
      if (draft.rows.length < MOST_ROWS) draft.rows.push(line);
      else draft.notes.add(`more than ${MOST_ROWS} task rows; the rest was left out`);
      return true;
    default:
      return false;
  }
}

/** Room for as many rows as a piece of a log holds. */
export function hasRoomForRows({ rows }: Draft): boolean {
  return rows.length < MOST_ROWS - 10_000;
}

function applyVerdict(draft: Draft, found: RecognisedLine): void {
  const { line } = found;
  const number = found.record.line;
  switch (line.kind) {
    case 'constraint':
      if (draft.constraint === null) draft.constraintText = found.text;
      draft.constraint ??= line;
      return;
    case 'select':
      draft.select = withWholeName(line, found.text);
      draft.selectText = found.text;
      draft.selectLine = number;
      draft.selectTime = found.record.time;
      return;
    case 'killed':
      applyKill(draft, found, number);
      return;
    case 'sharing':
      draft.sharing.set(line.pid, { comm: line.comm, line: number });
      return;
    case 'group':
      draft.groupPath ??= line.path;
      return;
    case 'already-exiting':
      draft.spared ??= line;
      draft.notes.add(`the chosen task ${line.pid} was exiting already; the kernel killed nothing`);
      return;
    case 'spared':
      draft.spared ??= line;
      draft.notes.add(`the kernel was set not to kill: the chosen task ${line.pid} goes on`);
      return;
    case 'pinned':
      draft.notes.add(`task ${line.byPid} uses the memory of ${line.pid} too and may not be killed`);
      return;
    case 'panic':
      if (!line.end) draft.panic ??= line.reason;
      return;
    default:
  }
}

function applyKill(draft: Draft, found: RecognisedLine, number: number): void {
  if (found.line.kind !== 'killed') return;
  const { line, text } = found;
  if (draft.kills.some((kill) => kill.line.pid === line.pid)) return;
  const role = draft.groupPath !== null ? 'group-member' : draft.kills.length > 0 ? 'shares-memory' : null;
  draft.kills.push({ line: withWholeName(line, text), number, role, text, time: found.record.time });
}

/** A name in a bracket that does not close is the beginning of one. */
function withWholeName<Line extends KilledLine | SelectLine>(line: Line, text: string): Line {
  const [reading, ...others] = line.readings;
  const isCut = / process \d+ ?\([^)]*$/.test(text);
  return isCut ? { ...line, readings: [{ ...reading, comm: null }, ...others] } : line;
}
