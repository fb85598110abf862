/**
 * A log copied off a screen that cut its lines says the same as the whole one, or says less: no fact of it is another, and
 * it says that its lines are cut. The long run (`npm run test:fuzz`) tries many widths.
 */
import { describe, expect, test } from 'vitest';
import { decodeLossless, encodeLossless } from '../../src/base/lossless-text.js';
import { screenEdgeOf } from '../../src/envelope/screen-edge.js';
import { createLogParser } from '../../src/log-parser.js';
import type { OomReport } from '../../src/report/event.js';
import { wrongReports } from '../kit/fact-loss.js';
import { IS_LONG_RUN, logs, sample, seedOf } from './replay.js';

const USUAL_WIDTHS = [80, 100, 120, 160];
const ALL_WIDTHS = Array.from({ length: 38 }, (_, index) => 80 + index * 5);
const screens: readonly { readonly name: string; cut(line: string, width: number): string }[] = [
  { name: 'a pager', cut: (line, width) => (line.length > width ? `${line.slice(0, width - 1)}>` : line) },
  { name: 'cut -c', cut: (line, width) => line.slice(0, width) },
  {
    name: 'ellipses',
    cut: (line, width) =>
      line.length > width ? `${line.slice(0, width - 9)}…${line.slice(line.length - 8)}` : line,
  },
];

/** Names may hold what ends a name; where colours take room, no terminal cuts by bytes. */
const plain = logs.filter(({ name }) => !/hostile|color|userspace|json/.test(name));

/** A page size of which nothing is left is assumed, and said to be: the table, which is in pages, is of no use then. */
const IN_PAGES = /^event \d+ (?:memory\.pageSizeBytes|tasks\[\d+\]\.\w+Bytes): /;

function isSaid(reports: readonly OomReport[], fact: string): boolean {
  const index = Number(/^event (\d+)/.exec(fact)?.[1]);
  const { notes = [] } = reports[index]?.completeness ?? {};
  return (
    TOLERATED.test(fact) ||
    (IN_PAGES.test(fact) && notes.some((note) => note.startsWith('page size not shown')))
  );
}

/**
 * A first line that is lost takes its time along; what was quoted so far ends in dots; where the lines that name a memory
 * policy or a group are lost, the kill is the machine's and the victim's own.
 */
const TOLERATED =
  /^event \d+ (?:time\.|(?:outcome|scope): "unknown"|extra\.panic: ".*…"|scope: "system" instead of "mempolicy"|victims\[\d+\]\.role: "selected")/;

function reportsOf(text: string): OomReport[] {
  const parser = createLogParser();
  const events = [...parser.push(encodeLossless(text)), ...parser.end()];
  return events.map(({ identity: _identity, diagnosis: _diagnosis, ...report }) => report as OomReport);
}

describe.each(plain)('$name', ({ name, fixture }) => {
  const lines = decodeLossless(fixture.log).replaceAll('\r\n', '\n').split('\n');
  const whole = reportsOf(lines.join('\n'));
  const turns = screens.flatMap((screen) =>
    (IS_LONG_RUN ? ALL_WIDTHS : USUAL_WIDTHS).map((width) => ({ screen, width })),
  );

  test('says nothing else where its lines are cut', () => {
    for (const { screen, width } of sample(turns, 3, seedOf(name))) {
      const cut = lines.map((line) => screen.cut(line, width));
      // One cut line among whole ones looks whole itself.
      if (screenEdgeOf(cut) === null) continue;
      const found = reportsOf(cut.join('\n'));
      const wrong = wrongReports(whole, found).filter((fact) => !isSaid(found, fact));
      expect(wrong, `${screen.name} at ${width}`).toEqual([]);
    }
  });
});
