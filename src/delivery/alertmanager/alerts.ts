/**
 * A letter as alerts of Alertmanager's v2 API. The labels say which alert it is, so they are few-valued and the same for the
 * whole life of an incident; everything that varies is an annotation.
 */
import { clip, visibleText } from '../../base/text.js';
import { formatBytes } from '../../base/units.js';
import { viewEvent } from '../../render/view.js';
import type { EventSeverity, StoredEvent } from '../../store/records.js';
import type { IncidentFigures, Letter } from '../notice.js';
import { heldBytes, victimOf } from '../victim.js';
import { digestWords, originLines, updateLine } from '../words.js';

export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

export interface AlertOptions {
  readonly host: string;
  readonly holdMs: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly nowMs: number;
}

/** Texts of one line, or of several. */
type Texts = Readonly<Record<string, string | readonly string[]>>;

const ALERT_NAME = 'OutOfMemory';
const SAMPLE_HOLD_MS = 60_000;
const VALUE_MAX = 1000;

/** Empty where the letter changes no alert. */
export function alertsOf(letter: Letter, options: AlertOptions): readonly Alert[] {
  const { body } = letter;
  switch (body.kind) {
    case 'incident':
    case 'repeat':
    case 'update':
    case 'closing':
      return incidentAlerts(letter, body.figures, options);
    case 'sample':
    case 'event':
      return letter.event === null ? [] : [sampleAlert(letter, letter.event, options)];
    case 'digest': {
      const { title, lines } = digestWords(body.reason, body.host, body.entries, body.leftOut, body.isLast);
      const labels = {
        alertname: 'OutOfMemoryDigest',
        host: body.host,
        severity: 'critical',
        reason: body.reason,
      };
      const annotations = { summary: title, description: lines };
      return [alert(labels, annotations, letter.createdMs, options.nowMs + options.holdMs, options)];
    }
    case 'details':
      return [];
  }
}

/** Another severity is another alert: where it rose, the ones below it end. */
function incidentAlerts(letter: Letter, figures: IncidentFigures, options: AlertOptions): readonly Alert[] {
  const { body } = letter;
  const endMs = body.kind === 'closing' ? options.nowMs : options.nowMs + options.holdMs;
  const annotations = incidentAnnotations(letter, figures);
  const current = alert(labelsOf(figures), annotations, figures.firstMs, endMs, options);
  const hasRisen = body.kind === 'repeat' && body.why === 'escalation';
  const below = hasRisen ? BELOW[figures.severity] : [];
  return [
    current,
    ...below.map((severity) =>
      alert(labelsOf({ ...figures, severity }), annotations, figures.firstMs, options.nowMs, options),
    ),
  ];
}

const BELOW: Readonly<Record<EventSeverity, readonly EventSeverity[]>> = {
  critical: ['warning', 'info'],
  warning: ['info'],
  info: [],
};

function labelsOf({ host, scope, severity, labels }: IncidentFigures): Record<string, string> {
  return { ...labels, alertname: ALERT_NAME, host, scope, severity };
}

function incidentAnnotations(letter: Letter, figures: IncidentFigures): Texts {
  const programs = figures.programs.map(({ name, count }) => (count > 1 ? `${name} (${count})` : name));
  return {
    ...(letter.event === null ? {} : eventAnnotations(letter, letter.event)),
    place: figures.place,
    kills: String(figures.count),
    programs: programs.join(', '),
    ...(figures.count > 1 ? { progress: updateLine({ figures }) } : {}),
    ...(figures.largestBytes === null ? {} : { largest: formatBytes(figures.largestBytes) }),
  };
}

function eventAnnotations(letter: Letter, stored: StoredEvent): Texts {
  const { event } = stored;
  const view = viewEvent(event);
  const victim = victimOf(event);
  const held = victim === null ? null : heldBytes(victim);
  const [step] = view.firstSteps;
  const [gauge] = view.gauges;
  return {
    summary: `${view.headline} on ${view.host ?? view.placeName}`,
    description: [view.summary, ...originLines(stored, letter)],
    event_id: event.id,
    cause: view.cause,
    ...(victim === null ? {} : { victim: `${victim.comm} (pid ${victim.pid})` }),
    ...(held === null ? {} : { held: formatBytes(held) }),
    ...(gauge === undefined ? {} : { limit: `${gauge.label}: ${gauge.value}` }),
    ...(step === undefined ? {} : { first_step: [step.title, ...step.commands] }),
  };
}

/** As a real one, so that it takes the same route, and soon over. */
function sampleAlert(letter: Letter, stored: StoredEvent, options: AlertOptions): Alert {
  const { event, facts } = stored;
  const annotations = eventAnnotations(letter, stored);
  const labels = {
    alertname: ALERT_NAME,
    host: event.host ?? options.host,
    scope: event.scope,
    severity: facts.severity,
    program: facts.program ?? '',
    test: 'true',
  };
  const summary = `Test: ${annotations.summary}`;
  return alert(labels, { ...annotations, summary }, stored.atMs, options.nowMs + SAMPLE_HOLD_MS, options);
}

function alert(
  labels: Readonly<Record<string, string>>,
  annotations: Texts,
  startMs: number,
  endMs: number,
  options: AlertOptions,
): Alert {
  return {
    labels: { ...shown(labels, 200), ...options.labels },
    annotations: shown(annotations, VALUE_MAX),
    // The clock of another host may be ahead, and an alert that ends before it starts is refused.
    startsAt: new Date(Math.min(startMs, endMs, options.nowMs)).toISOString(),
    endsAt: new Date(endMs).toISOString(),
  };
}

/** An empty label or annotation is none. */
function shown(texts: Texts, max: number): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts)
      .map(([name, text]) => [name, clip([text].flat().map(visibleText).join('\n'), max)] as const)
      .filter(([, text]) => text.trim() !== ''),
  );
}
