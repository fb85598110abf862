/**
 * A log whose lines a terminal, a mailer or `fold` broke says the same as the whole one, or says less: no fact of it is
 * another. The long run (`npm run test:fuzz`) tries many widths.
 */
import { describe, expect, test } from 'vitest';
import { decodeLossless, encodeLossless } from '../../src/base/lossless-text.js';
import type { OomReport } from '../../src/report/event.js';
import { wrongReports } from '../kit/fact-loss.js';
import { hardWraps } from '../kit/hard-wrap.js';
import { IS_LONG_RUN, logs, recordsOf, reportsOf, sample, seedOf } from './replay.js';

const USUAL_WIDTHS = [72, 78, 80, 100, 120, 132];
const ALL_WIDTHS = Array.from({ length: 47 }, (_, index) => 60 + index * 3);

/** No copy from a terminal has colour codes, and an object over many lines is none any more where one of them is broken. */
const broken = logs.filter(
  ({ name, fixture }) => !/-color\.|-json\./.test(name) && hasPlainNames(fixture.log),
);

/**
 * What a name with blanks holds is broken like the words around it: of `memory: usage 1kB, limit 2kB` in a path, what stands
 * on the next line begins like a line of the kernel's. Such names are for the other laws.
 */
function hasPlainNames(log: Uint8Array): boolean {
  const names = reportsOf(recordsOf(log)).flatMap(({ trigger, memcg, tasks, victims }) => [
    ...[trigger?.comm, trigger?.cpuset, memcg?.limitPath, memcg?.taskPath],
    ...[...tasks, ...victims].map(({ comm }) => comm),
  ]);
  return names.every((name) => !/\s/.test(name ?? ''));
}

/** What programs print is of no fixed shape: where nothing shows how it was broken, each of its lines is read as it stands. */
function kernelsOf(reports: readonly OomReport[]): OomReport[] {
  return reports.filter(({ killer }) => killer === 'kernel');
}

/** Where what tells it is lost, a report says that it does not know. */
const UNKNOWN = /^event \d+ (?:outcome|scope): "unknown"/;

describe.each(broken)('$name', ({ name, fixture }) => {
  const text = decodeLossless(fixture.log).replaceAll('\r\n', '\n');
  const lines = text.split('\n');
  const records = recordsOf(fixture.log);
  const whole = reportsOf(records);
  /** Where the text behind the prefix begins, by line. */
  const begins = new Map(
    records.map(({ line, text: message, continuation }) => {
      const physical = lines[line - 1] ?? '';
      const isBehindPrefix = !continuation && message !== '' && physical.endsWith(message);
      return [line - 1, isBehindPrefix ? physical.length - message.length : 0];
    }),
  );
  // Nothing tells how long a line was to be where the width does not count prefixes that differ in length.
  const haveOneLength = new Set([...begins.values()].filter((at) => at > 0)).size < 2;
  const turns = hardWraps.flatMap((wrap) =>
    (IS_LONG_RUN ? ALL_WIDTHS : USUAL_WIDTHS).flatMap((width) =>
      (haveOneLength ? [true, false] : [true]).map((countsPrefix) => ({ wrap, width, countsPrefix })),
    ),
  );

  test('says nothing else where its lines are broken', () => {
    for (const { wrap, width, countsPrefix } of sample(turns, 4, seedOf(name))) {
      const pieces = lines.flatMap((line, index) =>
        wrap.cut(line, width, countsPrefix ? 0 : (begins.get(index) ?? 0)),
      );
      const found = reportsOf(recordsOf(encodeLossless(pieces.join('\n'))));
      const wrong = wrongReports(kernelsOf(whole), kernelsOf(found)).filter((fact) => !UNKNOWN.test(fact));
      expect(wrong, `${wrap.name} at ${width}, ${String(countsPrefix)}`).toEqual([]);
    }
  });
});
