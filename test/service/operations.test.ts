/** What operators rely on: secrets stay secret, a wrong configuration changes nothing, health and metrics answer, the unit is hardened. */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { systemdUnit, unreachable } from '../../src/service/unit.js';
import { type AllSinks, startAllSinks } from '../kit/all-sinks.js';
import { useBuilt } from '../kit/built.js';
import { killLines } from '../kit/kill-lines.js';
import { type RunningService, startService } from '../kit/service.js';
import { TOKEN } from '../kit/slack-server.js';
import { WEBHOOK_SECRET } from '../kit/webhook-server.js';

const built = useBuilt();

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const get = async (address: string): Promise<{ status: number; text: string }> => {
  const answer = await fetch(address);
  return { status: answer.status, text: await answer.text() };
};

const SMTP_PASSWORD = 'smtp-pass-0815';

async function withService(
  work: (all: AllSinks, service: RunningService, http: string) => Promise<void>,
): Promise<void> {
  const all = await startAllSinks();
  const port = await freePort();
  const http = `http://127.0.0.1:${port}`;
  const config = all.config({ http: { listen: `127.0.0.1:${port}` }, log: { level: 'debug' } });
  const { sinks } = config as { sinks: { mail: { smtp: object } } };
  Object.assign(sinks.mail.smtp, { user: 'oomscope', password: { env: 'SMTP_PASSWORD' } });
  const service = await startService(built(), all.directory, config, { SMTP_PASSWORD });
  try {
    await work(all, service, http);
  } finally {
    await service.stop('SIGKILL');
    await all.close();
  }
}

/** Every file below the directory but those that hold the secrets themselves. */
function writtenFiles(directory: string): string[] {
  const own = ['slack-token', 'incoming-url', 'hook-secret'];
  return readdirSync(directory, { recursive: true })
    .map(String)
    .filter((name) => !own.includes(name) && statSync(join(directory, name)).isFile());
}

describe('the running service', { timeout: 120_000 }, () => {
  it('writes no secret anywhere, whatever the sinks answer', async () => {
    await withService(async (all, service, http) => {
      // Answers that hold the secrets themselves.
      all.bot.faults.push({ error: 'invalid_auth' }, { status: 500 }, 'hang');
      all.incoming.faults.push({ status: 404 }, { status: 500 });
      all.hook.faults.push(
        { status: 400, body: `bad signature ${WEBHOOK_SECRET} for Bearer ${TOKEN}` },
        'drop-before',
      );
      for (let pid = 1; pid <= 3; pid++)
        appendFileSync(all.log, killLines({ pid, cgroup: `/s${pid}.service` }));
      await service.until(
        async () =>
          all.events().length === 3 &&
          (await all.account('bot')).dead > 0 &&
          (await all.account('hook')).sent >= 1,
        'deliveries of every outcome',
      );
      const command = (...args: string[]): string => {
        const config = join(all.directory, 'oomscope.yaml');
        const { stdout, stderr } = spawnSync(process.execPath, [built().cli, ...args, '--config', config], {
          encoding: 'utf8',
          env: { ...process.env, SMTP_PASSWORD },
        });
        return stdout + stderr;
      };
      const said: Record<string, string> = {
        log: JSON.stringify(service.log()),
        argv: readFileSync(`/proc/${service.process.pid}/cmdline`, 'utf8'),
        metrics: (await get(`${http}/metrics`)).text,
        status: (await get(`${http}/status`)).text + command('status'),
        print: command('config', 'print'),
        check: command('config', 'check'),
        notify: command('notify', '--test'),
      };
      await service.stop();
      for (const name of writtenFiles(all.directory))
        said[name] = readFileSync(join(all.directory, name), 'latin1');
      expect(Object.keys(said)).toContain('state/oomscope.db');
      for (const [where, text] of Object.entries(said))
        for (const secret of [TOKEN, WEBHOOK_SECRET, SMTP_PASSWORD, 'secretpart'])
          expect(text.includes(secret), `${secret} in ${where}`).toBe(false);
      expect(said.print).toContain('slack-token');
    });
  });

  it('keeps the old configuration where a secret of the new one is missing, and says so', async () => {
    await withService(async (all, service, http) => {
      const path = join(all.directory, 'oomscope.yaml');
      const config = all.config() as { sinks: Record<string, object> };
      const bot = { ...config.sinks.bot, token: { file: join(all.directory, 'no-such-token') } };
      writeFileSync(path, stringify({ ...config, sinks: { ...config.sinks, bot } }));
      service.process.kill('SIGHUP');
      const complaint = () => service.log().find(({ msg }) => String(msg).includes('the old one stays'));
      await service.until(() => complaint() !== undefined, 'the complaint');
      expect(complaint()?.error).toContain('sinks.bot.token');
      appendFileSync(all.log, killLines({ pid: 7 }));
      await all.bot.until(1);
      expect((await get(`${http}/healthz`)).status).toBe(200);
      expect(await service.stop()).toBe(0);
    });
  });

  it('answers health, readiness, status and metrics, and counts what it told', async () => {
    await withService(async (all, service, http) => {
      appendFileSync(all.log, killLines({ pid: 1 }));
      await service.until(() => all.hook.received.size === 1, 'the event');
      expect(await get(`${http}/healthz`)).toEqual({ status: 200, text: 'ok\n' });
      expect(await get(`${http}/readyz`)).toEqual({ status: 200, text: 'ok\n' });
      const { text } = await get(`${http}/metrics`);
      expect(text).toMatch(
        /^oomscope_events_total\{scope="memcg",severity="warning",killer="kernel",trust="unverified"\} 1$/m,
      );
      expect(text).toMatch(/^oomscope_deliveries_total\{sink="hook",result="delivered"\} 1$/m);
      expect(JSON.parse((await get(`${http}/status`)).text)).toMatchObject({ events: 1, openIncidents: 1 });
      expect((await fetch(`${http}/healthz`, { method: 'POST' })).status).toBe(405);
      expect((await get(`${http}/elsewhere`)).status).toBe(404);
    });
  });

  it('goes on reading standard input over a change of the configuration', async () => {
    const all = await startAllSinks();
    const service = await startService(built(), all.directory, all.config({ sources: ['stdin'] }));
    try {
      const [first, second] = [
        killLines({ pid: 1, cgroup: '/a.service' }),
        killLines({ pid: 2, cgroup: '/b.service' }),
      ];
      service.process.stdin?.write(first + second.slice(0, -60));
      await service.until(() => all.events().length >= 1, 'the first kill');
      const path = join(all.directory, 'oomscope.yaml');
      writeFileSync(path, readFileSync(path, 'utf8').replace('wait: 0s', 'wait: 100ms'));
      service.process.kill('SIGHUP');
      await service.until(
        () => service.log().some(({ msg }) => msg === 'the new configuration is used'),
        'the change',
      );
      // The line that was half read is completed after the change.
      service.process.stdin?.write(second.slice(-60));
      service.process.stdin?.end();
      await service.until(() => service.process.exitCode !== null, 'the end');
      expect(all.events().map(({ victims }) => (victims as { pid: number }[])[0]?.pid)).toEqual([1, 2]);
    } finally {
      await service.stop('SIGKILL');
      await all.close();
    }
  });
});

