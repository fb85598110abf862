/** Syslog from other machines: framings, headers, transports, limits, and rsyslog itself as a sender. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSyslogFrames, LONGEST_MESSAGE } from '../../../src/source/receive/syslog/syslog-frames.js';
import { syslogLine } from '../../../src/source/receive/syslog/syslog-line.js';
import { type SyslogSourceOptions, syslogSource } from '../../../src/source/receive/syslog/syslog-source.js';
import { type Running, run } from '../follow/collect.js';
import { captureLines, eventsOf, freePort, gist } from './kit.js';

const RSYSLOGD = ['/usr/sbin/rsyslogd', '/sbin/rsyslogd'].find((path) => existsSync(path));

let folder = '';
let running: Running | null = null;
let child: ChildProcess | null = null;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'oomscope-syslog-'));
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...subject],
    {
      stdio: 'ignore',
    },
  );
});
afterEach(async () => {
  child?.kill('SIGKILL');
  child = null;
  await running?.stop();
  running = null;
});
afterAll(() => rmSync(folder, { recursive: true }));

const pem = (name: string): string => readFileSync(join(folder, name), 'utf8');

async function listen(transport: SyslogSourceOptions['transport'], port: number): Promise<Running> {
  const address = { host: '127.0.0.1', port };
  running = run(syslogSource({ name: `${transport.kind}://127.0.0.1:${port}`, address, transport }));
  const { caughtUp } = running;
  await running.until(() => (running?.caughtUp ?? 0) > caughtUp, 'the start');
  return running;
}

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return socket;
}

describe('frames of a syslog connection', () => {
  const framesOf = (chunks: readonly Uint8Array[]) => {
    const frames = createSyslogFrames();
    const pushed = chunks.map((chunk) => frames.push(chunk));
    const rest = frames.end();
    return {
      messages: [...pushed.flatMap(({ messages }) => messages), ...(rest === null ? [] : [rest])].map(
        (message) => Buffer.from(message).toString(),
      ),
      cut: pushed.reduce((sum, { cut }) => sum + cut, 0),
    };
  };

  it.each([
    ['newlines', '<4>a\n<4>b\n', ['<4>a', '<4>b']],
    ['counts', '4 <4>a7 <4>b\nc\n', ['<4>a', '<4>b\nc\n']],
    ['both in turn', '4 <4>a<4>b\n4 <4>c', ['<4>a', '<4>b', '<4>c']],
    ['carriage returns, zeros and empty lines', '<4>a\r\n\0\n\n<4>b\n', ['<4>a\r', '<4>b']],
    ['a text that begins with a number', '12 monkeys\n3 <b\n', ['12 monkeys', '<b\n']],
    ['an unfinished last line', '<4>a\n<4>b', ['<4>a', '<4>b']],
  ])('are told apart: %s', (_, text, messages) => {
    expect(framesOf([Buffer.from(text)]).messages).toEqual(messages);
  });

  it('are the same in any chunks', () => {
    const message = fc.stringMatching(/^<4>[ -~]{0,40}$/);
    const framed = fc
      .tuple(message, fc.boolean())
      .map(([text, isCounted]) => (isCounted ? `${text.length} ${text}` : `${text}\n`));
    fc.assert(
      fc.property(
        fc.array(framed, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 60 }),
        (texts, sizes) => {
          const bytes = Buffer.from(texts.join(''));
          const chunks: Uint8Array[] = [];
          let at = 0;
          for (const size of sizes) {
            chunks.push(bytes.subarray(at, at + size));
            at += size;
          }
          chunks.push(bytes.subarray(at));
          expect(framesOf(chunks)).toEqual(framesOf([bytes]));
        },
      ),
    );
  });

  it.each([
    ['counted', (size: number) => `${size} <4>${'x'.repeat(size - 3)}`],
    ['ended by a newline', (size: number) => `<4>${'x'.repeat(size - 3)}\n`],
  ])('keep the beginning of what is too long and go on behind it: %s', (_, frame) => {
    const frames = createSyslogFrames();
    const found = frames.push(Buffer.from(`${frame(LONGEST_MESSAGE * 3)}<4>next\n`));
    expect(found.cut).toBe(1);
    expect(found.messages.map(({ length }) => length)).toEqual([LONGEST_MESSAGE, 7]);
  });

  it('hold no more than one message of a sender that never ends one', () => {
    const frames = createSyslogFrames();
    for (let chunk = 0; chunk < 1000; chunk++) frames.push(Buffer.alloc(16_384, 0x78));
    expect(frames.end()?.length ?? 0).toBeLessThanOrEqual(LONGEST_MESSAGE);
  });
});

describe('the line of a syslog message', () => {
  const arrival = { peer: '192.0.2.7', time: '2026-11-21T02:25:01.000Z' };
  it.each([
    ['<4>Nov 21 02:25:00 web1 kernel: text', '<4>Nov 21 02:25:00 web1 kernel: text'],
    ['<4>Nov  1 02:25:00 kernel: text', '<4>Nov  1 02:25:00 192.0.2.7 kernel: text'],
    ['<30>Nov 21 02:25:00 sshd[812]: text', '<30>Nov 21 02:25:00 192.0.2.7 sshd[812]: text'],
    ['<4>2026-11-21T02:25:00.1+01:00 web1 kernel: text', '<4>2026-11-21T02:25:00.1+01:00 web1 kernel: text'],
    [
      '<4>1 2026-11-21T02:25:00Z web1 kernel - - - \u00ef\u00bb\u00bftext',
      '<4>1 2026-11-21T02:25:00Z web1 kernel - - - text',
    ],
    ['<4>1 - - kernel - - - text', '<4>1 2026-11-21T02:25:01.000Z 192.0.2.7 kernel - - - text'],
    ['<4>[   12.345678] text', '<4>2026-11-21T02:25:01.000Z 192.0.2.7 kernel: [   12.345678] text'],
    ['<4>kernel: text', '<4>2026-11-21T02:25:01.000Z 192.0.2.7 kernel: text'],
    ['<30>app: text', '<30>2026-11-21T02:25:01.000Z 192.0.2.7 app: text'],
    ['[   12.345678] text', '2026-11-21T02:25:01.000Z 192.0.2.7 kernel: [   12.345678] text'],
    ['just words', '2026-11-21T02:25:01.000Z 192.0.2.7 just words'],
    ['<4>Nov 21 02:25:00 web1 kernel: two\nlines\n\0', '<4>Nov 21 02:25:00 web1 kernel: two#012lines'],
  ])('of %j', (message, line) => {
    expect(Buffer.from(syslogLine(Buffer.from(message, 'latin1'), arrival) ?? []).toString('latin1')).toBe(
      line,
    );
  });

  it('is none for an empty message, and never has a second line', () => {
    expect(syslogLine(Buffer.from('\n\0'), arrival)).toBe(null);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(String.fromCharCode(...(syslogLine(bytes, arrival) ?? []))).not.toMatch(/[\n\r]/);
      }),
    );
  });
});

describe('a syslog listener', () => {
  it('takes datagrams of several machines', async () => {
    const port = await freePort();
    const received = await listen({ kind: 'udp' }, port);
    const socket = createSocket('udp4');
    const send = (text: string) => new Promise((resolve) => socket.send(text, port, '127.0.0.1', resolve));
    await send('<4>Nov 21 02:25:00 web1 kernel: one');
    await send('<4>[    1.000000] two');
    await send('');
    await received.until(() => received.lines.length === 2, 'both lines');
    expect(received.lines[0]).toBe('<4>Nov 21 02:25:00 web1 kernel: one');
    expect(received.lines[1]).toMatch(/^<4>2\d{3}-\S+Z 127\.0\.0\.1 kernel: \[ {4}1\.000000\] two$/);
    socket.close();
  });

  it('takes reports of several machines at once, each for itself', async () => {
    const port = await freePort();
    const received = await listen({ kind: 'tcp' }, port);
    const captures = ['6.1-memcg-v2-docker', '6.12-system-pool-40', '5.10-memcg-v1-docker'];
    await Promise.all(
      captures.map(async (name, host) => {
        const socket = await connected(port);
        for (const line of captureLines(name)) {
          socket.write(`<4>Nov 21 02:25:00 host${host} kernel: ${line}\n`, 'latin1');
          await new Promise((resolve) => setImmediate(resolve));
        }
        await new Promise<void>((resolve) => socket.end(resolve));
      }),
    );
    const lines = captures.reduce((sum, name) => sum + captureLines(name).length, 0);
    await received.until(() => received.lines.length === lines, 'all lines');
    const events = eventsOf(received.lines);
    for (const [host, name] of captures.entries())
      expect(gist(events.filter((event) => event.host === `host${host}`))).toEqual(
        gist(eventsOf(captureLines(name))),
      );
    expect(events).toHaveLength(captures.length);
  });

  it('makes a sender wait rather than lose a line', async () => {
    const port = await freePort();
    const received = await listen({ kind: 'tcp' }, port);
    const socket = await connected(port);
    const many = 120_000;
    const text = 'x'.repeat(200);
    for (let at = 0; at < many; at += 1000)
      if (
        !socket.write(
          Array.from(
            { length: 1000 },
            (_, index) => `<30>Nov 21 02:25:00 h app: ${at + index} ${text}\n`,
          ).join(''),
        )
      )
        await new Promise<void>((resolve) => socket.once('drain', () => resolve()));
    await new Promise<void>((resolve) => socket.end(resolve));
    await received.until(() => received.lines.length === many, 'all lines');
    expect(received.lost).toBe(0);
    const numbers = received.lines.map((line) => Number(/app: (\d+)/.exec(line)?.[1]));
    expect(numbers.every((number, index) => number === index)).toBe(true);
  });

  it('speaks TLS, and lets in only whom it knows where it is told so', async () => {
    const port = await freePort();
    const identity = { cert: pem('cert.pem'), key: pem('key.pem'), clientCa: pem('cert.pem') };
    const received = await listen({ kind: 'tls', identity }, port);
    const trusted = { port, host: '127.0.0.1', ca: pem('cert.pem'), servername: 'localhost' };
    const known = connectTls({ ...trusted, cert: pem('cert.pem'), key: pem('key.pem') });
    known.end('30 <4>1 - web1 kernel - - - known');
    await received.until(() => received.lines.length === 1, 'the known sender');
    const stranger = connectTls(trusted);
    await new Promise<void>((resolve) => {
      stranger.on('error', () => resolve());
      stranger.on('close', () => resolve());
    });
    expect(received.lines).toHaveLength(1);
    expect(received.lines[0]).toContain('web1 kernel - - - known');
  });

  it('says what to do where another program has the port, and goes on when it is free', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const address = { host: '127.0.0.1', port };
    running = run(syslogSource({ name: 'tcp', address, transport: { kind: 'tcp' } }));
    await running.until(() => running?.troubles.length === 1, 'the trouble');
    expect(running.troubles[0]).toMatch(/another program has this port; .*choose another port/);
    await new Promise((resolve) => other.close(resolve));
    await running.until(() => running?.troubles.length === 2, 'the end of the trouble');
    expect(running.troubles[1]).toBe(null);
  });
});

describe.skipIf(RSYSLOGD === undefined)(
  `rsyslog as a sender${RSYSLOGD === undefined ? ' (skipped: rsyslogd is not installed)' : ''}`,
  () => {
    it.each([
      ['UDP, traditional', 'udp', 'Protocol="udp" Template="RSYSLOG_TraditionalForwardFormat"'],
      ['TCP, newlines, RFC 5424', 'tcp', 'Protocol="tcp" Template="RSYSLOG_SyslogProtocol23Format"'],
      [
        'TCP, counted, ISO',
        'tcp',
        'Protocol="tcp" TCP_Framing="octet-counted" Template="RSYSLOG_ForwardFormat"',
      ],
    ] as const)('brings a whole report: %s', async (_, kind, action) => {
      const port = await freePort();
      const received = await listen({ kind }, port);
      const work = mkdtempSync(join(folder, 'rsyslog-'));
      const log = join(work, 'console.log');
      const lines = captureLines('6.1-memcg-v2-docker');
      writeFileSync(log, `${lines.join('\n')}\n`, 'latin1');
      writeFileSync(
        join(work, 'rsyslog.conf'),
        `global(workDirectory="${work}" localHostname="web1")
module(load="imfile" mode="polling" pollingInterval="1")
input(type="imfile" File="${log}" Tag="kernel:" Facility="kern" Severity="warning")
*.* action(type="omfwd" Target="127.0.0.1" Port="${port}" ${action})
`,
      );
      child = spawn(RSYSLOGD ?? '', ['-n', '-f', join(work, 'rsyslog.conf'), '-i', join(work, 'pid')], {
        stdio: 'ignore',
      });
      await received.until(() => received.lines.length >= lines.length, 'all lines');
      const events = eventsOf(received.lines);
      expect(gist(events)).toEqual(gist(eventsOf(lines)));
      expect(events[0]?.host).toBe('web1');
    });
  },
);
