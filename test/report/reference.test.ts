/** Every report written from the format reference parses to what it was written to say; every lookalike to nothing. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseLog } from '../../src/index.js';
import { expectCapturedEvents } from '../kit/captured-events.js';
import { readReportFixture } from '../kit/report-fixture.js';

const folderOf = (name: string) => fileURLToPath(new URL(`../../fixtures/reports/${name}/`, import.meta.url));
const logsIn = (folder: string) => readdirSync(folder).filter((file) => file.endsWith('.log'));
const keys = ['origin', 'about', 'kernel', 'envelope', 'expect', 'order'];

describe.each(logsIn(folderOf('reference')))('%s', (file) => {
  const fixture = readReportFixture(folderOf('reference') + file);

  test('has a complete header that agrees with itself', () => {
    expect(Object.keys(fixture.headers)).toEqual(keys);
    expect(fixture.headers.origin).toBe('reference');
    expect(fixture.events).not.toHaveLength(0);
    const isPartial = fixture.events.some((event) => event.status === 'partial');
    expect(fixture.headers.expect).toBe(isPartial ? 'partial' : 'complete');
  });

  test('parses to what it was written to say', () => expectCapturedEvents(fixture));
});

describe.each(logsIn(folderOf('lookalikes')))('%s', (file) => {
  const fixture = readReportFixture(folderOf('lookalikes') + file);

  test('has a complete header', () => {
    expect(Object.keys(fixture.headers)).toEqual(keys);
    expect(fixture.headers.expect).toBe('none');
  });

  test('is no event', async () => {
    const events: unknown[] = [];
    for await (const event of parseLog([fixture.log])) events.push(event);
    expect(events).toEqual([]);
  });
});
