/**
 * An event as an OTLP export request with one log record, in the JSON form of its protobuf messages: 64-bit integers and
 * times are strings. Attributes have the names of the semantic conventions where these have one.
 */
import { clip, visibleText } from '../../base/text.js';
import type { OomEvent } from '../../report/event.js';
import type { EventSeverity, StoredEvent } from '../../store/records.js';
import type { Letter } from '../notice.js';
import { cgroupOf, heldBytes, victimOf } from '../victim.js';

interface KeyValue {
  readonly key: string;
  readonly value:
    | { readonly stringValue: string }
    | { readonly intValue: string }
    | { readonly boolValue: boolean };
}

/** Numbers of the log data model: the first of INFO, WARN, ERROR and FATAL. */
const NUMBERS = { info: 9, warning: 13, critical: 17 } as const satisfies Record<EventSeverity, number>;
const FATAL = 21;
const TEXTS: Readonly<Record<number, string>> = { 9: 'INFO', 13: 'WARN', 17: 'ERROR', 21: 'FATAL' };
const EVENT_NAME = 'oomscope.oom';
const VALUE_MAX = 4000;

/** `host`: of events that name none. */
export function exportRequest(letter: Letter, stored: StoredEvent, host: string): string {
  const { event, facts } = stored;
  const isSample = letter.body.kind === 'sample';
  const number = isSample ? NUMBERS.info : event.outcome === 'panicked' ? FATAL : NUMBERS[facts.severity];
  const record = {
    timeUnixNano: nanoseconds(stored.atMs),
    observedTimeUnixNano: nanoseconds(stored.seenMs),
    severityNumber: number,
    severityText: TEXTS[number],
    eventName: EVENT_NAME,
    body: { stringValue: shown(`${isSample ? 'Test: ' : ''}${event.diagnosis.summary}`) },
    attributes: attributes(stored, isSample),
  };
  const resource = {
    attributes: keyValues([
      ['service.name', 'oomscope'],
      ['host.name', event.host ?? host],
      ['os.type', 'linux'],
    ]),
  };
  const scopeLogs = [{ scope: { name: 'oomscope' }, logRecords: [record] }];
  return JSON.stringify({ resourceLogs: [{ resource, scopeLogs }] });
}

function nanoseconds(ms: number): string {
  return (BigInt(Math.round(ms)) * 1_000_000n).toString();
}

function attributes({ event, facts, trust, isLate }: StoredEvent, isSample: boolean): readonly KeyValue[] {
  const { identity, memcg, diagnosis } = event;
  return keyValues([
    // The same id means the same record: stores may drop one of them.
    ['log.record.uid', event.id],
    ...processAttributes(event),
    ['container.id', identity?.containerId ?? null],
    ['k8s.pod.uid', identity?.podUid ?? null],
    ['oomscope.killer', event.killer],
    ['oomscope.outcome', event.outcome],
    ['oomscope.scope', event.scope],
    ['oomscope.severity', facts.severity],
    ['oomscope.cause', diagnosis.cause],
    ['oomscope.trust', trust],
    ['oomscope.late', isLate],
    ['oomscope.test', isSample ? true : null],
    ['oomscope.runtime', identity?.runtime ?? null],
    ['oomscope.unit', identity?.unit ?? null],
    ['oomscope.slice', identity?.slice ?? null],
    ['oomscope.qos_class', identity?.qosClass ?? null],
    ['oomscope.limit.cgroup', memcg?.limitPath ?? null],
    ['oomscope.limit.bytes', memcg?.limitBytes ?? null],
    ['oomscope.usage.bytes', memcg?.usageBytes ?? null],
    ['oomscope.kernel.release', event.kernel.release],
  ]);
}

function processAttributes(event: OomEvent): readonly (readonly [string, string | number | null])[] {
  const victim = victimOf(event);
  if (victim === null) return [];
  return [
    ['process.pid', victim.pid],
    ['process.executable.name', victim.comm],
    ['process.user.id', victim.uid],
    ['process.linux.cgroup', cgroupOf(event)],
    ['oomscope.victim.bytes', heldBytes(victim)],
    ['oomscope.victim.oom_score_adj', victim.oomScoreAdj],
    ['oomscope.victims', event.victims.length],
  ];
}

function keyValues(
  pairs: readonly (readonly [string, string | number | boolean | null])[],
): readonly KeyValue[] {
  return pairs.flatMap(([key, value]) =>
    value === null || value === '' ? [] : [{ key, value: anyValue(value) }],
  );
}

function anyValue(value: string | number | boolean): KeyValue['value'] {
  switch (typeof value) {
    case 'boolean':
      return { boolValue: value };
    case 'number':
      return { intValue: BigInt(Math.round(value)).toString() };
    case 'string':
      return { stringValue: shown(value) };
  }
}

/** Lone surrogates are no text for protobuf; controls are none for people. */
function shown(text: string): string {
  return clip(visibleText(text), VALUE_MAX);
}
