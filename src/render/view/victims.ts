/** Words who was killed, how much each held, and what died along with it. */
import { visibleName } from '../../base/text.js';
import { formatBytes, formatCount } from '../../base/units.js';
import { sparedIn } from '../../diagnosis/kernel-rule.js';
import type { OomEvent, Victim, VictimRole } from '../../report/event.js';
import type { Fact } from '../view-model.js';
import { proseFact } from './fact.js';
import { placeNameOf } from './place.js';

const MAX_NAMED = 6;
const ESSENTIAL = { isEssential: true };

const ROLE_WORDS: Readonly<Record<VictimRole, string>> = {
  selected: 'chosen by the kernel',
  'group-member': 'with its cgroup (memory.oom.group)',
  'shares-memory': 'sharing its memory',
  'child-sacrificed': "as a child in its parent's place",
};

/** `postgres (pid 1234)`. */
export function nameOf({ comm, pid }: { readonly comm: string | null; readonly pid: number }): string {
  return comm === null ? `process ${pid} (its name is cut off)` : `${visibleName(comm)} (pid ${pid})`;
}

/** A few words for titles and subjects. */
export function headlineOf(event: OomEvent): string {
  const [victim, ...others] = event.victims;
  if (victim) return `${nameOf(victim)} killed${others.length > 0 ? ` with ${others.length} more` : ''}`;
  if (event.killer !== 'kernel' && event.memcg?.taskPath)
    return `${placeNameOf(event)} killed by ${event.killer}`;
  switch (event.outcome) {
    case 'panicked':
      return 'the kernel panicked: out of memory';
    case 'no-killable-task':
      return 'out of memory, nothing left to kill';
    case 'killed':
      return 'out of memory: a process was killed';
    case 'unknown':
      return sparedIn(event) === null
        ? 'out of memory, outcome not in the log'
        : 'out of memory, nothing killed';
  }
}

/** Names the victim for a table cell. */
export function victimNameOf(event: OomEvent): string {
  const [victim] = event.victims;
  if (victim) return victim.comm === null ? '(cut off)' : visibleName(victim.comm);
  if (event.killer !== 'kernel' && event.outcome === 'killed') return '(whole cgroup)';
  if (event.outcome === 'killed') return '(not named)';
  return event.outcome === 'panicked' ? '(kernel panic)' : '(nothing)';
}

export function victimFacts(event: OomEvent): Fact[] {
  const [victim, ...others] = event.victims;
  if (!victim) return [proseFact('Killed', outcomeWords(event), ESSENTIAL)];
  return [
    proseFact('Killed', `${nameOf(victim)}${victim.uid === null ? '' : `, uid ${victim.uid}`}`, ESSENTIAL),
    ...sizeFacts(victim),
    ...selectedFacts(event),
    ...otherFacts(others),
  ];
}

function outcomeWords(event: OomEvent): string {
  switch (event.outcome) {
    case 'panicked':
      return 'nothing: the kernel panicked instead';
    case 'no-killable-task':
      return 'nothing: no task could be killed';
    case 'killed':
      return event.killer !== 'kernel' && event.memcg?.taskPath
        ? 'every process of the cgroup'
        : 'a process that the log does not name';
    case 'unknown':
      return sparedIn(event) === null ? 'not in the log' : 'nothing';
  }
}

function sizeFacts(victim: Victim): Fact[] {
  const sizes: [string, number | null][] = [
    ['anonymous', victim.anonRssBytes],
    ['file', victim.fileRssBytes],
    ['shared', victim.shmemRssBytes],
    ['page tables', victim.pageTableBytes],
  ];
  const known = sizes.flatMap(([name, bytes]) => (bytes === null ? [] : [{ name, bytes }]));
  if (known.length === 0) return [];
  const shown = known.filter(({ bytes }, index) => index === 0 || bytes > 0);
  const value = shown.map(({ name, bytes }) => `${formatBytes(bytes)} ${name}`).join(', ');
  const exact = known.map(({ name, bytes }) => `${name} ${bytes} bytes`).join(', ');
  return [proseFact('It held', value + reapedWords(victim), { exact, isEssential: true })];
}

function reapedWords(victim: Victim): string {
  if (victim.reaped === null) return '';
  return victim.reaped ? '; freed at once by the reaper' : '; the reaper could not free it';
}

function selectedFacts({ selected, victims }: OomEvent): Fact[] {
  if (!selected || victims.some((victim) => victim.pid === selected.pid)) return [];
  const score = selected.score === null ? '' : `, score ${selected.score}`;
  return [
    proseFact('Chosen', `${nameOf(selected)}${score}; the kernel then killed the process above instead`),
  ];
}

/** One statement for each way of dying along. */
function otherFacts(others: readonly Victim[]): Fact[] {
  const roles = [...new Set(others.map((other) => other.role))];
  return roles.map((role, index) => {
    const members = others.filter((other) => other.role === role);
    const named = members.slice(0, MAX_NAMED).map(nameOf).join(', ');
    const rest = members.length - MAX_NAMED;
    const more = rest > 0 ? ` and ${formatCount(rest)} more` : '';
    return proseFact(index === 0 ? 'Also killed' : '', `${ROLE_WORDS[role]}: ${named}${more}`, ESSENTIAL);
  });
}
