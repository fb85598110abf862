/** Machines that send at the same time: each is read for itself, and whoever makes up names costs little and harms nobody. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { createHistory } from '../../../src/diagnosis/history.js';
import { MOST_HOSTS } from '../../../src/service/received/host-readings.js';
import { createReceivedReader } from '../../../src/service/received/received-reader.js';
import type { Reading } from '../../../src/service/source-reader.js';
import type { Followed, Source } from '../../../src/source/follow/followed.js';
import { httpSource } from '../../../src/source/receive/http/http-source.js';
import { netconsoleSource } from '../../../src/source/receive/netconsole/netconsole-source.js';
import { syslogSource } from '../../../src/source/receive/syslog/syslog-source.js';
import { type Piped, runPiped } from '../../kit/piped.js';
import { captureLines, eventsOf, freePort, gist } from './kit.js';

let piped: Piped | null = null;
afterEach(async () => {
  await piped?.stop();
  piped = null;
});

const REPORTS = {
  web1: captureLines('6.1-memcg-v2-docker'),
  db1: captureLines('6.12-system-pool-40'),
} as const;
type Host = keyof typeof REPORTS;

/** A line of the one, a line of the other, to the end of the longer report. */
function interleaved(): readonly { readonly host: Host; readonly line: string }[] {
  const longest = Math.max(...Object.values(REPORTS).map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) =>
    (['web1', 'db1'] as const).flatMap((host) => {
      const line = REPORTS[host][at];
      return line === undefined ? [] : [{ host, line }];
    }),
  ).flat();
}

const syslog = (host: string, line: string) => `<4>Nov 27 02:25:00 ${host} kernel: ${line}`;
/** Each has an address of its own on the loopback network. */
const ADDRESS: Readonly<Record<Host, string>> = { web1: '127.0.0.21', db1: '127.0.0.22' };

async function overTcp(port: number, from: (host: Host) => string): Promise<void> {
  const sockets = new Map<string, ReturnType<typeof connect>>();
  for (const { host, line } of interleaved()) {
    const localAddress = from(host);
    let socket = sockets.get(localAddress);
    if (socket === undefined) {
      socket = connect({ port, host: '127.0.0.1', localAddress });
      await once(socket, 'connect');
      sockets.set(localAddress, socket);
    }
    socket.write(`${syslog(host, line)}\n`, 'latin1');
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const socket of sockets.values()) socket.end();
}

async function overUdp(port: number, text: (host: Host, line: string) => string): Promise<void> {
  const sockets = { web1: createSocket('udp4'), db1: createSocket('udp4') };
  for (const host of ['web1', 'db1'] as const) {
    sockets[host].bind(0, ADDRESS[host]);
    await once(sockets[host], 'listening');
  }
  for (const { host, line } of interleaved())
    await new Promise((resolve) =>
      sockets[host].send(Buffer.from(text(host, line), 'latin1'), port, '127.0.0.1', resolve),
    );
  for (const socket of Object.values(sockets)) socket.close();
}

