/** One service for a rack: machines that send syslog, netconsole and HTTP at once, and what a configuration of them may say. */
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema } from '../../src/service/config/schema.js';
import { sourceSchema } from '../../src/service/config/source-schema.js';
import { createReceiver, isReceiver } from '../../src/service/create-receivers.js';
import { type Built, buildProgram } from '../kit/built.js';
import { readLines, startService } from '../kit/service.js';
import { captureLines, freePort } from '../source/receive/kit.js';

let folder = '';
let built: Built;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'oomscope-rack-'));
  built = buildProgram();
}, 120_000);
afterAll(() => {
  built.remove();
  rmSync(folder, { recursive: true });
});

describe('a service that listens', () => {
  it('tells each kill of a rack once, under the name of its machine', async () => {
    const [tcp, udp, http] = await Promise.all([freePort(), freePort(), freePort()]);
    const token = join(folder, 'token');
    writeFileSync(token, 'the-token\n', { mode: 0o600 });
    const path = join(folder, 'events.ndjson');
    const service = await startService(built, folder, {
      sources: [
        { syslog: `tcp://127.0.0.1:${tcp}` },
        { netconsole: `127.0.0.1:${udp}` },
        { http: `127.0.0.1:${http}`, token: { file: token } },
      ],
      sinks: { all: { type: 'ndjson', path } },
    });
    try {
      const isOpen = (port: number) =>
        new Promise<boolean>((resolve) => {
          const probe = connect(port, '127.0.0.1');
          probe.once('connect', () => resolve(true));
          probe.once('error', () => resolve(false));
          probe.once('close', () => resolve(false));
          probe.unref();
        });
      await service.until(async () => (await isOpen(tcp)) && (await isOpen(http)), 'the open ports');
      // A UDP port cannot be asked; it is opened at the same time.
      await new Promise((resolve) => setTimeout(resolve, 500));
      const docker = captureLines('6.1-memcg-v2-docker');
      const socket = connect(tcp, '127.0.0.1');
      socket.on('error', () => {});
      for (const host of ['web1', 'web2'])
        socket.write(docker.map((line) => `<4>Nov 27 02:25:00 ${host} kernel: ${line}\n`).join(''), 'latin1');
      socket.end();
      const console = createSocket('udp4');
      for (const line of captureLines('6.12-memcg-v2-kubepods'))
        await new Promise((resolve) =>
          console.send(Buffer.from(`${line}\n`, 'latin1'), udp, '127.0.0.1', resolve),
        );
      const body = JSON.stringify(
        captureLines('5.10-memcg-v1-docker').map((message) => ({ message, host: 'db1' })),
      );
      const headers = { Authorization: 'Bearer the-token', 'Content-Type': 'application/json' };
      const answer = await fetch(`http://127.0.0.1:${http}/logs`, { method: 'POST', headers, body });
      expect(answer.status).toBe(200);
      const told = () => readLines(path).map(({ host }) => String(host));
      await service.until(() => told().length >= 4, 'four events');
      console.close();
      expect(told().toSorted()).toEqual(['127.0.0.1', 'db1', 'web1', 'web2']);
      expect(readLines(path).map(({ trust }) => trust)).toEqual(Array(4).fill('unverified'));
      expect(await service.stop()).toBe(0);
      expect(told()).toHaveLength(4);
      expect(JSON.stringify(service.log())).not.toContain('the-token');
    } finally {
      await service.stop('SIGKILL');
    }
  }, 90_000);
});

describe('a configuration of receivers', () => {
  const secret = { env: 'SECRET' };
  it.each([
    [
      { http: '0.0.0.0:9845' },
      /http 0\.0\.0\.0:9845: it can be reached from other machines and needs a token/,
    ],
    [{ http: '127.0.0.1:9845', cert: '/no/such.pem' }, /cert and key go together/],
    [{ http: '127.0.0.1:9845', cert: '/no/such.pem', key: secret }, /cert: \/no\/such\.pem: no such file/],
    [
      { http: '127.0.0.1:9845', token: { env: 'NOT_SET' } },
      /token: the environment variable NOT_SET is not set/,
    ],
    [
      { syslog: 'tls://127.0.0.1:6514', cert: import.meta.filename, key: secret },
      /cert and key cannot be used: .*PEM files, of one pair/,
    ],
    [{ syslog: 'tls://127.0.0.1:6514' }, /tls:\/\/ needs cert and key/],
    [{ syslog: 'udp://127.0.0.1:514', clientCa: 'ca.pem' }, /go with tls:\/\//],
  ])('is refused with what is missing: %j', (config, words) => {
    const source = sourceSchema.parse(config);
    if (!isReceiver(source)) throw new Error('no receiver');
    expect(() => createReceiver(source, { SECRET: 'x' })).toThrow(words);
  });

  it.each([
    { syslog: '127.0.0.1:514' },
    { syslog: 'http://127.0.0.1:514' },
    { netconsole: 'udp://127.0.0.1:6666' },
    { http: '9845' },
    { http: '127.0.0.1:9845', tokne: secret },
  ])('is refused by its form: %j', (source) => {
    const { error } = configSchema.safeParse({ sources: [source] });
    expect(error?.issues[0]?.path.slice(0, 2)).toEqual(['sources', 0]);
  });

  it.each(['udp://127.0.0.1:5514', 'tcp://[::1]:601', 'tls://logs.example.org:6514'])(
    'takes %s',
    (syslog) => {
      expect(configSchema.safeParse({ sources: [{ syslog }] }).success).toBe(true);
    },
  );
});
