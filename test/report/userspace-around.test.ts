/** What stands around a kill by a program belongs to it: its reasons, a signal sent again, one that could not be sent, what died of it. */
import { expect, test } from 'vitest';
import { type OomEvent, parseLog } from '../../src/index.js';

async function eventsOf(lines: readonly string[]): Promise<readonly OomEvent[]> {
  const events: OomEvent[] = [];
  const log = [Buffer.from(`${lines.join('\n')}\n`)];
  for await (const event of parseLog(log, { referenceTime: '2026-11-28T00:00:00Z' })) events.push(event);
  return events;
}

const said = (program: string, texts: readonly string[]): string[] =>
  texts.map((text) => `Nov 21 02:25:00 web1 ${program}: ${text}`);

const LOW = 'Low Memory! At or below sigterm limits (mem: 10 %, swap: 10 %)';
const kill = (signal: number, score: number) =>
  `Killing process 'bash' with signal ${signal}, pid: 5874, badness: ${score}, VmRSS: 3160 MiB`;

test('a signal that is sent again is no further kill', async () => {
  const events = await eventsOf([LOW, kill(15, 538), LOW, kill(15, 541), LOW, kill(9, 543)]);
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    outcome: 'killed',
    victims: [{ pid: 5874, comm: 'bash', score: 538 }],
    extra: { signal: '15', signals: '3', lastSignal: '9' },
  });
});

test('the same pid much later is another process', async () => {
  const at = (time: string) => `Nov 21 ${time} web1 earlyoom[300]: ${kill(15, 538)}`;
  expect(await eventsOf([at('02:25:00'), at('02:25:30'), at('03:25:00')])).toHaveLength(2);
});

test('a kill of an old earlyoom on a terminal is one behind its own words, and nowhere else', async () => {
  const low = 'Out of memory! avail: 0 MiB < min: 587 MiB';
  const events = await eventsOf([
    'Killing process 17 left',
    low,
    'Killing process 8230 (sudo)',
    'Killing process 99 x',
  ]);
  expect(events).toMatchObject([{ killer: 'earlyoom', victims: [{ pid: 8230, comm: 'sudo' }] }]);
});

test.each([
  [
    'earlyoom[300]',
    'sending SIGTERM to process 4711 uid 0 "java": badness 912, VmRSS 2048 MiB',
    'kill failed: Operation not permitted',
  ],
  [
    'nohang[400]',
    'Preventing OOM: trying to send the SIGTERM signal to java, Pid: 4711, Badness: 912, VmRSS: 2048 MiB',
    'Cannot send a signal: PermissionError',
  ],
])('%s could not send its signal', async (program, sent, failed) => {
  const [event] = await eventsOf(said(program, [sent, failed]));
  expect(event).toMatchObject({ outcome: 'unknown', victims: [], extra: { spared: 'java (pid 4711)' } });
  expect(event?.completeness.notes).toEqual([expect.stringContaining('could not be sent')]);
});

const UNIT = '/user.slice/user-1000.slice/user@1000.service/app.slice/build.scope';
const CONSIDERED = [
  'Considered 97 cgroups for killing, top candidates were:',
  '        Path: /user.slice/user-1000.slice/user@1000.service/app.slice/other.scope',
  '                Current Memory Usage: 2.0G',
  `        Path: ${UNIT}`,
  '                Memory Pressure Limit: 0.00%',
  '                Current Memory Usage: 388.4M',
  '                Memory Min: 0B',
];

