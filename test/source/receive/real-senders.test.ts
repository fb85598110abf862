/** Programs that people send syslog with, themselves: syslog-ng, and logger of util-linux in all of its forms. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { syslogSource } from '../../../src/source/receive/syslog/syslog-source.js';
import { extractedTool } from '../../kit/extracted-tool.js';
import { type Running, run } from '../follow/collect.js';
import { captureLines, eventsOf, freePort, gist } from './kit.js';

const syslogNg = extractedTool('/usr/sbin/syslog-ng');
const hasLogger = existsSync('/usr/bin/logger');

let running: Running | null = null;
let child: ChildProcess | null = null;
let folder: string | null = null;
afterEach(async () => {
  child?.kill('SIGKILL');
  child = null;
  await running?.stop();
  running = null;
  if (folder !== null) rmSync(folder, { recursive: true });
  folder = null;
});

async function listen(kind: 'udp' | 'tcp'): Promise<{ received: Running; port: number }> {
  const port = await freePort();
  const received = run(
    syslogSource({ name: kind, address: { host: '127.0.0.1', port }, transport: { kind } }),
  );
  running = received;
  await received.until(() => received.caughtUp > 0, 'the start');
  return { received, port };
}

const lines = captureLines('6.1-memcg-v2-docker');

describe.skipIf(syslogNg === null)(
  `syslog-ng${syslogNg === null ? ' (skipped: neither installed nor unpacked by .ci/run)' : ''}`,
  () => {
    it.each([
      [
        'syslog(), TCP, counted, RFC 5424',
        'tcp',
        (port: number) => `syslog("127.0.0.1" transport("tcp") port(${port}))`,
      ],
      [
        'syslog(), UDP, RFC 5424',
        'udp',
        (port: number) => `syslog("127.0.0.1" transport("udp") port(${port}))`,
      ],
      [
        'network(), TCP, newlines, RFC 3164',
        'tcp',
        (port: number) => `network("127.0.0.1" transport("tcp") port(${port}))`,
      ],
      [
        'network(), UDP, RFC 3164, ISO stamps',
        'udp',
        (port: number) => `network("127.0.0.1" transport("udp") port(${port}) ts-format(iso))`,
      ],
    ] as const)('brings a whole report: %s', { timeout: 30_000 }, async (_, kind, destination) => {
      const { received, port } = await listen(kind);
      folder = mkdtempSync(join(tmpdir(), 'oomscope-syslog-ng-'));
      const log = join(folder, 'console.log');
      writeFileSync(log, `${lines.join('\n')}\n`, 'latin1');
      const config = join(folder, 'syslog-ng.conf');
      writeFileSync(
        config,
        `@version: 3.35
options { use-dns(no); keep-hostname(yes); stats-freq(0); };
source s { file("${log}" flags(no-parse, no-hostname) default-facility(kern) default-priority(warning) program-override("kernel") host-override("web1") follow-freq(1)); };
destination d { ${destination(port)}; };
log { source(s); destination(d); };
`,
      );
      const { path, env, root } = syslogNg ?? { path: '', env: {}, root: '' };
      const state = ['persist-file', 'control', 'pidfile'].map(
        (name) => `--${name}=${join(folder ?? '', name)}`,
      );
      const modules = root === '' ? [] : [`--module-path=${root}/usr/lib/syslog-ng/3.38`];
      child = spawn(path, ['--foreground', '--no-caps', `--cfgfile=${config}`, ...state, ...modules], {
        ...{ env, stdio: 'ignore' },
      });
      await received.until(() => received.lines.length >= lines.length, 'all lines');
      const events = eventsOf(received.lines);
      expect(gist(events)).toEqual(gist(eventsOf(lines)));
      expect(events[0]?.host).toBe('web1');
    });
  },
);

describe.skipIf(!hasLogger)(`logger${hasLogger ? '' : ' (skipped: it is not installed)'}`, () => {
  it.each([
    ['UDP, RFC 3164', 'udp', ['-d', '--rfc3164']],
    ['UDP, RFC 5424', 'udp', ['-d', '--rfc5424']],
    ['TCP, newlines, RFC 3164', 'tcp', ['-T', '--rfc3164']],
    ['TCP, newlines, RFC 5424', 'tcp', ['-T', '--rfc5424']],
    ['TCP, counted, RFC 3164', 'tcp', ['-T', '--octet-count', '--rfc3164']],
    ['TCP, counted, RFC 5424 without a time', 'tcp', ['-T', '--octet-count', '--rfc5424=notime']],
    ['TCP, counted, RFC 5424 without a host', 'tcp', ['-T', '--octet-count', '--rfc5424=nohost']],
  ] as const)('brings a whole report: %s', async (_, kind, options) => {
    const { received, port } = await listen(kind);
    const server = [
      '-n',
      '127.0.0.1',
      '-P',
      String(port),
      '-t',
      'kernel',
      '-p',
      'kern.warning',
      '-S',
      '4KiB',
    ];
    const logger = spawn('logger', [...server, ...options], { stdio: ['pipe', 'ignore', 'inherit'] });
    child = logger;
    logger.stdin.end(`${lines.join('\n')}\n`, 'latin1');
    await received.until(() => received.lines.length >= lines.length, 'all lines');
    const host = options.some((option) => option.includes('nohost'))
      ? '127.0.0.1'
      : spawnSync('hostname', { encoding: 'utf8' }).stdout.trim();
    for (const [index, line] of lines.entries()) {
      expect(received.lines[index]).toContain(` ${host} kernel`);
      expect(received.lines[index]?.endsWith(line.trimEnd())).toBe(true);
    }
    // logger cannot send with the kernel's facility: what it says of a kernel is a program's word, and no event.
    expect(eventsOf(received.lines)).toEqual([]);
  });
});
