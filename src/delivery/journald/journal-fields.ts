/** A letter as fields of one journal entry, one `NAME=value` a line. */
import { clip, visibleText } from '../../base/text.js';
import { viewEvent } from '../../render/view.js';
import type { StoredEvent } from '../../store/records.js';
import type { Letter } from '../notice.js';
import { cgroupOf, heldBytes, victimOf } from '../victim.js';
import { originLines } from '../words.js';

/** Who writes: `journalctl -t oomscope`. */
export const IDENTIFIER = 'oomscope';
/** What such entries are called: `journalctl MESSAGE_ID=...`. */
export const MESSAGE_ID = '5b0f3e8c1d6a4c1f9e7b2a40d3c86f15';

const PRIORITIES = { critical: 2, warning: 4, info: 6 } as const;
const VALUE_MAX = 2000;

/**
 * The entry's text. `visibleText` spells line ends out, so that no value can begin a field of its own; the lines of the
 * message are repeated fields, which `logger` puts together.
 */
export function journalEntry(letter: Letter, event: StoredEvent): string {
  const view = viewEvent(event.event);
  const [step] = view.firstSteps;
  const message = [
    `${view.headline} on ${view.host ?? view.placeName}`,
    view.summary,
    ...(step === undefined ? [] : [`First step: ${step.title}`]),
    ...originLines(event, letter),
  ];
  const fields: readonly (readonly [string, string | number | null])[] = [
    ...message.map((line) => ['MESSAGE', line] as const),
    ['PRIORITY', letter.body.kind === 'sample' ? PRIORITIES.info : PRIORITIES[event.facts.severity]],
    ['SYSLOG_IDENTIFIER', IDENTIFIER],
    ['MESSAGE_ID', MESSAGE_ID],
    ...factFields(event),
  ];
  return fields
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}=${clip(visibleText(String(value)), VALUE_MAX)}\n`)
    .join('');
}

function factFields({
  event,
  facts,
  trust,
}: StoredEvent): readonly (readonly [string, string | number | null])[] {
  const { identity, memcg, diagnosis } = event;
  const victim = victimOf(event);
  return [
    ['OOMSCOPE_EVENT_ID', event.id],
    ['OOMSCOPE_HOST', event.host],
    ['OOMSCOPE_KILLER', event.killer],
    ['OOMSCOPE_OUTCOME', event.outcome],
    ['OOMSCOPE_SCOPE', event.scope],
    ['OOMSCOPE_SEVERITY', facts.severity],
    ['OOMSCOPE_CAUSE', diagnosis.cause],
    ['OOMSCOPE_TRUST', trust],
    ['OOMSCOPE_TIME', event.time.wall],
    ['OOMSCOPE_VICTIM', victim?.comm ?? null],
    ['OOMSCOPE_VICTIM_PID', victim?.pid ?? null],
    ['OOMSCOPE_VICTIM_UID', victim?.uid ?? null],
    ['OOMSCOPE_VICTIM_BYTES', victim === null ? null : heldBytes(victim)],
    ['OOMSCOPE_CGROUP', cgroupOf(event)],
    ['OOMSCOPE_LIMIT_CGROUP', memcg?.limitPath ?? null],
    ['OOMSCOPE_LIMIT_BYTES', memcg?.limitBytes ?? null],
    ['OOMSCOPE_RUNTIME', identity?.runtime ?? null],
    ['OOMSCOPE_UNIT', identity?.unit ?? null],
    ['OOMSCOPE_SLICE', identity?.slice ?? null],
    ['OOMSCOPE_POD_UID', identity?.podUid ?? null],
    ['OOMSCOPE_CONTAINER_ID', identity?.containerId ?? null],
  ];
}