const hasAnalyze = spawnSync('systemd-analyze', ['--version']).status === 0;

describe('the unit', () => {
  it.skipIf(!hasAnalyze).each(['kmsg', 'journal', 'files'] as const)(
    `for %s is at 2.0 or better${hasAnalyze ? '' : ' (skipped: systemd-analyze is not installed)'}`,
    (source) => {
      const path = join(built().dist, `oomscope-${source}.service`);
      const options = { source, credentials: ['slack-token:/etc/oomscope/slack-token'] };
      writeFileSync(path, systemdUnit({ ...options, program: '/usr/bin/oomscope', node: '/usr/bin/node' }));
      const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', '--no-pager', path], {
        encoding: 'utf8',
      });
      const exposure = Number(/Overall exposure level for .*: ([\d.]+)/.exec(stdout)?.[1]);
      expect(exposure).toBeLessThanOrEqual(2);
    },
  );

  it('warns of programs that its own hardening hides from it', () => {
    const hidden = ['/home/me/oomscope/dist/cli.js', '/tmp/oomscope/cli.js'];
    const seen = ['/usr/bin/node', '/usr/lib/node_modules/oomscope/dist/cli.js', '/opt/home/cli.js'];
    expect(unreachable([...seen, ...hidden])).toEqual(hidden);
    const link = join(built().dist, 'link.js');
    const behind = mkdtempSync(join('/tmp', 'oomscope-unit-'));
    symlinkSync(behind, link);
    expect(unreachable([link])).toEqual([link]);
    rmdirSync(behind);
  });

  it('leaves the heap well below the limit of the unit', () => {
    const unit = systemdUnit({ source: 'kmsg', credentials: [], program: 'p', node: 'n' });
    const heapMiB = Number(/--max-old-space-size=(\d+)/.exec(unit)?.[1]);
    const mostMiB = Number(/MemoryMax=(\d+)M/.exec(unit)?.[1]);
    expect(heapMiB * 2).toBeLessThan(mostMiB);
    expect(unit).toContain('OOMScoreAdjust=-500');
  });
});
