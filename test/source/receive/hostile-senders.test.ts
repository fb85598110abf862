/** Senders that are slow, too many, too often, or not allowed: what they get, what is counted, and that others are served. */
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { httpSource } from '../../../src/source/receive/http/http-source.js';
import { createReceivedLines } from '../../../src/source/receive/received-lines.js';
import { syslogSource } from '../../../src/source/receive/syslog/syslog-source.js';
import { createTokenBuckets } from '../../../src/source/receive/token-buckets.js';
import { type Running, run } from '../follow/collect.js';
import { freePort } from './kit.js';

let running: Running | null = null;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await running?.stop();
  running = null;
});

async function dial(port: number, localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => {});
  socket.resume();
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** Whether it was ended or broke. */
async function closed(socket: Socket): Promise<void> {
  if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
}

describe('a syslog sender', () => {
  const limits = { connections: 8, perSender: 3, silentMs: 60_000, messageMs: 300 };
  async function listen(): Promise<{ received: Running; port: number }> {
    const port = await freePort();
    const address = { host: '127.0.0.1', port };
    const received = run(syslogSource({ name: 'tcp', address, transport: { kind: 'tcp' }, limits }));
    running = received;
    await received.until(() => received.caughtUp > 0, 'the start');
    return { received, port };
  }

  it.each([
    ['with a newline to come', '<4>Nov 27 02:25:00 web1 kernel: half a mess'],
    ['with fewer bytes than counted', '99 <4>Nov 27 02:25:00 web1 kernel: half a mess'],
  ])('is cut off where a message does not end, however it trickles: %s', async (_, text) => {
    const { received, port } = await listen();
    const slow = await dial(port);
    const started = Date.now();
    slow.write(text);
    const trickle = setInterval(() => slow.write('a'), 50);
    await closed(slow);
    clearInterval(trickle);
    expect(Date.now() - started).toBeLessThan(5000);
    // What came of it is read, and counted as what it is.
    await received.until(() => received.lines.length === 1, 'the beginning');
    expect(received.lines[0]).toMatch(/^<4>Nov 27 02:25:00 web1 kernel: half a messa+$/);
    await received.until(() => received.losses.length > 0, 'the loss');
    expect(received.losses[0]).toMatch(/messages of 127\.0\.0\.1 did not come to their end within 0\.3 s/);
  });

  it('may be silent between messages, and slow over many of them', async () => {
    const { received, port } = await listen();
    const socket = await dial(port);
    for (let message = 0; message < 6; message++) {
      socket.write('<4>Nov 27 02:25:00 web1 kernel: a');
      await sleep(120);
      socket.write(' whole one\n<4>Nov 27 02:25:00 web1 kernel: b');
      await sleep(20);
      socket.write('\n');
    }
    await sleep(500);
    socket.write('<4>Nov 27 02:25:00 web1 kernel: still there\n');
    await received.until(() => received.lines.length === 13, 'all messages');
    expect(received.losses).toEqual([]);
    expect(socket.destroyed).toBe(false);
  });

  it('gets a few connections, so that it does not keep others out', async () => {
    const { received, port } = await listen();
    const first = [await dial(port), await dial(port), await dial(port)];
    const fourth = await dial(port);
    await closed(fourth);
    const other = await dial(port, '127.0.0.2');
    other.write('<4>Nov 27 02:25:00 web2 kernel: let in\n');
    await received.until(() => received.lines.length === 1, 'the other sender');
    expect(first.map(({ destroyed }) => destroyed)).toEqual([false, false, false]);
    await received.until(() => received.losses.length > 0, 'the loss');
    expect(received.losses).toEqual(['more than 3 connections of 127.0.0.1 at a time']);
  });
});

