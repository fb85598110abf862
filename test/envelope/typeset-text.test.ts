/** A log that was set like prose gives what it gave before: hyphens became dashes, quotes curved, signs wide. */
import { describe, expect, test } from 'vitest';
import { type OomEvent, parseLog } from '../../src/index.js';
import { withoutMembers } from '../kit/without-members.js';
import { references } from '../laws/replay.js';

async function eventsOf(log: string): Promise<OomEvent[]> {
  const events: OomEvent[] = [];
  for await (const event of parseLog([Buffer.from(log)])) events.push(event);
  return events;
}

const TYPESETTERS: readonly (readonly [name: string, set: (log: string) => string])[] = [
  ...[...'\u2010\u2011\u2013\u2014\u2212'].map(
    (dash) =>
      [
        `U+${dash.charCodeAt(0).toString(16)}`,
        (log: string) => log.replace(/(?<! )-|-(?! )/g, dash),
      ] as const,
  ),
  [
    'dashes of prose',
    (log) =>
      log
        .replaceAll(' -- ', ' \u2014 ')
        .replace(/-(?=\d)| -(?= )/g, '\u2013')
        .replaceAll('panic\u2013', 'panic \u2013'),
  ],
  [
    'wide signs',
    (log) => log.replace(/[!-/:-@[-`{-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
  ],
  ['wide colons', (log) => log.replaceAll(':', '\uff1a')],
];

const CHOSEN = /^(?:2.6.32-system|3.10-el7-late-pod|4.4-system|5.10-cgroup-v2-bare|6.8-system|7.2-system)\b/;
const logs = references.filter(({ name }) => CHOSEN.test(name));

describe.each(logs)('$name', ({ fixture }) => {
  const log = Buffer.from(fixture.log).toString();

  test.each(TYPESETTERS)('%s', async (_, set) => {
    const events = await eventsOf(log);
    expect(events.length).toBeGreaterThan(0);
    const found = await eventsOf(set(log));
    expect(withoutMembers(found, ['envelope'])).toEqual(withoutMembers(events, ['envelope']));
  });
});

test('a name keeps its dash where the rest was not set so', async () => {
  const [event] = await eventsOf(
    '[   10.100600] Out of memory: Killed process 812 (a\u2013b) total-vm:36000kB, anon-rss:32000kB, file-rss:0kB, shmem-rss:0kB, UID:33 pgtables:88kB oom_score_adj:0\n',
  );
  expect(event?.victims[0]?.comm).toBe('a\u2013b');
});
