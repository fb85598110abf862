/** What the doctor says of this machine, of wrong configurations, and of sinks that answer or do not. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Check } from '../../src/service/doctor/check.js';
import { checkKernel } from '../../src/service/doctor/check-kernel.js';
import { checkMoment } from '../../src/service/doctor/check-moment.js';
import { checkKmsg } from '../../src/service/doctor/check-sources.js';
import { useCommand } from '../kit/command.js';
import { startMailServer } from '../kit/mail-server.js';
import { slackConfig } from '../kit/service.js';
import { startSlackServer } from '../kit/slack-server.js';
import { FakeHost } from '../moment/fake-host.js';

const command = useCommand();
let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'oomscope-doctor-'));
  writeFileSync(join(directory, 'kern.log'), '');
});
afterEach(() => rmSync(directory, { recursive: true }));

async function doctor(config: object): Promise<{ code: number; checks: readonly Check[] }> {
  const path = join(directory, 'config.yaml');
  const storage = { directory: join(directory, 'state'), maxSize: '1MB' };
  writeFileSync(path, stringify({ sources: [{ file: join(directory, 'kern.log') }], storage, ...config }));
  const { code, stdout, stderr } = await command.run(['doctor', '--config', path, '--format', 'json']);
  expect(stderr).toBe('');
  return { code: code ?? -1, checks: (JSON.parse(stdout) as { checks: readonly Check[] }).checks };
}

const named = (checks: readonly Check[], name: string): Check | undefined =>
  checks.find((one) => one.name === name);

describe('oomscope doctor', () => {
  it('asks every sink without telling anybody anything', async () => {
    const [slack, mail] = await Promise.all([startSlackServer(), startMailServer()]);
    try {
      const smtp = { host: '127.0.0.1', port: mail.port, tls: 'none' };
      const { code, checks } = await doctor({
        sinks: {
          team: slackConfig(slack, directory),
          oncall: { type: 'email', from: 'a@example.org', to: ['b@example.org'], smtp },
          file: { type: 'ndjson', path: join(directory, 'events.ndjson') },
        },
      });
      expect(named(checks, 'team (slack)')).toMatchObject({ state: 'ok' });
      expect(named(checks, 'oncall (email)')).toMatchObject({ state: 'ok' });
      expect(named(checks, 'file (ndjson)')).toMatchObject({ state: 'ok' });
      expect(code).toBe(0);
      expect(slack.posted).toEqual([]);
      expect(await mail.parsed()).toEqual([]);
    } finally {
      await Promise.all([slack.close(), mail.close()]);
    }
  });

  it('ends with 4 where only a sink does not answer, and says how to try it', async () => {
    const { code, checks } = await doctor({
      sinks: {
        hook: { type: 'webhook', url: 'http://127.0.0.1:1/x' },
        relay: {
          type: 'email',
          from: 'a@example.org',
          to: ['b@example.org'],
          smtp: { host: '127.0.0.1', port: 1, tls: 'none' },
        },
      },
    });
    expect(code).toBe(4);
    for (const name of ['hook (webhook)', 'relay (email)'])
      expect(named(checks, name)).toMatchObject({
        state: 'failed',
        fix: expect.stringContaining('oomscope notify --test --sink'),
      });
  });

  it('ends with 1 where a source cannot be read', async () => {
    const { code, checks } = await doctor({ sources: [{ file: join(directory, 'none.log') }] });
    expect(code).toBe(1);
    expect(named(checks, join(directory, 'none.log'))).toMatchObject({ area: 'source', state: 'failed' });
  });

  it('ends with 2 where the configuration is wrong, and names the line', async () => {
    const { code, checks } = await doctor({ grouping: { wait: 'soon' } });
    expect(code).toBe(2);
    expect(checks).toMatchObject([
      {
        area: 'configuration',
        state: 'failed',
        detail: expect.stringMatching(/config\.yaml:\d+:\d+: grouping\.wait/),
      },
    ]);
  });

  it('says it in words too, each failure with what mends it', async () => {
    const path = join(directory, 'config.yaml');
    writeFileSync(
      path,
      stringify({
        sources: [{ file: '/nowhere/kern.log' }],
        storage: { directory: join(directory, 'state') },
      }),
    );
    const { code, stdout } = await command.run(['doctor', '--config', path]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAILED {5}source \/nowhere\/kern\.log: /m);
    expect(stdout).toMatch(/^\d+ failed, \d+ warnings, \d+ ok, \d+ unchecked$/m);
  });
});

describe('on a machine made of files', () => {
  it('names the settings that hide or change reports, with the command for each', () => {
    const host = new FakeHost(2);
    for (const [name, value] of Object.entries({
      'vm/oom_dump_tasks': 0,
      'vm/panic_on_oom': 1,
      'vm/oom_kill_allocating_task': 1,
      'kernel/dmesg_restrict': 1,
      'kernel/printk': '4 4 1 7',
    }))
      host.write(`proc/sys/${name}`, `${value}\n`);
    const checks = checkKernel(host.paths.proc, true);
    expect(checks.filter(({ state }) => state === 'warning').map(({ fix }) => fix)).toEqual([
      'sysctl -w vm.oom_dump_tasks=1',
      'sysctl -w vm.panic_on_oom=0',
      'sysctl -w vm.oom_kill_allocating_task=0',
      'sysctl -w kernel.printk=7',
    ]);
    expect(checkKernel(host.paths.proc, false).map(({ state }) => state)).toContain('ok');
    host.close();
  });

  it('names what the moment of death cannot know', () => {
    const host = new FakeHost(2);
    host.remove('cgroup/cgroup.controllers');
    host.write('proc/vmstat', 'nr_free_pages 1\n');
    const checks = checkMoment({ arguments: 'redacted', silentDeaths: true }, host.paths);
    expect(checks.map(({ name, state }) => [name, state])).toEqual([
      ['processes', 'warning'],
      ['cgroups', 'warning'],
      ['pressure', 'ok'],
      ['silent deaths', 'warning'],
    ]);
    host.close();
  });

  it('says what a missing /dev/kmsg means', () => {
    expect(checkKmsg('/nowhere/kmsg')).toMatchObject({
      state: 'failed',
      fix: expect.stringContaining('journal'),
    });
  });
});
