/** The library as the documentation of its entry uses it: a log's bytes in, a report in every format out. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import {
  createLogParser,
  renderCsv,
  renderHtml,
  renderMail,
  renderMarkdown,
  renderSlack,
  renderTerminal,
  viewEvent,
  viewEvents,
} from '../src/index.js';
import { readReportFixture } from './kit/report-fixture.js';

it('reads a log and writes every kind of report from it', () => {
  const path = fileURLToPath(new URL('../fixtures/reports/lab/6.12-memcg-v2-kubepods.log', import.meta.url));
  const parser = createLogParser({ path: 'kern.log', excerpts: true });
  const events = [...parser.push(readReportFixture(path).log), ...parser.end()];
  const log = events.flatMap((event) => parser.excerpt(event));
  const view = viewEvents(events, { now: '2026-11-20T08:00:00Z' });
  const [event] = events;
  if (event === undefined) throw new Error('the capture has an event');
  expect(renderHtml(view, { log })).toContain('<h2>Log: kern.log</h2>');
  expect(renderMarkdown(view, { log })).toContain('## From the log');
  expect(renderTerminal(view)).toContain('java (pid 179) killed');
  expect(renderMail(viewEvent(event), { log }).text).toContain('From the log');
  expect(renderSlack(viewEvent(event), { log }).replies.length).toBeGreaterThan(1);
  expect(renderCsv(events, 'events').split('\n')[0]).toContain('outcome');
});
