/** A line that ends anywhere, within a log or as the last one, tells nothing that the whole line does not. */
import { describe, expect, test } from 'vitest';
import type { OomReport } from '../../src/report/event.js';
import { wrongReports } from '../kit/fact-loss.js';
import { IS_LONG_RUN, linesOf, recordsOf, references, reportsOf } from './replay.js';

/** What ends a line of the kernel's, so that nothing tells a part of it from the whole; and what stands for nothing known. */
const LAST_OF_ITS_LINE =
  /tasks\[\d+\]\.comm|oomScoreAdj|\.(?:totals|stats)\b|callTrace|kernel\.hardware: "|lowmemReservePages|failcnt|extra\.|time\.|scope: "(?:system|unknown)"|outcome|role: "selected"|selected|manual: false/;

/** What a line ends in that some kernel ends such a line in, and the fact that nobody can then know to be cut. */
const WHOLE_IN_ITSELF: readonly (readonly [RegExp, RegExp])[] = [
  // Of kernels up to 4.20, which name the nodes nowhere else.
  [/ mems_allowed=[\d,-]*\d$/, /trigger\.memsAllowed/],
  // Red Hat's 8 prints nothing behind the user, and no kernel behind that of the summary line.
  [/(?:UID:|,uid=)\d+$/, /victims\[\d+\]\.uid/],
  [/ func:\w+$/, /memory\.allocations\[/],
  // Of earlyoom 1.1.
  [/: Killing process \d+ \S+$/, /victims\[\d+\]\.comm/],
];
/** The same, where no line follows that says more. */
const WHOLE_AT_THE_END: readonly (readonly [RegExp, RegExp])[] = [
  // Before 2.6.16 no order stood behind it.
  [/(?<!invoked )oom-killer: gfp_mask=0x[\da-f]+$/, /trigger\.gfpMask/],
  // The path of a cgroup above.
  [/ (?:limit of|reached of cgroup) \/\S+$/, /memcg\.limitPath/],
];

/** Of a report that lacks its kill line, and says so, the chosen task is told as killed: it may have been spared, or a child died for it. */
function choicesOf(whole: readonly OomReport[]): ReadonlySet<string> {
  return new Set(
    whole.flatMap(({ selected, extra }) => [
      String(selected?.pid),
      String(/\(pid (\d+)\)$/.exec(extra.spared ?? '')?.[1]),
    ]),
  );
}

/** The facts of the log with the cut line that are wrong, and that a reader could know to be so. */
function wrongOf(
  log: readonly string[],
  cut: string,
  whole: readonly OomReport[],
  isFollowed: boolean,
): string[] {
  const found = reportsOf(recordsOf(Buffer.from(`${log.join('\n')}\n`, 'latin1')));
  const choices = found.some(({ completeness }) => completeness.missing.includes('kill'))
    ? choicesOf(whole)
    : new Set<string>();
  const excused = [...WHOLE_IN_ITSELF, ...(isFollowed ? [] : WHOLE_AT_THE_END)]
    .filter(([end]) => end.test(cut))
    .map(([, fact]) => fact);
  return wrongReports(whole, found).filter(
    (fact) =>
      !LAST_OF_ITS_LINE.test(fact) &&
      !excused.some((excuse) => excuse.test(fact)) &&
      !choices.has(/victims\[(\d+)\]: made up$/.exec(fact)?.[1] ?? ''),
  );
}

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
        expect(wrongOf(log, line.slice(0, end), whole, isFollowed), line.slice(0, end)).toEqual([]);
      }
    }
  });
});
