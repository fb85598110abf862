/** A line that ends anywhere, within a log or as the last one, tells nothing that the whole line does not. */
import { describe, expect, test } from 'vitest';
import { wrongReports } from '../kit/fact-loss.js';
import { IS_LONG_RUN, linesOf, recordsOf, references, reportsOf } from './replay.js';

/** What ends a line of the kernel's, so that nothing tells a part of it from the whole. */
const LAST_OF_ITS_LINE =
  /tasks\[\d+\]\.comm|oomScoreAdj|\.(?:totals|stats)\b|callTrace|kernel\.hardware: "|lowmemReservePages|failcnt|extra\.|time\.|scope: "(?:system|unknown)"|outcome|role: "selected"|selected/;

const CHOSEN =
  /^(?:2.6.18-el5-policy|2.6.32-el6-cgroup|3.10-el7-late-pod|4.4-system|5.10-cgroup-v2-bare|6.8-system)/;
const logs = references.filter(({ name }) => IS_LONG_RUN || CHOSEN.test(name));

describe.each(logs)('$name', ({ fixture }) => {
  const text = Buffer.from(fixture.log).toString('latin1').split('\n');
  const whole = reportsOf(recordsOf(fixture.log));
  const numbers = [
    ...new Map(linesOf(recordsOf(fixture.log)).map(({ line, record }) => [line.kind, record.line])).values(),
  ];

  test.each([true, false])('what follows is there: %s', (isFollowed) => {
    for (const number of numbers) {
      const line = text[number - 1] ?? '';
      const step = IS_LONG_RUN ? 1 : Math.max(1, Math.floor(line.length / 24));
      for (let end = (number % step) + 20; end < line.length; end += step) {
        const log = [
          ...text.slice(0, number - 1),
          line.slice(0, end),
          ...(isFollowed ? text.slice(number) : []),
        ];
        const found = reportsOf(recordsOf(Buffer.from(`${log.join('\n')}\n`, 'latin1')));
        const wrong = wrongReports(whole, found).filter((fact) => !LAST_OF_ITS_LINE.test(fact));
        expect(wrong, line.slice(0, end)).toEqual([]);
      }
    }
  });
});