test.each([
  [
    'memory pressure for /user.slice being 63.25% > 50.00% for > 1min 30s with reclaim activity',
    'memory pressure was 63.25 %, above its limit of 50 % for more than 1min 30s.',
  ],
  [
    'memory used (16481341440) / total (16731004928) and swap used (8163876864) / total (8589930496) being more than 90.00%',
    "the machine's memory and swap were more than 90 % used.",
  ],
  ['swap used (8163876864) / total (8589930496) being more than 90.00%', 'swap was more than 90 % used.'],
])('systemd-oomd: how much the cgroup held, and which threshold was crossed (%#)', async (reason, words) => {
  const [event, ...others] = await eventsOf(
    said('systemd-oomd[500]', [...CONSIDERED, `Killed ${UNIT} due to ${reason}`]),
  );
  expect(others).toEqual([]);
  expect(event?.memcg).toMatchObject({ taskPath: UNIT, usageBytes: Math.round(388.4 * 1024 * 1024) });
  expect(event?.extra).toEqual({ action: 'killed', considered: '97', reason });
  expect(event?.diagnosis.summary).toBe(
    `systemd-oomd killed everything in build.scope of user 1000, which held 388 MiB of memory: ${words}`,
  );
});

test('earlyoom: its limits', async () => {
  const [event] = await eventsOf(
    said('earlyoom[300]', [
      'low memory! at or below SIGTERM limits: mem 10.00%, swap  5.50%',
      'sending SIGTERM to process 4711 uid 1000 "java": badness 912, VmRSS 2048 MiB',
    ]),
  );
  expect(event?.diagnosis.summary).toBe(
    'earlyoom killed java (pid 4711), which held 2 GiB of memory: available memory and free swap fell to its limits of 10 % and 5.5 %.',
  );
});

const KERNEL =
  'Out of memory: Killed process 4711 (java) total-vm:8403200kB, anon-rss:7001200kB, file-rss:48kB, shmem-rss:16kB, UID:1000 pgtables:14800kB oom_score_adj:0';

test('what started the killed process says what it died of; of others nothing is said', async () => {
  const [event] = await eventsOf([
    ...said('kernel', [KERNEL]),
    ...said('gunicorn[900]', ['[ERROR] Worker (pid:4711) was sent SIGKILL! Perhaps out of memory?']),
    ...said('php-fpm[77]', [
      'WARNING: [pool www] child 4712 exited on signal 9 (SIGKILL) after 12.3 seconds',
    ]),
  ]);
  expect(event?.aftermath).toMatchObject([{ kind: 'process-killed', subject: '4711' }]);
  const found = event?.diagnosis.findings.find(({ rule }) => rule === 'aftermath');
  expect(found?.detail).toBe('What started process 4711 noticed that it died of signal 9.');
});

test('PostgreSQL’s line goes to the kill of its process, where there are several', async () => {
  const events = await eventsOf([
    ...said('kernel', [KERNEL, KERNEL.replaceAll('4711', '4712').replace('(java)', '(psql)')]),
    ...said('postgres[77]', ['LOG:  client backend (PID 4711) was terminated by signal 9: Killed']),
  ]);
  expect(events.map(({ aftermath }) => aftermath.length)).toEqual([1, 0]);
});

test('what vendors of Android say of a process that was only considered stays apart', async () => {
  const [event, ...others] = await eventsOf([
    "[  200.500000] lowmemorykiller: Killing 'com.example.b' (4712), adj 15, score_adj 906,",
    "[  200.500000]    to free 84176kB (80000KB 4176KB) on behalf of 'kswapd0' (77) because",
    "[  200.600000] lowmemorykiller: Reclaiming 'com.example.z' (4799), adj 906,",
    "[  200.600000]    to free 1kB on behalf of 'kswapd0' (77) because",
  ]);
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    victims: [{ pid: 4712 }],
    extra: { toFree: '84176kB', rssBytes: '86196224' },
  });
});

test.each([
  ['without a stamp', ''],
  ['in the kernel’s log', '[   77.749670] '],
])('the name of the killer is part of the text %s', async (_, stamp) => {
  const events = await eventsOf([
    `${stamp}systemd-oomd[500]: Considered 14 cgroups for killing, top candidates were:`,
    `${stamp}systemd-oomd[500]:         Path: ${UNIT}`,
    `${stamp}systemd-oomd[500]:                 Current Memory Usage: 1.0G`,
    `${stamp}systemd-oomd[500]: Killed ${UNIT} due to memory pressure for /user.slice being 63.25% > 50.00% for > 20s with reclaim activity`,
    `${stamp}systemd[900]: build.scope: systemd-oomd killed 7 process(es) in this unit.`,
    `${stamp}earlyoom[300]: low memory! at or below SIGTERM limits: mem 10.00%, swap 10.00%`,
    `${stamp}earlyoom[300]: sending SIGTERM to process 4711 uid 0 "java": badness 912, VmRSS 2048 MiB`,
  ]);
  expect(events).toMatchObject([
    { killer: 'systemd-oomd', memcg: { usageBytes: 1024 ** 3 }, aftermath: [{ kind: 'oomd-kill' }] },
    { killer: 'earlyoom', extra: { limits: 'mem 10.00%, swap 10.00%' } },
  ]);
});

