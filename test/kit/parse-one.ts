/** Lines of a log that hold one event -> the event. */
import { createLogParser } from '../../src/log-parser.js';
import type { OomEvent } from '../../src/report/event.js';

export function parseOne(lines: readonly string[]): OomEvent {
  const parser = createLogParser({ path: 'kern.log' });
  const events = [...parser.push(new TextEncoder().encode(`${lines.join('\n')}\n`)), ...parser.end()];
  const [event] = events;
  if (event === undefined || events.length > 1) throw new Error(`${events.length} events in the lines`);
  return event;
}
