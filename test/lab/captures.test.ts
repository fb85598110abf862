/** Every capture of the laboratory is well formed and parses to exactly what its scenario did. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { expectCapturedEvents } from '../kit/captured-events.js';
import { type ReportFixture, readReportFixture } from '../kit/report-fixture.js';

const folder = fileURLToPath(new URL('../../fixtures/reports/lab/', import.meta.url));
const captures = readdirSync(folder).filter((file) => file.endsWith('.log'));
const keys = ['origin', 'about', 'kernel', 'scenario', 'command', 'envelope', 'expect', 'order'];

describe.each(captures)('%s', (file) => {
  const fixture = readReportFixture(`${folder}${file}`);

  test('has a complete header that agrees with itself', () => {
    expect(Object.keys(fixture.headers)).toEqual(keys);
    expect(fixture.headers.origin).toBe('lab');
    expect(fixture.headers.command).toContain(`--scenario ${fixture.headers.scenario} --capture`);
    expect(fixture.headers.expect).toBe(overallStatus(fixture));
    expect(['as-listed', 'any']).toContain(fixture.headers.order);
    expect(fixture.log.length).toBeGreaterThan(500);
  });

  test('shows every victim', () => {
    const text = Buffer.from(fixture.log).toString('latin1');
    for (const victim of fixture.events.flatMap((event) => event.victims)) {
      expect(text).toContain(`Killed process ${victim.pid} (`);
    }
  });

  test('parses to what the scenario did', () => expectCapturedEvents(fixture));
});

function overallStatus(fixture: ReportFixture): string {
  if (fixture.events.length === 0) return 'none';
  if (fixture.events.some((event) => event.status === undefined)) return 'either';
  return fixture.events.some((event) => event.status === 'partial') ? 'partial' : 'complete';
}