test('systemd-oomd’s line whose reason somebody took out is still a kill', async () => {
  const [event] = await eventsOf(said('systemd-oomd[500]', [`Marked ${UNIT} for killing`]));
  expect(event).toMatchObject({
    outcome: 'killed',
    memcg: { taskPath: UNIT },
    completeness: { status: 'partial' },
  });
});

const OOMD =
  '7.09 2.07 0.46 user.slice/a.scope 7702000000 ruleset:[protect] detectorgroup:[pressure] killer:kill_by_pressure v2';
const OOMD_OWN = [
  '[../src/oomd/plugins/BaseKillPlugin.cpp:96] Trying to kill /sys/fs/cgroup/user.slice/a.scope',
  '[../src/oomd/plugins/BaseKillPlugin.cpp:141] Killed 2: 4711(tmux: server) 4712(zsh)[E1] 4713(x (y))',
  `[../src/oomd/Log.cpp:114] ${OOMD}`,
];
const OOMD_VICTIMS = [
  { pid: 4711, comm: 'tmux: server' },
  { pid: 4713, comm: 'x (y)' },
];

test.each([
  ['its own', said('oomd[400]', OOMD_OWN)],
  ['both, its own first', [...said('oomd[400]', OOMD_OWN), ...said('kernel', [`oomd kill: ${OOMD}`])]],
  ['both, the kernel’s first', [...said('kernel', [`oomd kill: ${OOMD}`]), ...said('oomd[400]', OOMD_OWN)]],
])('oomd says one kill in two logs: %s', async (_, lines) => {
  const events = await eventsOf(lines);
  expect(events).toMatchObject([
    {
      killer: 'oomd',
      scope: 'memcg',
      memcg: { taskPath: 'user.slice/a.scope', usageBytes: 7702000000 },
      victims: OOMD_VICTIMS,
    },
  ]);
});

test('nohang tells the cgroup of its victim', async () => {
  const [event] = await eventsOf(
    said('nohang-desktop[400]', [
      '  PID: 903309, name: mysqld, badness: 849',
      '  VmRSS:     8939 MiB  (Anon: 8934 MiB, File: 6 MiB, Shmem: 0 MiB)',
      '  CGroup_v1: ',
      '  CGroup_v2: /system.slice/mysql.service',
      'Implementing a corrective action:',
      '  Sending SIGKILL to the victim',
    ]),
  );
  expect(event).toMatchObject({
    scope: 'system',
    victims: [{ pid: 903309, comm: 'mysqld', memcgPath: '/system.slice/mysql.service' }],
    memcg: { taskPath: '/system.slice/mysql.service', usageBytes: null },
    identity: { unit: 'mysql.service' },
    extra: { rssBytes: String(8939 * 1024 ** 2) },
  });
});

test('nohang’s own log: every time but those of the lines within an entry', async () => {
  const [event] = await eventsOf([
    '2026-11-21 02:25:00,463: TOP printed in 1ms; process with highest badness:',
    '  PID: 903309, name: mysqld, badness: 849',
    '2026-11-21 02:25:00,470: Implementing a corrective action:',
    '  Sending SIGTERM to the victim',
    '2026-11-21 02:25:00,471: OK; total response time: 11ms',
  ]);
  expect(event).toMatchObject({
    killer: 'nohang',
    time: { wall: '2026-11-21T02:25:00.470', wallSource: 'log' },
    victims: [{ pid: 903309, comm: 'mysqld', score: 849 }],
  });
});
