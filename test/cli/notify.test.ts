/** `oomscope notify --test`: every kind of sink that takes it, and what each says when nobody answers, as people see it. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { startAnswering } from '../kit/answering-server.js';
import { useCommand } from '../kit/command.js';
import { startMailServer } from '../kit/mail-server.js';
import { startOtlp } from '../kit/otlp-server.js';
import { ROUTING_KEY, startPagerduty } from '../kit/pagerduty-server.js';
import { CHANNEL, startSlackServer, TOKEN } from '../kit/slack-server.js';
import { startWebhookServer, WEBHOOK_SECRET } from '../kit/webhook-server.js';

const command = useCommand();
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'oomscope-notify-'));
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  execFileSync('openssl', [...request, ...files, ...subject], { stdio: 'ignore' });
});
afterAll(() => rmSync(folder, { recursive: true }));

function secret(name: string, value: string): object {
  const file = join(folder, name);
  writeFileSync(file, `${value}\n`, { mode: 0o600 });
  return { file };
}

/** The sinks that reach over the network, all at one place; `at` gives the address of a path there. */
function networkSinks(at: (path: string) => string, smtp: object): Record<string, object> {
  const incoming = at('/services/T0/B0/secretpart');
  return {
    bot: { type: 'slack', token: secret('token', TOKEN), channel: CHANNEL, apiUrl: at('/api/') },
    incoming: { type: 'slack-webhook', url: secret('incoming', incoming) },
    mail: { type: 'email', from: 'a@example.org', to: ['b@example.org'], smtp },
    hook: { type: 'webhook', url: at('/hook'), secret: secret('hook', WEBHOOK_SECRET) },
    alerts: { type: 'alertmanager', urls: [at('/')] },
    pager: { type: 'pagerduty', routingKey: secret('routing-key', ROUTING_KEY), url: at('/v2/enqueue') },
    otel: { type: 'otlp', url: at('/v1/logs') },
  };
}

const SECRETS = [TOKEN, WEBHOOK_SECRET, ROUTING_KEY, 'secretpart'];

async function notify(sinks: Readonly<Record<string, object>>, ...more: readonly string[]) {
  const path = join(folder, 'config.yaml');
  writeFileSync(path, stringify({ sinks, storage: { directory: join(folder, 'state') } }));
  const ran = await command.run(['notify', '--test', '--config', path, ...more]);
  for (const value of SECRETS) expect(ran.stdout + ran.stderr).not.toContain(value);
  return { ...ran, lines: ran.stdout.trimEnd().split('\n') };
}

/** Every sink says it in a line of its own, in the order of the configuration. */
function saidBy(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(' ')), line]));
}

const NETWORK = ['bot', 'incoming', 'mail', 'hook', 'alerts', 'pager', 'otel'] as const;

/** Nobody listens there. */
async function closedPort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Exit code 4, and of every sink the same verdict, with the same advice. */
async function expectAll(sinks: Record<string, object>, words: RegExp, verdict: RegExp): Promise<void> {
  const { code, lines, stderr } = await notify(sinks);
  expect([code, stderr]).toEqual([4, '']);
  const said = saidBy(lines);
  expect(Object.keys(said)).toEqual(Object.keys(sinks));
  for (const line of Object.values(said)) {
    expect(line).toMatch(words);
    expect(line).toMatch(verdict);
  }
}

/** Nothing can have arrived, and nobody is told that it may. */
const NOT_SENT = /^\S+ \(\S+\): not now \(\d+\.\d s\): .*\. The service would try again$/;

