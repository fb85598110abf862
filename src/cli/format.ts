/** How events, as they come, and the account of inputs become text. Only the renderer that is asked for is loaded. */
import { counted } from '../base/text.js';
import { formatCount } from '../base/units.js';
import type { CsvRows } from '../render/csv.js';
import { createKeptReadings } from '../render/kept-readings.js';
import type { LogText } from '../render/log-text.js';
import type { EventsView } from '../render/view-model.js';
import { type OomEvent, SCHEMA } from '../report/event.js';
import { isOutline } from '../report/outline.js';
import { createEventJson } from './event-json.js';
import type { FormatName } from './format-names.js';
import type { InputReport } from './read-inputs.js';

export interface FormatOptions {
  readonly columns: number;
  readonly color: boolean;
  readonly allTasks: boolean;
  /** The present as ISO 8601, for relative times. */
  readonly now: string;
}

/** What to print for each event and at the end; stateful for formats that show several events together. */
export interface Formatter {
  /** Each piece is only good until the next one is asked for. */
  event(event: OomEvent, excerpt: readonly LogText[]): Iterable<Uint8Array>;
  /** `leftOut`: events that were found but not asked for. */
  end(inputs: readonly InputReport[], leftOut: number): Promise<Iterable<string>>;
  /** What to tell the user beside the output, after the end. */
  notes(): readonly string[];
}

const NOTHING: readonly Uint8Array[] = [];

export async function createFormatter(name: FormatName, options: FormatOptions): Promise<Formatter> {
  switch (name) {
    case 'json':
      return jsonFormatter();
    case 'ndjson':
      return ndjsonFormatter();
    case 'text':
      return collecting(async ({ events, none }) => {
        const { renderTerminal } = await import('../render/terminal.js');
        return [events.length === 0 ? none : renderTerminal(await viewOf(events, options), options)];
      });
    case 'markdown':
      return collecting(async ({ events, log, none }) => {
        const { renderMarkdown } = await import('../render/markdown.js');
        return [events.length === 0 ? none : renderMarkdown(await viewOf(events, options), { log })];
      });
    case 'html':
      return collecting(async ({ events, log }) => {
        const { renderHtmlPieces } = await import('../render/html.js');
        return renderHtmlPieces(await viewOf(events, options), { log });
      });
    case 'csv':
      return csvFormatter(options.allTasks ? 'tasks' : 'events');
  }
}

async function viewOf(events: readonly OomEvent[], options: FormatOptions): Promise<EventsView> {
  const { viewEvents } = await import('../render/view.js');
  return viewEvents(events, options);
}

function ndjsonFormatter(): Formatter {
  const json = createEventJson();
  return { event: (event) => json.pieces('', event, '\n'), end: async () => [], notes: () => [] };
}

/** Events first, inputs last, so that nothing has to be kept: the order of an object's members carries no meaning. */
function jsonFormatter(): Formatter {
  const json = createEventJson();
  let count = 0;
  const head = `{"schema":${JSON.stringify(SCHEMA)},"events":[`;
  return {
    event: (event) => json.pieces(`${count++ === 0 ? head : ','}\n`, event, ''),
    end: async (inputs) => [`${count === 0 ? head : '\n'}],"inputs":${JSON.stringify(inputs)}}\n`],
    notes: () => [],
  };
}

async function csvFormatter(rows: CsvRows): Promise<Formatter> {
  const { csvHeader, csvRows } = await import('../render/csv.js');
  const encoder = new TextEncoder();
  let header = csvHeader(rows);
  return {
    event(event) {
      const bytes = encoder.encode(header + csvRows(event, rows));
      header = '';
      return [bytes];
    },
    end: async () => [header],
    notes: () => [],
  };
}

interface Collected {
  readonly events: readonly OomEvent[];
  readonly log: readonly LogText[];
  /** What to say where there is no event. */
  readonly none: string;
}

/** Formats for people: all events together, each once. */
function collecting(render: (collected: Collected) => Promise<Iterable<string>>): Formatter {
  const readings = createKeptReadings();
  let notes: readonly string[] = [];
  return {
    event(event, excerpt) {
      readings.add(event, excerpt);
      return NOTHING;
    },
    async end(inputs, leftOut) {
      const { events, repeated, log } = readings.merged();
      notes = [
        ...(repeated === 0 ? [] : [repeatedNote(repeated)]),
        ...(events.some(isOutline) ? [REST_NOTE] : []),
      ];
      return render({ events, log, none: noEvents(inputs, leftOut) });
    },
    notes: () => notes,
  };
}

const REST_NOTE =
  'only the newest events are told in full; --since and --until choose others, --format ndjson shows all of every event';

function repeatedNote(repeated: number): string {
  return `${counted(repeated, 'event')} found again in another input ${repeated === 1 ? 'is' : 'are'} shown once; --format json shows every reading`;
}

function noEvents(inputs: readonly InputReport[], leftOut: number): string {
  const read = inputs.filter((input) => input.lines > 0);
  if (read.length === 0) return '';
  const lines = read.reduce((sum, input) => sum + input.lines, 0);
  const looked = `${counted(lines, 'line')} in ${counted(read.length, 'input')}`;
  if (leftOut === 0) return `No run of an OOM killer found (${looked}).\n`;
  return `No run of an OOM killer found among what was asked for (${looked}; ${formatCount(leftOut)} left out).\n`;
}
