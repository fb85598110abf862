/** What the tests of receivers share: a free port, the lab's texts, and what a parser makes of received lines. */
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createLogParser } from '../../../src/log-parser.js';
import type { OomEvent } from '../../../src/report/event.js';
import { readReportFixture } from '../../kit/report-fixture.js';

const lab = join(import.meta.dirname, '../../../fixtures/reports/lab');

/** Nobody listens there now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** The lines of a capture as the console had them. */
export function captureLines(name: string): readonly string[] {
  return Buffer.from(readReportFixture(join(lab, `${name}.log`)).log)
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '');
}

/** The events in lines of one character a byte. */
export function eventsOf(lines: readonly string[]): readonly OomEvent[] {
  const parser = createLogParser({ everyLine: true, referenceTime: '2026-11-21T03:00:00Z' });
  return [...parser.push(Buffer.from(`${lines.join('\n')}\n`, 'latin1')), ...parser.end()];
}

/** What must be the same whichever way a report came. */
export function gist(events: readonly OomEvent[]) {
  return events.map(({ outcome, scope, trigger, victims, tasks, memcg, completeness }) => ({
    ...{ outcome, scope, tasks, status: completeness.status, missing: completeness.missing },
    trigger: trigger === null ? null : { ...trigger },
    victims: victims.map(({ line: _, ...victim }) => victim),
    memcg,
  }));
}
