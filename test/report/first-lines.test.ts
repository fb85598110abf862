/** A list of first lines (`grep invoked`): reports without an end, which must not be compared with each other for ever. */
import { expect, test } from 'vitest';
import { createDraft } from '../../src/report/draft.js';
import { type Overlap, overlapWith } from '../../src/report/mixed-reports.js';
import { parseAll } from '../kit/parse-one.js';
import { linesOf, recordsOf } from '../laws/replay.js';

const LINES = Array.from(
  { length: 100 },
  (_, index) =>
    `[${1000 + (index >> 6) * 3600}.${100_000 + index}] php${index} invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0`,
);

test('each is an event', () => {
  expect(parseAll(LINES).map(({ trigger }) => trigger?.comm)).toEqual(LINES.map((_, index) => `php${index}`));
});

test('no more of them are open at once than a machine prints, and those of an hour ago are let go', () => {
  let overlap: Overlap | null = null;
  let previous = null;
  const sizes: number[] = [];
  for (const found of linesOf(recordsOf(new TextEncoder().encode(`${LINES.join('\n')}\n`)))) {
    const draft = createDraft(null, null, found.record.time, found.record.line, 0);
    if (found.line.kind === 'trigger') Object.assign(draft, { trigger: found.line });
    overlap = overlapWith(overlap, previous, { found, draft });
    sizes.push(overlap?.drafts.length ?? 0);
    previous = draft;
  }
  expect(Math.max(...sizes)).toBe(16);
  expect(sizes[64]).toBe(2);
});
