/**
 * Turns events into the view model: what to say, in which order, with which numbers. Pure; the present time is an
 * option, so that the same event always gives the same view.
 */
import { counted, visibleText } from '../base/text.js';
import type { OomEvent, Source } from '../report/event.js';
import { isOutline, MOST_IN_FULL } from '../report/outline.js';
import { accountOf } from './view/account.js';
import { factsOf } from './view/facts.js';
import { findingsOf, stepsOf, toEvidence } from './view/findings.js';
import { gaugesOf } from './view/gauges.js';
import { momentOf } from './view/moment.js';
import { placeNameOf } from './view/place.js';
import { programsOf, taskTableOf } from './view/tasks.js';
import { timelineOf } from './view/timeline.js';
import { togetherOf } from './view/together.js';
import { headlineOf, victimNameOf } from './view/victims.js';
import { describeWhen } from './view/when.js';
import { zonesOf } from './view/zones.js';
import type { EventRow, EventsView, EventView, SourceView } from './view-model.js';

export interface ViewOptions {
  /** The present as ISO 8601 with offset; without it no relative times are told. */
  readonly now?: string;
}

/** What one event has to say. */
export function viewEvent(event: OomEvent, options: ViewOptions = {}): EventView {
  const when = describeWhen(event.time, options.now);
  const steps = stepsOf(event.diagnosis);
  const source = sourceOf(event.source);
  return {
    id: visibleText(event.id),
    headline: headlineOf(event),
    summary: visibleText(event.diagnosis.summary),
    cause: visibleText(event.diagnosis.cause),
    confidence: event.diagnosis.confidence,
    outcome: event.outcome,
    isPartial: event.completeness.status === 'partial',
    victimName: victimNameOf(event),
    placeName: placeNameOf(event),
    host: event.host === null ? null : visibleText(event.host),
    when,
    source,
    facts: factsOf(event, when, source),
    gauges: gaugesOf(event),
    tasks: taskTableOf(event),
    programs: programsOf(event),
    account: accountOf(event),
    zones: zonesOf(event),
    findings: findingsOf(event.diagnosis),
    firstSteps: steps.first,
    furtherSteps: steps.further,
    aftermath: event.aftermath.map(toEvidence),
    moment: momentOf(event),
  };
}

/** What several events, in the order of time, have to say together, and each of the newest of them. */
export function viewEvents(events: readonly OomEvent[], options: ViewOptions = {}): EventsView {
  const whole = events.filter((event) => !isOutline(event)).slice(-MOST_IN_FULL);
  const views = whole.map((event) => viewEvent(event, options));
  const indexes = new Map(whole.map((event, index) => [event, index]));
  const rows = events.map((event) => ({ ...rowOf(event, options), inFull: indexes.get(event) ?? null }));
  const { summary, notes } = togetherOf(events);
  const [only] = views;
  return {
    title: events.length === 1 && only ? only.headline : counted(events.length, 'out-of-memory event'),
    summary,
    notes: views.length === events.length ? notes : [...notes, restNote(views.length)],
    rows,
    events: views,
    timeline: timelineOf(events, rows),
  };
}

function rowOf(event: OomEvent, { now }: ViewOptions): Omit<EventRow, 'inFull'> {
  return {
    when: describeWhen(event.time, now).label,
    victimName: victimNameOf(event),
    placeName: placeNameOf(event),
    host: event.host === null ? null : visibleText(event.host),
    isPartial: event.completeness.status === 'partial',
  };
}

function restNote(inFull: number): string {
  return `Of these, the newest ${counted(inFull, 'event is', 'events are')} told in full`;
}

function sourceOf({ path, firstLine, lastLine }: Source): SourceView {
  const name = visibleText(path);
  const lines = firstLine === lastLine ? `line ${firstLine}` : `lines ${firstLine} to ${lastLine}`;
  return { path: name, firstLine, lastLine, label: `${name}, ${lines}` };
}
