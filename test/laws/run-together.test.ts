/** A report whose line ends became blanks, with stamps or without, says the same as the one of many lines. */
import { describe, expect, test } from 'vitest';
import { decodeLossless, encodeLossless } from '../../src/base/lossless-text.js';
import { factsOf, isBare, logs, recordsOf, reportsOf, sample } from './replay.js';

/**
 * Names may hold what begins a line; nothing parts lines of other origin or the pieces of one line from those around them;
 * two machines or callers cannot come apart; and what is short, or without its first line, is taken for no report.
 */
const NOT_PARTED =
  /hostile|foreign|lost-start|userspace|aftermath|damage|in-pieces|no-name|el6-cgroup|3\.19-cgroup|dropped|arm32|pool-40|sysrq-dumps|json/;
const whole = logs.filter(({ name }) => !NOT_PARTED.test(name));

describe('without stamps', () => {
  test.each(sample(whole, 40))('$name', ({ fixture }) => {
    const texts = recordsOf(fixture.log).flatMap(({ text }) => text.split('\n'));
    const expected = factsIn(texts.join('\n'));
    expect(factsIn(texts.join(' '))).toEqual(expected);
    expect(factsIn(JSON.stringify({ message: JSON.stringify({ log: texts.join('\n') }) }))).toEqual(expected);
  });
});

/** Stamps that are told from a name. */
const stamped = whole.filter(
  ({ name, fixture }) => !isBare(recordsOf(fixture.log)) && !/-(?:kmsg|color|reltime|iso)\.log$/.test(name),
);

describe('with stamps', () => {
  test.each(sample(stamped, 20, 3))('$name', ({ fixture }) => {
    const text = decodeLossless(fixture.log).replaceAll('\r\n', '\n');
    expect(factsIn(text.trimEnd().replaceAll('\n', ' '))).toEqual(factsIn(text));
  });
});

function factsIn(text: string): object[] {
  return reportsOf(recordsOf(encodeLossless(`${text}\n`))).map((report) => {
    const { notes: _, id: _id, ...facts } = factsOf(report) as { notes: unknown; id: unknown };
    return facts;
  });
}
