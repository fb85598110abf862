/**
 * A log whose lines a terminal, a mailer or `fold` broke says the same as the whole one, or says less: no fact of it is
 * another. The long run (`npm run test:fuzz`) tries many widths.
 */
import { describe, expect, test } from 'vitest';
import { bytesFromText, textFromBytes } from '../../src/envelope/bytes.js';
import { wrongReports } from '../kit/fact-loss.js';
import { hardWraps } from '../kit/hard-wrap.js';
import { IS_LONG_RUN, logs, recordsOf, reportsOf, sample, seedOf } from './replay.js';

const USUAL_WIDTHS = [72, 78, 80, 100, 120, 132];
const ALL_WIDTHS = Array.from({ length: 47 }, (_, index) => 60 + index * 3);

/**
 * Blanks and line ends of hostile names are lost where a line is broken at them, no copy from a terminal has colour codes,
 * and an object printed over many lines is none any more where one of them is broken.
 */
const broken = logs.filter(({ name }) => !/hostile-names|-color\.|-json\./.test(name));

describe.each(broken)('$name', ({ name, fixture }) => {
  const text = textFromBytes(fixture.log).replaceAll('\r\n', '\n');
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
  const turns = hardWraps.flatMap((wrap) =>
    (IS_LONG_RUN ? ALL_WIDTHS : USUAL_WIDTHS).flatMap((width) =>
      [true, false].map((countsPrefix) => ({ wrap, width, countsPrefix })),
    ),
  );

  test('says nothing else where its lines are broken', () => {
    for (const { wrap, width, countsPrefix } of sample(turns, 4, seedOf(name))) {
      const pieces = lines.flatMap((line, index) =>
        wrap.cut(line, width, countsPrefix ? 0 : (begins.get(index) ?? 0)),
      );
      const found = reportsOf(recordsOf(bytesFromText(pieces.join('\n'))));
      expect(wrongReports(whole, found), `${wrap.name} at ${width}, ${String(countsPrefix)}`).toEqual([]);
    }
  });
});
