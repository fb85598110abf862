/** What the scan lets through: every line that makes an event, or tells of one that a program killed, has a needle. */
import { expect, it } from 'vitest';
import { NEEDLES } from '../../src/scan/needles.js';
import { lineCases, lineFiles, recognised } from '../line/line-cases.js';

const MAKES_EVENT = /^\{"kind":"(?:trigger|constraint|select|killed|panic|no-killable|userspace-kill)"/m;

const makers = lineFiles()
  .flatMap(lineCases)
  .filter(({ input }) => MAKES_EVENT.test(recognised(input)));

it.each(makers)('$title', ({ input }) => {
  const text = input.join('\n');
  expect(NEEDLES.filter((needle) => text.includes(needle.text))).not.toEqual([]);
});
