/**
 * The doctor as a user without rights: what it may read is told from what it may not, and the commands that it names do mend it.
 * Needs root, to become that user.
 */
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Check } from '../../src/service/doctor/check.js';
import { startAnswering } from '../kit/answering-server.js';
import { useCommand } from '../kit/command.js';

const obstacle = reason();

function reason(): string | null {
  if (process.getuid?.() !== 0) return 'only root can become another user';
  if (spawnSync('setpriv', ['--version']).error !== undefined) return 'setpriv is not installed';
  if (!/^nobody:[^:]*:65534:/m.test(readFileSync('/etc/passwd', 'utf8'))) return 'there is no user nobody';
  const root = join(import.meta.dirname, '../..');
  const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups', '--inh-caps=-all'];
  const seen = spawnSync('setpriv', [...asNobody, 'test', '-r', join(root, 'package.json')]);
  return seen.status === 0 ? null : 'the checkout lies where nobody else may go';
}

const command = useCommand();
let folder = '';
beforeEach(() => {
  // The built program lies in a folder of the test's own user.
  chmodSync(join(dirname(command.cli()), '..'), 0o755);
  folder = mkdtempSync(join(tmpdir(), 'oomscope-nobody-'));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A file of root's. */
function file(name: string, mode: number, text = ''): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function groupId(name: string): number {
  return Number(
    new RegExp(`^${name}:[^:]*:(\\d+):`, 'm').exec(readFileSync('/etc/group', 'utf8'))?.[1] ?? -1,
  );
}

interface Rights {
  readonly group?: number;
  readonly hasSyslog?: boolean;
}

async function doctor(config: object, { group, hasSyslog = false }: Rights = {}) {
  const path = file('config.yaml', 0o644, stringify(config));
  const rights = [
    ...['--reuid=65534', '--regid=65534', group === undefined ? '--clear-groups' : `--groups=${group}`],
    ...(hasSyslog ? ['--inh-caps=-all,+syslog', '--ambient-caps=+syslog'] : ['--inh-caps=-all']),
  ];
  const { code, stdout, stderr } = await command.shell(
    `setpriv ${rights.join(' ')} $OOMSCOPE doctor --config ${path} --format json`,
  );
  expect(stderr).toBe('');
  const { checks } = JSON.parse(stdout) as { readonly checks: readonly Check[] };
  return { code, of: (name: string) => checks.find((one) => one.name === name) };
}

/** As root, without what explains the command. */
function run(fix: string | null | undefined): void {
  const ran = spawnSync('sh', ['-c', fix ?? 'false'], { encoding: 'utf8' });
  expect([ran.status, ran.stderr]).toEqual([0, '']);
}

describe.skipIf(obstacle !== null)(
  `oomscope doctor as nobody${obstacle ? ` (skipped: ${obstacle})` : ''}`,
  () => {
    it('names the user, and each file that it may read or not', async () => {
      const [closed, open] = [file('closed.log', 0o600), file('open.log', 0o644)];
      mkdirSync(join(folder, 'journal'));
      file('journal/system.journal', 0o640);
      const state = join(folder, 'state');
      const { code, of } = await doctor({
        sources: [{ file: closed }, { file: open }, { journal: join(folder, 'journal') }],
        sinks: { file: { type: 'ndjson', path: join(folder, 'events.ndjson') } },
        storage: { directory: state },
      });
      expect(of('rights')?.detail).toBe(
        'user 65534, in none of the groups that may read logs, without CAP_SYSLOG',
      );
      expect(of(closed)).toMatchObject({
        state: 'failed',
        detail: expect.stringContaining('permission denied'),
        fix: `setfacl -m u:nobody:r ${closed}   # or, for all logs of its group: usermod -aG adm nobody`,
      });
      expect(of(open)).toMatchObject({ state: 'ok' });
      expect(of(join(folder, 'journal'))).toMatchObject({
        state: 'failed',
        fix: expect.stringMatching(/^usermod -aG systemd-journal nobody {3}#/),
      });
      expect(of('directory')).toMatchObject({
        state: 'failed',
        fix: expect.stringContaining(`install -d -m 0700 -o nobody ${state}`),
      });
      expect(of('file (ndjson)')).toMatchObject({ state: 'failed' });
      expect(code).toBe(1);
    });

    it('reads what is left to its groups, and says which those are', async () => {
      const adm = groupId('adm');
      const log = file('kern.log', 0o640);
      chownSync(log, 0, adm);
      const config = { sources: [{ file: log }], storage: { directory: join(folder, 'state') } };
      expect((await doctor(config)).of(log)).toMatchObject({ state: 'failed' });
      const { of } = await doctor(config, { group: adm });
      expect(of(log)).toMatchObject({ state: 'ok' });
      expect(of('rights')?.detail).toContain('in adm, without CAP_SYSLOG');
    });

    it('knows CAP_SYSLOG, which /dev/kmsg needs where the log is restricted', async () => {
      const config = { sources: ['kmsg'], storage: { directory: folder } };
      const { of } = await doctor(config, { hasSyslog: true });
      expect(of('rights')?.detail).toContain('with CAP_SYSLOG');
      if (!canOpenKmsg()) return;
      expect(of('kmsg')).toMatchObject({ state: 'ok' });
      const isRestricted = readFileSync('/proc/sys/kernel/dmesg_restrict', 'utf8').trim() !== '0';
      expect((await doctor(config)).of('kmsg')).toMatchObject(
        isRestricted
          ? { state: 'failed', fix: expect.stringContaining('oomscope unit --source kmsg') }
          : { state: 'ok' },
      );
    });

    it('tells of each sink and receiver for itself where a secret is closed to it', async () => {
      const server = await startAnswering();
      const [closed, token] = [file('hook-secret', 0o600, 'x'), file('token', 0o600, 'x')];
      const config = {
        sources: [{ http: '127.0.0.1:9845', token: { file: token } }],
        sinks: {
          hook: { type: 'webhook', url: server.url, secret: { file: closed } },
          plain: { type: 'webhook', url: server.url },
          gone: { type: 'webhook', url: server.url, secret: { file: join(folder, 'none') } },
        },
        storage: { directory: join(folder, 'state') },
      };
      try {
        const { of } = await doctor(config);
        expect(of('hook (webhook)')).toMatchObject({ state: 'failed', fix: `chown nobody ${closed}` });
        expect(of('plain (webhook)')).toMatchObject({ state: 'ok' });
        expect(of('gone (webhook)')).toMatchObject({
          state: 'failed',
          detail: expect.stringContaining('no such file'),
        });
        expect(of('http 127.0.0.1:9845')).toMatchObject({ state: 'failed', fix: `chown nobody ${token}` });
      } finally {
        await server.close();
      }
    });

    it('names commands that do mend it', async () => {
      const server = await startAnswering();
      const closed = file('hook-secret', 0o600, 'x');
      const config = {
        sources: [{ file: file('open.log', 0o644) }],
        sinks: { hook: { type: 'webhook', url: server.url, secret: { file: closed } } },
        storage: { directory: join(folder, 'state') },
      };
      try {
        const before = await doctor(config);
        expect(before.code).toBe(1);
        run(before.of('directory')?.fix);
        run(before.of('hook (webhook)')?.fix);
        const after = await doctor(config);
        expect(after.of('directory')).toMatchObject({ state: 'ok' });
        expect(after.of('hook (webhook)')).toMatchObject({ state: 'ok' });
        expect(after.code).toBe(0);
      } finally {
        await server.close();
      }
    });
  },
);

/** Some containers have the device, and do not let anybody open it. */
function canOpenKmsg(): boolean {
  try {
    accessSync('/dev/kmsg', constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
