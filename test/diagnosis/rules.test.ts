/** Every rule fires on its case, stays silent on the one nearly like it, and says what its snapshot holds. */
import { describe, expect, it } from 'vitest';
import { computeFacts } from '../../src/diagnosis/facts.js';
import { RULES, type RuleId } from '../../src/diagnosis/rules/index.js';
import type { Finding } from '../../src/report/event.js';
import { MiB, memory, report } from '../kit/build-report.js';
import { RULE_CASES } from './rule-cases.js';

const ids = Object.keys(RULES).filter((id): id is RuleId => id in RULE_CASES);

describe('the rules', () => {
  it('all have a case', () => expect(ids).toEqual(Object.keys(RULES)));

  describe.each(ids)('%s', (id) => {
    const { fires, silent, history = [], silentHistory = [] } = RULE_CASES[id];

    it('fires', async () => {
      const found = RULES[id](computeFacts(fires, history));
      expect(found?.rule).toBe(id);
      await expect(found === null ? '' : asText(found)).toMatchFileSnapshot(
        `../../fixtures/diagnosis/rules/${id}.txt`,
      );
    });

    it('is silent on the near miss', () => {
      expect(RULES[id](computeFacts(silent, silentHistory))).toBeNull();
    });
  });
});

it('takes swap that is being switched off for no machine without swap', () => {
  const going = memory(1000, {}, { swapTotalBytes: 0, swapFreeBytes: -28 * MiB });
  const found = RULES['no-swap'](computeFacts(report({ memory: going }), []));
  expect(found?.title).toBe('Swap was being switched off');
  expect(found?.detail).toContain('28 MiB were still in swap space');
});

/** A finding as a reader sees it, for review. */
function asText(finding: Finding): string {
  const advice = finding.advice.flatMap((step) => [
    '',
    `* ${step.title}`,
    `  ${step.detail}`,
    ...step.commands.map((command) => `    $ ${command}`),
  ]);
  const lines = [
    `${finding.title} [${finding.severity}, ${finding.confidence}]`,
    finding.detail,
    ...(finding.unless === null ? [] : [`Unless ${finding.unless}.`]),
    ...finding.evidence.map(({ text, line }) => `> ${text}${line === null ? '' : ` (line ${line})`}`),
    ...advice,
  ];
  return `${lines.join('\n')}\n`;
}
