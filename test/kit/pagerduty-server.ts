/** A stand-in for PagerDuty's Events API v2 that holds senders to its rules, and keeps alerts by their keys as it does. */
import { type Answering, type GivenAnswer, startAnswering } from './answering-server.js';

export const ROUTING_KEY = '0123456789abcdef0123456789abcdef';

export interface PagerdutyAlert {
  isOpen: boolean;
  /** Events that were merged into it. */
  events: number;
  payload: Readonly<Record<string, unknown>>;
  links: readonly Readonly<Record<string, unknown>>[];
}

export interface PagerdutyServer extends Answering {
  readonly alerts: ReadonlyMap<string, PagerdutyAlert>;
  /** What a sender did wrong. */
  readonly complaints: readonly string[];
}

export async function startPagerduty(): Promise<PagerdutyServer> {
  const alerts = new Map<string, PagerdutyAlert>();
  const complaints: string[] = [];
  const answering = await startAnswering(({ path, headers, body }) => {
    const errors =
      path === '/v2/enqueue' && headers['content-type'] === 'application/json'
        ? errorsOf(body)
        : [`${path} as ${headers['content-type']}`];
    complaints.push(...errors);
    if (errors.length > 0)
      return answer(400, { status: 'invalid event', message: 'Event object is invalid', errors });
    const event = JSON.parse(body) as Event;
    take(alerts, event);
    return answer(202, { status: 'success', message: 'Event processed', dedup_key: event.dedup_key });
  });
  return { ...answering, url: `${answering.url}v2/enqueue`, alerts, complaints };
}

interface Event {
  readonly routing_key: string;
  readonly event_action: string;
  readonly dedup_key: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly links?: readonly Readonly<Record<string, unknown>>[];
}

function take(
  alerts: Map<string, PagerdutyAlert>,
  { event_action, dedup_key, payload = {}, links = [] }: Event,
): void {
  const known = alerts.get(dedup_key);
  // The end of what is not open is taken and changes nothing.
  if (event_action === 'resolve') {
    if (known !== undefined) known.isOpen = false;
    return;
  }
  const events = known?.isOpen === true ? known.events + 1 : 1;
  alerts.set(dedup_key, { isOpen: true, events, payload, links });
}

const PAYLOAD_FIELDS = [
  'summary',
  'source',
  'severity',
  'timestamp',
  'component',
  'group',
  'class',
  'custom_details',
];
const FIELDS = [
  'routing_key',
  'event_action',
  'dedup_key',
  'payload',
  'images',
  'links',
  'client',
  'client_url',
];
const EVENT_MAX = 512 * 1024;

function errorsOf(body: string): string[] {
  if (Buffer.byteLength(body) > EVENT_MAX) return ['the event is larger than 512 kB'];
  const event = JSON.parse(body) as Partial<Event>;
  const { routing_key = '', event_action = '', dedup_key = '', payload, links = [] } = event;
  return [
    ...(routing_key.length === 32 ? [] : ["Length of 'routing_key' is incorrect (should be 32 characters)"]),
    ...(routing_key === ROUTING_KEY ? [] : ['the routing key is unknown']),
    ...(['trigger', 'acknowledge', 'resolve'].includes(event_action)
      ? []
      : [`event_action is ${event_action}`]),
    ...(dedup_key.length > 0 && dedup_key.length <= 255 ? [] : ['dedup_key is empty or longer than 255']),
    ...Object.keys(event)
      .filter((name) => !FIELDS.includes(name))
      .map((name) => `unknown field ${name}`),
    ...(event_action === 'trigger' ? payloadErrors(payload) : []),
    ...links
      .filter(({ href }) => !/^https?:\/\/\S+$/.test(String(href)))
      .map(() => 'a link without an address'),
  ];
}

function payloadErrors(payload: Event['payload']): string[] {
  if (payload === undefined) return ["'payload' is missing or blank"];
  const { summary, source, severity, timestamp } = payload;
  return [
    ...(typeof summary === 'string' && summary.trim() !== '' && summary.length <= 1024
      ? []
      : ['payload.summary']),
    ...(typeof source === 'string' && source.trim() !== '' ? [] : ['payload.source']),
    ...(['critical', 'error', 'warning', 'info'].includes(String(severity)) ? [] : ['payload.severity']),
    ...(Number.isNaN(Date.parse(String(timestamp))) ? ['payload.timestamp'] : []),
    ...Object.keys(payload)
      .filter((name) => !PAYLOAD_FIELDS.includes(name))
      .map((name) => `unknown field payload.${name}`),
  ];
}

function answer(status: number, body: object): GivenAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