async function overHttp(port: number, type: string, body: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/logs`, {
    ...{ method: 'POST', body },
    headers: { 'Content-Type': type },
  });
  expect(answer.status).toBe(200);
}

interface Way {
  readonly source: (port: number) => Source;
  readonly send: (port: number) => Promise<void>;
  /** What the machines are called; by their names where nothing is said. */
  readonly names?: Readonly<Record<Host, string>>;
}

const at = (port: number) => ({ host: '127.0.0.1', port });
const tcp = (port: number) => syslogSource({ name: 'tcp', address: at(port), transport: { kind: 'tcp' } });
const http = (port: number) =>
  httpSource({ name: 'http', address: at(port), token: null, identity: null, rate: 100 });
const WAYS: Readonly<Record<string, Way>> = {
  'syslog of two machines over UDP': {
    source: (port) => syslogSource({ name: 'udp', address: at(port), transport: { kind: 'udp' } }),
    send: (port) => overUdp(port, syslog),
  },
  'syslog of two connections': { source: tcp, send: (port) => overTcp(port, (host) => ADDRESS[host]) },
  'syslog of a relay, over one connection': { source: tcp, send: (port) => overTcp(port, () => '127.0.0.1') },
  netconsole: {
    source: (port) => netconsoleSource('udp', at(port)),
    send: (port) => overUdp(port, (_, line) => `${line}\n`),
    names: ADDRESS,
  },
  'HTTP, lines of syslog': {
    source: http,
    send: (port) =>
      overHttp(
        port,
        'text/plain',
        interleaved()
          .map(({ host, line }) => syslog(host, line))
          .join('\n'),
      ),
  },
  'HTTP, an array of a shipper': {
    source: http,
    send: (port) =>
      overHttp(
        port,
        'application/json',
        JSON.stringify(interleaved().map(({ host, line }) => ({ message: line, host }))),
      ),
  },
};

describe('two machines that send line by line', () => {
  it.each(Object.entries(WAYS))('are two whole events: %s', { timeout: 30_000 }, async (_, way) => {
    const port = await freePort();
    const service = runPiped(way.source(port));
    piped = service;
    await service.until(() => service.caughtUp > 1, 'the port');
    await way.send(port);
    await service.until(() => service.events().length >= 2, 'two events');
    await sleep(100);
    expect(service.events()).toHaveLength(2);
    for (const host of ['web1', 'db1'] as const) {
      const name = way.names?.[host] ?? host;
      const own = service.events().filter((event) => event.host === name);
      expect(gist(own)).toEqual(gist(eventsOf(REPORTS[host])));
      const excerpt = own.flatMap((event) => service.excerptOf(event));
      const other = way.names?.[host === 'web1' ? 'db1' : 'web1'] ?? (host === 'web1' ? 'db1' : 'web1');
      expect(excerpt.filter((line) => line.includes(other))).toEqual([]);
      // The lines that findings cite are where they are said to be.
      const event = own[0];
      const killed = excerpt[(event?.victims[0]?.line ?? 0) - (event?.source.firstLine ?? 0)];
      expect(killed).toContain(`Killed process ${event?.victims[0]?.pid}`);
    }
  });
});

const received = (sender: string, lines: readonly string[]): Followed => ({
  kind: 'received',
  batches: [{ sender, lines: lines.map((line) => Buffer.from(line, 'latin1')) }],
  onHandled: () => {},
});
const source = { ...tcp(1), follow: () => (async function* () {})() };

describe('lines that name no machine', () => {
  /** The hosts of what each sender sends, line by line in turns. */
  function hostsOf(senders: readonly string[], line: (text: string) => string): (string | null)[] {
    let now = Date.UTC(2026, 10, 27, 2, 25);
    const reader = createReceivedReader({ source, history: createHistory(), onCut: () => {} });
    const found = REPORTS.web1.flatMap((text) =>
      senders.flatMap((sender) => reader.take(received(sender, [line(text)]), ++now)),
    );
    found.push(...reader.take({ kind: 'caught-up' }, now + 5000), ...reader.end());
    const events = found.map(({ event }) => event);
    expect(gist(events)).toEqual(senders.flatMap(() => gist(eventsOf(REPORTS.web1))));
    return events.map(({ host }) => host);
  }

  it.each([
    ['a shipper', (text: string) => JSON.stringify({ date: 1795746300.5, log: text })],
    ['OTLP and Loki', (text: string) => JSON.stringify({ time: '2026-11-27T02:25:00.500Z', message: text })],
    ['plain text', (text: string) => text],
  ])('get the address of their sender: %s', (_, line) => {
    const senders = ['192.0.2.1', '192.0.2.2', '2001:db8::7'];
    expect(hostsOf(senders, line).toSorted()).toEqual(senders);
    // What a program of this machine passes on may be any machine's: it is taken for this one's.
    expect(hostsOf(['127.0.0.1'], line)).toEqual([null]);
  });
});

describe('whoever makes up names', () => {
  function attacked(options: { readonly mostWeight?: number } = {}) {
    let cut = 0;
    let now = Date.UTC(2026, 10, 27, 2, 25);
    const reader = createReceivedReader({
      ...{ source, history: createHistory(), onCut: () => cut++ },
      ...options,
    });
    const found: Reading[] = [];
    const take = (sender: string, lines: readonly string[]) => {
      const own = reader.take(received(sender, lines), ++now).filter(({ event }) => event.host === 'web1');
      found.push(...own);
    };
    const pause = (ms: number) => {
      now += ms;
      return reader.take({ kind: 'caught-up' }, now);
    };
    return { found, take, pause, cut: () => cut };
  }

  it('loses reports of their own, which is counted, while another machine is read whole', () => {
    const { found, take, cut, pause } = attacked();
    const own = REPORTS.web1;
    const open = REPORTS.db1.slice(0, 1);
    for (const [index, line] of own.entries()) {
      take('192.0.2.1', [syslog('web1', line)]);
      // A thousand names at the same time, each with a report that never ends.
      for (let name = index * 13; name < index * 13 + 13; name++)
        take(
          '192.0.2.66',
          open.map((text) => syslog(`made-up-${name}`, text)),
        );
    }
    found.push(...pause(1000));
    const names = own.length * 13;
    expect(names).toBeGreaterThan(1000);
    expect(cut()).toBe(names + 1 - MOST_HOSTS);
    expect(gist(found.map(({ event }) => event))).toEqual(gist(eventsOf(own)));
  });

  it('cannot fill the memory, however much each name sends', { timeout: 60_000 }, () => {
    const { take, cut } = attacked({ mostWeight: 2 << 20 });
    const before = usedBytes();
    const row = REPORTS.web1.find((line) => /\[ *\d+\] +\d+ +\d+ +\d+/.test(line)) ?? '';
    const table = [...REPORTS.web1.slice(0, REPORTS.web1.indexOf(row)), ...Array<string>(200).fill(row)];
    for (let name = 0; name < 200; name++)
      take(
        '192.0.2.66',
        table.map((line) => syslog(`made-up-${name}`, line)),
      );
    expect(cut()).toBeGreaterThan(150);
    expect(usedBytes() - before).toBeLessThan(16 << 20);
  });
});

/** After what is no longer needed was let go. */
function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
