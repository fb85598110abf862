/** Tables of log lines, as log stores export them, give what the lines themselves give. */
import { expect, test } from 'vitest';
import { type OomEvent, parseLog } from '../../src/index.js';

const KILL =
  'Memory cgroup out of memory: Killed process 812 (a "b", c) total-vm:16000kB, anon-rss:8000kB, file-rss:0kB, shmem-rss:0kB, UID:33 pgtables:40kB oom_score_adj:0';
const QUOTED = `"${KILL.replaceAll('"', '""')}"`;

const TABLES: Readonly<Record<string, { readonly table: string; readonly wall: string }>> = {
  Kibana: {
    table: `"@timestamp","host.name","process.name",message\n"Nov 21, 2026 @ 02:25:00.123",web1,kernel,${QUOTED}`,
    wall: '2026-11-21T02:25:00.123',
  },
  Splunk: {
    table: `"_raw","_time",host,sourcetype\n${QUOTED},"2026-11-21T02:25:00.000+00:00",web1,syslog`,
    wall: '2026-11-21T02:25:00.000+00:00',
  },
  Graylog: {
    table: `\ufeff"timestamp","source","message"\n"2026-11-21T02:25:00.000Z","web1",${QUOTED}`,
    wall: '2026-11-21T02:25:00.000Z',
  },
  'a message without quotes at the end': {
    table: `time,host,program,message\n2026-11-21T02:25:00Z,web1,kernel,${KILL}`,
    wall: '2026-11-21T02:25:00Z',
  },
  semicolons: {
    table: `Date;Computer;Message\r\n2026-11-21 02:25:00;web1;${QUOTED}\r`,
    wall: '2026-11-21T02:25:00',
  },
  tabs: {
    table: `time\thost\tmessage\n2026-11-21T02:25:00Z\tweb1\t${KILL}`,
    wall: '2026-11-21T02:25:00Z',
  },
};

async function eventsOf(text: string): Promise<OomEvent[]> {
  const events: OomEvent[] = [];
  for await (const event of parseLog([new TextEncoder().encode(text)])) events.push(event);
  return events;
}

test.each(Object.entries(TABLES))('%s', async (_name, { table, wall }) => {
  const events = await eventsOf(`${table}\n`);
  expect(events).toMatchObject([
    {
      host: 'web1',
      time: { wall, wallSource: 'log' },
      source: { firstLine: 2, lastLine: 2 },
      victims: [{ pid: 812, comm: 'a "b", c', anonRssBytes: 8192000, uid: 33 }],
    },
  ]);
});

test('other lines of such a file are read as they are', async () => {
  const lines = [
    'time,host,message',
    '2026-11-21T02:25:00Z,web1,hello',
    `[   12.345678] ${KILL}`,
    '"never closed,web1,hello',
  ];
  const events = await eventsOf(`${lines.join('\n')}\n`);
  expect(events).toMatchObject([{ source: { firstLine: 3 }, time: { uptimeSeconds: 12.345678 } }]);
});