describe('an HTTP sender', () => {
  const TOKEN = 'the-token';
  async function listen(options: { readonly rate?: number; readonly requestMs?: number } = {}) {
    const port = await freePort();
    const address = { host: '127.0.0.1', port };
    const received = run(
      httpSource({ name: 'http', address, token: TOKEN, identity: null, rate: 100, ...options }),
    );
    running = received;
    await received.until(() => received.caughtUp > 0, 'the start');
    return { received, port };
  }
  /** Without waiting for the answers before. */
  const post = (port: number, token: string, localAddress = '127.0.0.1') =>
    new Promise<{ status: number; retryAfter: string | undefined; connection: string | undefined }>(
      (resolve, reject) => {
        const headers = { Authorization: `Bearer ${token}` };
        const options = { port, localAddress, headers, agent: false, path: '/logs', method: 'POST' };
        httpRequest(options, (response) => {
          response.resume();
          const { 'retry-after': retryAfter, connection } = response.headers;
          resolve({ status: response.statusCode ?? 0, retryAfter, connection });
        })
          .on('error', reject)
          .end('Nov 27 02:25:00 web1 kernel: text\n');
      },
    );

  it('is told to wait where it asks too often, for so long as it takes, and another is served', async () => {
    const { received, port } = await listen({ rate: 5 });
    const answers = [];
    for (let count = 0; count < 12; count++) answers.push(await post(port, TOKEN));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(answers.slice(0, 10).map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(refused[0]?.retryAfter).toBe('1');
    expect((await post(port, TOKEN, '127.0.0.2')).status).toBe(200);
    await sleep(1000 * Number(refused[0]?.retryAfter));
    expect((await post(port, TOKEN)).status).toBe(200);
    await received.until(() => received.losses.length > 0, 'the count');
    expect(received.losses[0]).toBe('requests of 127.0.0.1 came more often than 5 a second');
  });

  it('that guesses tokens is counted and cut off, while the right one is let in', async () => {
    const { received, port } = await listen();
    const answers = [];
    for (let count = 0; count < 15; count++) answers.push(await post(port, `guess-${count}`));
    expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(401), ...Array(5).fill(429)]);
    expect(answers.at(-1)).toMatchObject({ retryAfter: '5', connection: 'close' });
    expect((await post(port, TOKEN)).status).toBe(200);
    await received.stop();
    expect(received.lost).toBe(15);
    expect(received.losses[0]).toMatch(/^requests of 127\.0\.0\.1 had no token, or a wrong one$/);
  });

  it('that trickles its requests loses them, and holds half of the places at most', async () => {
    const { port } = await listen({ requestMs: 1200 });
    const head = `POST /logs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Length: 1000\r\n\r\n`;
    const slow = await Promise.all(Array.from({ length: 16 }, () => dial(port)));
    for (const socket of slow) socket.write(`${head}a`);
    const headless = await dial(port);
    headless.write('POST /logs HTTP/1.1\r\nHos');
    const trickle = setInterval(() => {
      for (const socket of slow) socket.write('a');
    }, 100);
    await sleep(100);
    expect((await post(port, TOKEN)).status).toBe(429);
    expect((await post(port, TOKEN, '127.0.0.2')).status).toBe(200);
    await Promise.all([...slow, headless].map(closed));
    clearInterval(trickle);
    expect((await post(port, TOKEN)).status).toBe(200);
  });
});

it('a bucket of tokens gives its burst, then its rate, and forgets who is long silent', () => {
  const buckets = createTokenBuckets({ perSecond: 2, burst: 3 });
  const take = (nowMs: number, sender = 'a') => buckets.take(sender, nowMs);
  expect([take(0), take(0), take(0), take(0)]).toEqual([null, null, null, 500]);
  expect(take(250)).toBe(250);
  expect(take(500)).toBe(null);
  expect(take(500, 'b')).toBe(null);
  // A clock that goes back takes nothing away.
  expect(take(0)).toBe(500);
  for (let sender = 0; sender < 5000; sender++) take(600, `made-up-${sender}`);
  expect([take(600), take(600), take(600)]).toEqual([null, null, null]);
});

it('made-up senders fill neither the log nor the memory with reasons', () => {
  const lines = createReceivedLines();
  for (let sender = 0; sender < 10_000; sender++) lines.lose(1, 'unauthorized', `requests of ${sender}`);
  const losses = lines.losses();
  expect(losses.length).toBeLessThan(40);
  expect(losses.reduce((sum, { records }) => sum + records, 0)).toBe(10_000);
});
