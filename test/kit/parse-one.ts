/** Lines of a log -> its events, or the only one. */
import { createLogParser } from '../../src/log-parser.js';
import type { OomEvent } from '../../src/report/event.js';

export function parseAll(lines: readonly string[]): readonly OomEvent[] {
  const parser = createLogParser({ path: 'kern.log' });
  return [...parser.push(new TextEncoder().encode(`${lines.join('\n')}\n`)), ...parser.end()];
}

export function parseOne(lines: readonly string[]): OomEvent {
  const events = parseAll(lines);
  const [event] = events;
  if (event === undefined || events.length > 1) throw new Error(`${events.length} events in the lines`);
  return event;
}
