/** On every capture of the laboratory the recomputed ranking names the kernel's own victim, wherever its rule decided. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { computeFacts } from '../../src/diagnosis/facts.js';
import { chosenPid, rowOf } from '../../src/diagnosis/kernel-choice.js';
import { isUsualRule } from '../../src/diagnosis/kernel-rule.js';
import { RULES } from '../../src/diagnosis/rules/index.js';
import { parseLog } from '../../src/index.js';
import type { OomEvent } from '../../src/report/event.js';
import { readReportFixture } from '../kit/report-fixture.js';

const lab = fileURLToPath(new URL('../../fixtures/reports/lab/', import.meta.url));
const names = readdirSync(lab).filter((name) => name.endsWith('.log'));

async function eventsOf(name: string): Promise<readonly OomEvent[]> {
  const events: OomEvent[] = [];
  for await (const event of parseLog([readReportFixture(`${lab}${name}`).log])) events.push(event);
  return events;
}

describe.each(names)('%s', (name) => {
  it('ranks the victim first', async () => {
    for (const event of await eventsOf(name)) {
      const chosen = chosenPid(event);
      const row = chosen === null ? null : rowOf(event.tasks, chosen);
      if (!isUsualRule(event) || row === null) continue;
      expect(row.derived.eligible).toBe(true);
      expect(computeFacts(event, []).badness.agreement).toBe('agrees');
      const first = event.tasks.find((task) => task.derived.rank === 1);
      expect(row.derived.badnessPages).toBe(first?.derived.badnessPages);
    }
  });

  it('is diagnosed in full sentences, and nothing is left open in them', async () => {
    for (const { diagnosis } of await eventsOf(name)) {
      const texts = [
        diagnosis.summary,
        ...diagnosis.findings.flatMap(({ title, detail, unless, evidence, advice }) => [
          title,
          detail,
          unless ?? '-',
          ...evidence.map(({ text }) => text),
          ...advice.flatMap((step) => [step.title, step.detail, ...step.commands]),
        ]),
      ];
      for (const text of texts) expect(text).not.toMatch(/^$|undefined|NaN|\[object|null/);
      const commands = diagnosis.findings.flatMap(({ advice }) => advice.flatMap((step) => step.commands));
      for (const command of commands) {
        // Only services are edited so, and only units that run something have an OOMPolicy.
        expect(command).not.toMatch(/edit \S+\.(?:slice|scope) |\.slice.* OOMPolicy/);
      }
      for (const { rule } of diagnosis.findings) expect(RULES).toHaveProperty(rule);
      expect(diagnosis.findings.map(({ rule }) => rule)).toHaveLength(
        new Set(diagnosis.findings.map(({ rule }) => rule)).size,
      );
    }
  });
});

it('compares a good part of them', async () => {
  const events = (await Promise.all(names.map(eventsOf))).flat();
  const compared = events.filter((event) => computeFacts(event, []).badness.agreement === 'agrees');
  expect(compared.length).toBeGreaterThan(0.8 * events.length);
});
