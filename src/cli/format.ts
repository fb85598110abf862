/** Output formats: how events, as they come, and the account of inputs become text. */
import { renderCsv } from '../render/csv.js';
import { renderHtml } from '../render/html.js';
import { renderMarkdown } from '../render/markdown.js';
import { renderTerminal } from '../render/terminal.js';
import { viewEvents } from '../render/view.js';
import { type OomEvent, SCHEMA } from '../report/event.js';
import type { InputReport } from './read-inputs.js';

export const FORMATS = ['text', 'json', 'ndjson', 'markdown', 'html', 'csv'] as const;
export type FormatName = (typeof FORMATS)[number];

export interface FormatOptions {
  readonly columns: number;
  readonly color: boolean;
  readonly allTasks: boolean;
  /** The present as ISO 8601, for relative times. */
  readonly now: string;
}

/** Text to print for each event and at the end; stateful for formats that show several events together. */
export interface Formatter {
  event(event: OomEvent): string;
  end(inputs: readonly InputReport[]): string;
}

export function createFormatter(name: FormatName, options: FormatOptions): Formatter {
  switch (name) {
    case 'json':
      return jsonFormatter();
    case 'ndjson':
      return { event: (event) => `${JSON.stringify(event)}\n`, end: () => '' };
    case 'text':
      return collecting((events, inputs) =>
        events.length === 0 ? noEvents(inputs) : renderTerminal(viewEvents(events, options), options),
      );
    case 'markdown':
      return collecting((events, inputs) =>
        events.length === 0 ? noEvents(inputs) : renderMarkdown(viewEvents(events, options)),
      );
    case 'html':
      return collecting((events) => renderHtml(viewEvents(events, options)));
    case 'csv':
      return collecting((events) => renderCsv(events, 'events'));
  }
}

/** Events first, inputs last, so that nothing has to be kept: the order of an object's members carries no meaning. */
function jsonFormatter(): Formatter {
  let count = 0;
  const head = `{"schema":${JSON.stringify(SCHEMA)},"events":[`;
  return {
    event: (event) => `${count++ === 0 ? head : ','}\n${JSON.stringify(event)}`,
    end: (inputs) => `${count === 0 ? head : '\n'}],"inputs":${JSON.stringify(inputs)}}\n`,
  };
}

function collecting(
  render: (events: readonly OomEvent[], inputs: readonly InputReport[]) => string,
): Formatter {
  const events: OomEvent[] = [];
  return {
    event(event) {
      events.push(event);
      return '';
    },
    end: (inputs) => render(events, inputs),
  };
}

function noEvents(inputs: readonly InputReport[]): string {
  const read = inputs.filter((input) => input.lines > 0);
  if (read.length === 0) return '';
  const lines = read.reduce((sum, input) => sum + input.lines, 0);
  const files = read.length === 1 ? '1 input' : `${read.length} inputs`;
  return `No run of an OOM killer found (${lines.toLocaleString('en')} ${lines === 1 ? 'line' : 'lines'} in ${files}).\n`;
}
