/** Receivers while the store refuses: no sender is told that an event was taken which is not stored, and none is lost. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { Source } from '../../../src/source/follow/followed.js';
import { httpSource } from '../../../src/source/receive/http/http-source.js';
import { syslogSource } from '../../../src/source/receive/syslog/syslog-source.js';
import { type Piped, runPiped } from '../../kit/piped.js';
import { freePort } from './kit.js';

let piped: Piped | null = null;
afterEach(async () => {
  await piped?.stop();
  piped = null;
});

/** Runs the source until it listens. */
async function start(source: Source): Promise<Piped> {
  piped = runPiped(source);
  await piped.until(() => (piped?.caughtUp ?? 0) > 1, 'the port');
  return piped;
}

const killed = (pid: number) =>
  `Nov 21 02:25:00 web1 kernel: Out of memory: Killed process ${pid} (java) total-vm:1kB, anon-rss:1kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:1kB oom_score_adj:0\n`;

it('an HTTP sender gets 503 and sends again; the event is stored once', { timeout: 30_000 }, async () => {
  const port = await freePort();
  const address = { host: '127.0.0.1', port };
  const service = await start(
    httpSource({ name: `127.0.0.1:${port}`, address, token: null, identity: null, rate: 100 }),
  );
  const post = () => fetch(`http://127.0.0.1:${port}/logs`, { method: 'POST', body: killed(7) });
  service.isStoreBroken = true;
  const refused = await post();
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(await refused.text()).toContain('cannot be stored now');
  expect(service.events().length).toBe(0);
  service.isStoreBroken = false;
  await service.until(() => service.events().length === 1, 'the event that was kept in memory');
  expect((await post()).status).toBe(200);
  expect(service.events().map(({ victims }) => victims[0]?.pid)).toEqual([7]);
});

it('an HTTP sender gets 200 only once the event is stored', {
  timeout: 30_000,
}, async () => {
  const port = await freePort();
  const address = { host: '127.0.0.1', port };
  const service = await start(
    httpSource({ name: `127.0.0.1:${port}`, address, token: null, identity: null, rate: 100 }),
  );
  const post = (body: string) => fetch(`http://127.0.0.1:${port}/logs`, { method: 'POST', body });
  for (let pid = 1; pid <= 5; pid++) {
    expect((await post(killed(pid))).status).toBe(200);
    expect(service.events().length).toBe(pid);
  }
  expect((await post('Nov 21 02:25:00 web1 sshd[1]: hello\n')).status).toBe(200);
});

it('a TCP sender has to wait, and every event is stored', { timeout: 30_000 }, async () => {
  const port = await freePort();
  const address = { host: '127.0.0.1', port };
  const name = `tcp://127.0.0.1:${port}`;
  const service = await start(syslogSource({ name, address, transport: { kind: 'tcp' } }));
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  service.isStoreBroken = true;
  const pids = Array.from({ length: 800 }, (_, index) => index + 1);
  socket.end(pids.map((pid) => `<4>${killed(pid)}`).join(''));
  await service.until(() => service.refusals > 0, 'a refusal of the store');
  expect(service.events().length).toBe(0);
  service.isStoreBroken = false;
  await service.until(() => service.events().length === pids.length, 'every event');
});
