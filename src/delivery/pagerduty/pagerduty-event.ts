/** A letter as an event of PagerDuty's Events API v2: one alert for an incident, told apart by `dedup_key`. */
import { createHash } from 'node:crypto';
import { clip, visibleText } from '../../base/text.js';
import { formatBytes } from '../../base/units.js';
import { viewEvent } from '../../render/view.js';
import type { StoredEvent } from '../../store/records.js';
import type { IncidentFigures, Letter } from '../notice.js';
import { cgroupOf, heldBytes, victimOf } from '../victim.js';
import { digestWords, originLines, updateLine } from '../words.js';

export interface PagerdutyLink {
  readonly text: string;
  /** `{host}` stands for the host. */
  readonly href: string;
}

export interface PagerdutyOptions {
  readonly routingKey: string;
  readonly links: readonly PagerdutyLink[];
  readonly host: string;
}

export interface PagerdutyEvent {
  readonly routing_key: string;
  readonly event_action: 'trigger' | 'resolve';
  readonly dedup_key: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly links?: readonly PagerdutyLink[];
  readonly client?: string;
}

/** Limits of the API: characters of the key and of the summary. */
const KEY_MAX = 255;
const SUMMARY_MAX = 1024;
const VALUE_MAX = 2000;
const DIGEST_LINES_MAX = 50;

/** In the order in which they are sent. Empty where the letter changes nothing. */
export function pagerdutyEvents(letter: Letter, options: PagerdutyOptions): readonly PagerdutyEvent[] {
  const { body, event } = letter;
  switch (body.kind) {
    case 'incident':
    case 'repeat':
      return event === null ? [] : [trigger(keyOf(letter), letter, event, body.figures, options)];
    case 'closing':
      return [resolve(keyOf(letter), options)];
    case 'digest':
      return [digestEvent(letter, body, options)];
    case 'sample':
    case 'event':
      // A test leaves nothing open.
      return event === null
        ? []
        : [trigger(keyOf(letter), letter, event, null, options), resolve(keyOf(letter), options)];
    case 'update':
    case 'details':
      return [];
  }
}

function keyOf({ thread, key }: Letter): string {
  return dedupKey(thread?.id ?? key);
}

/** Ids of events are hexadecimal; whatever else stands there is told by its hash. */
function dedupKey(name: string): string {
  const isPlain = name.length <= KEY_MAX - 20 && /^[\w./-]+$/.test(name);
  return `oomscope/${isPlain ? name : createHash('sha256').update(name).digest('hex')}`;
}

function resolve(key: string, { routingKey }: PagerdutyOptions): PagerdutyEvent {
  return { routing_key: routingKey, event_action: 'resolve', dedup_key: key };
}

function trigger(
  key: string,
  letter: Letter,
  stored: StoredEvent,
  figures: IncidentFigures | null,
  options: PagerdutyOptions,
): PagerdutyEvent {
  const { event, facts } = stored;
  const view = viewEvent(event);
  const host = figures?.host ?? event.host ?? options.host;
  const isSample = letter.body.kind === 'sample';
  const times = figures !== null && figures.count > 1 ? ` (${figures.count} kills)` : '';
  const payload = {
    summary: shown(
      `${isSample ? 'Test: ' : ''}${view.headline} on ${host}${times}: ${view.summary}`,
      SUMMARY_MAX,
    ),
    source: sourceOf(host),
    severity: isSample ? 'info' : (figures?.severity ?? facts.severity),
    timestamp: new Date(stored.atMs).toISOString(),
    ...named('component', facts.program),
    ...named('group', figures?.place ?? facts.place),
    class: `oom ${event.scope}`,
    custom_details: details(letter, stored, figures),
  };
  return { ...start(key, options), payload, links: linksFor(host, options) };
}

function start(key: string, { routingKey }: PagerdutyOptions) {
  return { routing_key: routingKey, event_action: 'trigger', dedup_key: key, client: 'oomscope' } as const;
}

function details(
  letter: Letter,
  stored: StoredEvent,
  figures: IncidentFigures | null,
): Record<string, string> {
  const { event } = stored;
  const view = viewEvent(event);
  const victim = victimOf(event);
  const held = victim === null ? null : heldBytes(victim);
  const values: readonly (readonly [string, string | null])[] = [
    ['what happened', view.summary],
    ['to be known', originLines(stored, letter).join(' ')],
    ['so far', figures === null || figures.count < 2 ? null : updateLine({ figures })],
    ['victim', victim === null ? null : `${victim.comm} (pid ${victim.pid}, uid ${victim.uid ?? 'unknown'})`],
    ['it held', held === null ? null : formatBytes(held)],
    ...view.gauges.map(({ label, value }) => [label.toLowerCase(), value] as const),
    ['cgroup', cgroupOf(event)],
    ['cause', view.cause],
    ...view.firstSteps.map(
      ({ title, commands }, index) => [`step ${index + 1}`, [title, ...commands].join(' | ')] as const,
    ),
    ['event', event.id],
  ];
  return Object.fromEntries(
    values.flatMap(([name, value]) =>
      value === null || value === '' ? [] : [[name, shown(value, VALUE_MAX)]],
    ),
  );
}

/** One alert for a storm, which ends with it; and one that nobody but people can end, for a full disk. */
function digestEvent(
  letter: Letter,
  body: Extract<Letter['body'], { kind: 'digest' }>,
  options: PagerdutyOptions,
): PagerdutyEvent {
  const { reason, host, entries, leftOut, isLast } = body;
  const key = dedupKey(`${reason}/${host}`);
  if (reason === 'storm' && isLast) return resolve(key, options);
  const { title, lines } = digestWords(reason, host, entries, leftOut, isLast);
  const payload = {
    summary: shown(title, SUMMARY_MAX),
    source: sourceOf(host),
    severity: 'critical',
    timestamp: new Date(letter.createdMs).toISOString(),
    class: `oom ${reason}`,
    custom_details: { events: lines.slice(0, DIGEST_LINES_MAX).map((line) => shown(line, VALUE_MAX)) },
  };
  return { ...start(key, options), payload, links: linksFor(host, options) };
}

function linksFor(host: string, { links }: PagerdutyOptions): readonly PagerdutyLink[] {
  const encoded = encodeURIComponent(visibleText(host));
  return links.map(({ text, href }) => ({ text, href: href.replaceAll('{host}', encoded) }));
}

/** It may not be empty. */
function sourceOf(host: string): string {
  return shown(host, 255).trim() || 'unknown host';
}

function named(name: string, value: string | null): Record<string, string> {
  return value === null || value.trim() === '' ? {} : { [name]: shown(value, 255) };
}

function shown(text: string, max: number): string {
  return clip(visibleText(text), max);
}
