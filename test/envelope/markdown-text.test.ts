/** A log that was saved as Markdown gives what it gave before: signs lose their backslash, names their link. */
import { describe, expect, test } from 'vitest';
import { type OomEvent, parseLog } from '../../src/index.js';
import { withoutMembers } from '../kit/without-members.js';
import { references } from '../laws/replay.js';

async function eventsOf(log: string): Promise<OomEvent[]> {
  const events: OomEvent[] = [];
  for await (const event of parseLog([Buffer.from(log, 'latin1')])) events.push(event);
  return events;
}

/** How the tools that turn a page into Markdown write it: what they escape, and whether a line's end is written out. */
const CONVERTERS: readonly (readonly [name: string, convert: (log: string) => string])[] = [
  ['underscores', (log) => log.replaceAll('_', '\\_')],
  ['brackets', (log) => log.replace(/[[\]]/g, '\\$&')],
  ['all signs that mean something', (log) => log.replace(/[\\`*_{}[\]<>()#+!|~-]/g, '\\$&')],
  ['hard line ends', (log) => log.replaceAll('_', '\\_').replace(/(?<=.)$/gm, '\\')],
  ['links', (log) => log.replace(/[a-z][a-z0-9-]+\.(?:service|scope)\b/g, '[$&](http://$&)')],
];

const CHOSEN = /^(?:2.6.32-system|3.10-el7-late-pod|4.4-system|5.10-cgroup-v2-bare|6.8-system)\b/;
const logs = references.filter(({ name }) => CHOSEN.test(name));

describe.each(logs)('$name', ({ fixture }) => {
  const log = Buffer.from(fixture.log).toString('latin1');

  test.each(CONVERTERS)('%s', async (_, convert) => {
    const events = await eventsOf(log);
    expect(events.length).toBeGreaterThan(0);
    const found = await eventsOf(convert(log));
    expect(withoutMembers(found, ['envelope'])).toEqual(withoutMembers(events, ['envelope']));
  });
});

test('a path of systemd keeps its own backslashes', async () => {
  const log = `[   10.100000] php invoked oom-killer: gfp\\_mask=0xcc0(GFP\\_KERNEL), order=0, oom\\_score\\_adj=0
[   10.100500] oom-kill:constraint=CONSTRAINT\\_NONE,nodemask=(null),cpuset=/,mems\\_allowed=0,global\\_oom,task\\_memcg=/system.slice/system-getty.slice/a\\\\x2db.service,task=php,pid=812,uid=33
[   10.100600] Out of memory: Killed process 812 (php) total-vm:36000kB, anon-rss:32000kB, file-rss:0kB, shmem-rss:0kB, UID:33 pgtables:88kB oom\\_score\\_adj:0
`;
  const [event] = await eventsOf(log);
  expect(event?.victims[0]).toMatchObject({
    memcgPath: '/system.slice/system-getty.slice/a\\x2db.service',
    oomScoreAdj: 0,
  });
});
