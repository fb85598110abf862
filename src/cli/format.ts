/** Output formats: how events, as they come, and the account of inputs become text. */
import { counted } from '../base/text.js';
import { formatCount } from '../base/units.js';
import { renderCsv } from '../render/csv.js';
import { renderHtml } from '../render/html.js';
import type { LogText } from '../render/log-text.js';
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
  event(event: OomEvent, excerpt: readonly LogText[]): string;
  /** `leftOut`: events that were found but not asked for. */
  end(inputs: readonly InputReport[], leftOut: number): string;
}

export function createFormatter(name: FormatName, options: FormatOptions): Formatter {
  switch (name) {
    case 'json':
      return jsonFormatter();
    case 'ndjson':
      return { event: (event) => `${JSON.stringify(event)}\n`, end: () => '' };
    case 'text':
      return collecting((events, none) =>
        events.length === 0 ? none : renderTerminal(viewEvents(events, options), options),
      );
    case 'markdown':
      return collecting((events, none) =>
        events.length === 0 ? none : renderMarkdown(viewEvents(events, options)),
      );
    case 'html':
      return collecting((events, _, log) => renderHtml(viewEvents(events, options), { log }));
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

/** `none`: what to say where there is no event. */
function collecting(
  render: (events: readonly OomEvent[], none: string, log: readonly LogText[]) => string,
): Formatter {
  const events: OomEvent[] = [];
  const log: LogText[] = [];
  return {
    event(event, excerpt) {
      events.push(event);
      log.push(...excerpt);
      return '';
    },
    end: (inputs, leftOut) => render(events, noEvents(inputs, leftOut), log),
  };
}

function noEvents(inputs: readonly InputReport[], leftOut: number): string {
  const read = inputs.filter((input) => input.lines > 0);
  if (read.length === 0) return '';
  const lines = read.reduce((sum, input) => sum + input.lines, 0);
  const looked = `${counted(lines, 'line')} in ${counted(read.length, 'input')}`;
  if (leftOut === 0) return `No run of an OOM killer found (${looked}).\n`;
  return `No run of an OOM killer found among what was asked for (${looked}; ${formatCount(leftOut)} left out).\n`;
}