describe('oomscope notify --test', () => {
  it('ends with 0 where every sink takes it', async () => {
    const [slack, mail, hook, pager, otel] = await Promise.all([
      startSlackServer(),
      startMailServer(),
      startWebhookServer(),
      startPagerduty(),
      startOtlp(),
    ]);
    const alerts = await startAnswering();
    const all = networkSinks((path) => `http://127.0.0.1:1${path}`, {
      ...{ host: '127.0.0.1', port: mail.port, tls: 'none' },
    });
    const events = join(folder, 'events.ndjson');
    const { code, lines } = await notify({
      bot: { ...all.bot, apiUrl: slack.apiUrl },
      incoming: { ...all.incoming, url: secret('incoming', slack.webhookUrl) },
      mail: all.mail as object,
      hook: { ...all.hook, url: hook.url },
      alerts: { ...all.alerts, urls: [alerts.url] },
      pager: { ...all.pager, url: pager.url },
      otel: { ...all.otel, url: otel.url },
      file: { type: 'ndjson', path: events },
      own: { type: 'command', command: ['/bin/sh', '-c', 'cat > "$0"', join(folder, 'told.json')] },
    });
    await Promise.all([slack, mail, hook, pager, otel, alerts].map((one) => one.close()));
    expect(lines.filter((line) => !/^\S+ \(\S+\): delivered in \d+\.\d s$/.test(line))).toEqual([]);
    expect([code, lines.length]).toEqual([0, 9]);
    expect([slack.posted.length, mail.mails.length, hook.received.size]).toEqual([2, 1, 1]);
    expect([otel.records.length, alerts.requests.length]).toEqual([1, 1]);
    // It is opened and ended at once, so that it wakes nobody.
    expect([...pager.alerts.values()]).toMatchObject([{ isOpen: false, payload: { severity: 'info' } }]);
    expect([...slack.complaints, ...hook.complaints, ...pager.complaints, ...otel.complaints]).toEqual([]);
    expect(readFileSync(events, 'utf8').trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(readFileSync(join(folder, 'told.json'), 'utf8'))).toMatchObject({ kind: 'sample' });
  });

  it('says of each sink that nothing listens there', async () => {
    const port = await closedPort();
    const sinks = networkSinks((path) => `http://127.0.0.1:${port}${path}`, {
      ...{ host: '127.0.0.1', port, tls: 'none' },
    });
    await expectAll(
      sinks,
      /ECONNREFUSED 127\.0\.0\.1:\d+: nothing listens there; check host and port/,
      NOT_SENT,
    );
  });

  it('says of each sink that there is no host of that name', async () => {
    const sinks = networkSinks((path) => `https://no-such-host.invalid${path}`, {
      ...{ host: 'no-such-host.invalid', tls: 'none' },
    });
    await expectAll(sinks, /(?:ENOTFOUND|EAI_AGAIN) no-such-host\.invalid: .*DNS of this machine/, NOT_SENT);
  });

  it('says of each sink whose certificate nobody known here signed what to do', async () => {
    const identity = {
      key: readFileSync(join(folder, 'key.pem'), 'utf8'),
      cert: readFileSync(join(folder, 'cert.pem'), 'utf8'),
    };
    const server = createTlsServer(identity, (_, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const mail = await startMailServer({ ...identity, isImplicit: true });
    const { port } = server.address() as AddressInfo;
    const sinks = networkSinks((path) => `https://localhost:${port}${path}`, {
      ...{ host: 'localhost', port: mail.port, tls: 'implicit' },
    });
    await expectAll(sinks, /self-signed certificate: .*NODE_EXTRA_CA_CERTS \(for mail: smtp\.ca\)/, NOT_SENT);
    server.closeAllConnections();
    await Promise.all([mail.close(), new Promise((resolve) => server.close(resolve))]);
  });

  it('says of each sink that TLS is not spoken there', async () => {
    const [server, mail] = await Promise.all([startAnswering(), startMailServer()]);
    const { port } = new URL(server.url);
    const sinks = networkSinks((path) => `https://localhost:${port}${path}`, {
      ...{ host: 'localhost', port: mail.port, tls: 'implicit' },
    });
    await expectAll(sinks, /wrong version number: it does not speak TLS at that port/, NOT_SENT);
    await Promise.all([server.close(), mail.close()]);
  });

  it('says of each sink that its secret is wrong', async () => {
    const server = await startAnswering(() => ({ status: 401, body: 'no\n' }));
    const mail = await startMailServer({ user: 'oomscope', password: 'right' });
    const slack = await startSlackServer();
    const smtp = { host: '127.0.0.1', port: mail.port, tls: 'none', user: 'oomscope' };
    const sinks = networkSinks((path) => `${server.url.slice(0, -1)}${path}`, {
      ...smtp,
      password: secret('smtp', 'wrong-password'),
    });
    // Slack says it in its own way.
    const bot = { ...sinks.bot, apiUrl: slack.apiUrl, token: secret('token', 'xoxb-1-guess') };
    const words =
      /HTTP 401 \(check the token or password\): no|535 wrong password|invalid_auth: the token is wrong/;
    await expectAll({ ...sinks, bot }, words, /: refused \(\d+\.\d s\): .*\. The service would give up$/);
    await Promise.all([server.close(), mail.close(), slack.close()]);
  });

  it('says what is wrong on this machine', async () => {
    const { code, lines } = await notify({
      file: { type: 'ndjson', path: join(folder, 'none/events.ndjson') },
      missing: { type: 'command', command: ['/no/such/program'] },
      closed: { type: 'command', command: [join(folder, 'cert.pem')] },
      broken: { type: 'command', command: ['/bin/sh', '-c', 'echo it broke >&2; exit 77'] },
      later: { type: 'command', command: ['/bin/sh', '-c', 'exit 75'] },
      slow: { type: 'command', command: ['/bin/sleep', '20'], timeout: '1s' },
    });
    expect(code).toBe(4);
    expect(saidBy(lines)).toEqual({
      file: expect.stringMatching(/not now .*events\.ndjson: ENOENT/),
      missing: expect.stringMatching(/not now .*there is no such program; give its whole path/),
      closed: expect.stringMatching(/not now .*it may not be executed; run: chmod \+x/),
      broken: expect.stringMatching(/refused .*ended with exit code 77: it broke/),
      later: expect.stringMatching(/not now .*ended with exit code 75/),
      slow: expect.stringMatching(
        /not now \(1\.\d s\): .*did not end within 1 s\. .*may have arrived all the same/,
      ),
    });
  });

  it.skipIf(existsSync('/run/systemd/journal/socket'))('says that no journal runs here', async () => {
    const { code, stdout } = await notify({ journal: { type: 'journald' } });
    expect(code).toBe(4);
    expect(stdout).toMatch(/not now .*journald does not run here/);
  });

  it('asks one sink alone, and says which there are', async () => {
    const sinks = {
      file: { type: 'ndjson', path: join(folder, 'one.ndjson') },
      missing: { type: 'command', command: ['/no/such/program'] },
    };
    const one = await notify(sinks, '--sink', 'file');
    expect([one.code, one.lines.length]).toEqual([0, 1]);
    const none = await notify(sinks, '--sink', 'fiel');
    expect([none.code, none.stdout]).toEqual([2, '']);
    expect(none.stderr).toContain('sink "fiel" is not configured; configured are: file, missing');
  });

  // Each waits for its own time limit, the longest for 20 seconds.
  it.skipIf(process.env.OOMSCOPE_LONG_RUN === undefined)('waits for none but so long', async () => {
    const silent = createTcpServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const beganMs = Date.now();
    const { code, lines } = await notify(
      networkSinks((path) => `http://127.0.0.1:${port}${path}`, {
        ...{ host: '127.0.0.1', port, tls: 'none' },
      }),
    );
    silent.close();
    expect(code).toBe(4);
    const words = /no answer within 1[05] s|aborted due to timeout|Greeting never received/;
    expect(lines.filter((line) => !words.test(line))).toEqual([]);
    expect(lines).toHaveLength(NETWORK.length);
    // All at once: together they take no longer than the slowest.
    expect(Date.now() - beganMs).toBeLessThan(35_000);
  });
});
