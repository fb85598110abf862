/**
 * The five minutes of the README, by its own commands and its own configuration, as README.md has them: run in a folder in place of
 * `/`, with a stand-in for Slack, a real SMTP server, and the service started as systemd would start it. Replaced are the names that
 * the README makes up (channel, mail host) and what only a machine has: systemctl, and the journal, for which a log file stands.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Built, buildProgram } from '../kit/built.js';
import { killLines } from '../kit/kill-lines.js';
import { type MailServer, startMailServer } from '../kit/mail-server.js';
import { CHANNEL, type SlackServer, startSlackServer, TOKEN } from '../kit/slack-server.js';

const PASSWORD = 'the-mail-password';
const NOBODY = 65_534;

/** The indented blocks of the section, in order; a comment behind a command is none of it. */
function blocksOf(readme: string): string[] {
  const [, section = ''] = readme.split('### Five minutes to a Slack message and a mail\n');
  const [steps = ''] = section.split('\n### ');
  return [...steps.matchAll(/(?:^ {7}.*\n)+/gm)].map(([block]) => block.replaceAll(/^ {7}/gm, ''));
}

const blocks = blocksOf(readFileSync(new URL('../../README.md', import.meta.url), 'utf8'));
const blockWith = (word: string): string => {
  const found = blocks.filter((block) => block.includes(word));
  if (found.length !== 1) throw new Error(`${found.length} blocks of the README have "${word}"`);
  return found[0] ?? '';
};

let root = '';
let built: Built;
let slack: SlackServer;
let mail: MailServer;
let service: ChildProcess | null = null;
const at = (path: string): string => `${root}${path}`;

beforeAll(async () => {
  built = buildProgram();
  root = mkdtempSync(join(tmpdir(), 'oomscope-readme-'));
  chmodSync(root, 0o755);
  const files = ['-keyout', at('/key.pem'), '-out', at('/ca.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...subject],
    {
      stdio: 'ignore',
    },
  );
  const [key, cert] = [readFileSync(at('/key.pem'), 'utf8'), readFileSync(at('/ca.pem'), 'utf8')];
  [slack, mail] = await Promise.all([
    startSlackServer(),
    startMailServer({ key, cert, user: 'oomscope', password: PASSWORD }),
  ]);
  for (const folder of ['/etc/systemd/system', '/bin', '/var/log', '/state'])
    mkdirSync(at(folder), { recursive: true });
  writeFileSync(at('/bin/oomscope'), `#!/bin/sh\nexec ${process.execPath} ${built.cli} "$@"\n`, {
    mode: 0o755,
  });
  writeFileSync(at('/bin/systemctl'), `#!/bin/sh\necho "$@" >> ${at('/systemctl-calls')}\n`, { mode: 0o755 });
  writeFileSync(at('/var/log/kern.log'), '');
}, 120_000);
afterAll(async () => {
  service?.kill('SIGKILL');
  await Promise.all([slack?.close(), mail?.close()]);
  built?.remove();
  rmSync(root, { recursive: true, force: true });
});

/** As root would type it, each command for itself; what is to be pasted comes through a pipe. */
function type(command: string, pasted = ''): Promise<{ code: number | null; text: string }> {
  const script = `printf '%s' "$PASTED" | { ${command.replaceAll('/etc/', at('/etc/'))}\n}`;
  const child = spawn('bash', ['-c', script], {
    env: {
      PATH: `${at('/bin')}:${process.env.PATH}`,
      ...{ HOME: at('/home'), XDG_CONFIG_HOME: at('/etc'), CONFIGURATION_DIRECTORY: at('/etc/oomscope') },
      ...{ STATE_DIRECTORY: at('/state'), PASTED: pasted },
    },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (text += data.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, text })));
}

const commandsOf = (block: string): string[] =>
  block
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line !== '');

describe('the five minutes of the README', { timeout: 120_000 }, () => {
  it('store the secrets for root alone, and the configuration for the service to read', async () => {
    for (const command of commandsOf(blockWith('install -d'))) {
      const secret = command.includes('slack-token') ? TOKEN : PASSWORD;
      expect(await type(command, `${secret}\n`)).toEqual({ code: 0, text: '' });
    }
    const config = blockWith('sinks:')
      .replace('channel: C0123456789', `channel: ${CHANNEL}\n    apiUrl: ${slack.apiUrl}`)
      .replace('host: smtp.example.org', `host: localhost, port: ${mail.port}, ca: ${at('/ca.pem')}`);
    const more = `sources: [{ file: ${at('/var/log/kern.log')} }]\nhttp: off\ngrouping: { wait: 500ms }\n`;
    writeFileSync(at('/etc/oomscope/config.yaml'), config + more);
    expect(config).toContain(slack.apiUrl);
    expect(config).toContain(`port: ${mail.port}`);
  });

  it('try every sink: a message in Slack, a mail, and an answer for each', async () => {
    const [checking = '', notifying = ''] = commandsOf(blockWith('notify --test'));
    const [check, notify] = [await type(checking), await type(notifying)];
    expect(check).toEqual({ code: 0, text: expect.stringContaining('config.yaml') });
    expect(notify.text).toMatch(/^team \(slack\): delivered in .*\noncall \(email\): delivered in .*\n$/);
    expect(notify.code).toBe(0);
    expect(slack.posted[0]?.text).toContain('test');
    const [letter] = await mail.parsed();
    expect([letter?.from?.text, mail.mails[0]?.recipients, mail.mails[0]?.isSecure]).toEqual([
      'oomscope@example.org',
      ['oncall@example.org'],
      true,
    ]);
  });

  it('start a service that tells of a kill by Slack and mail', async () => {
    const [print = '', enable = '', status = ''] = commandsOf(blockWith('systemctl'));
    const printed = await type(print);
    expect(printed.code).toBe(0);
    // The clone that the tests run in may stand where no unit reaches it.
    expect(printed.text).toMatch(
      /^\/(?:home|root|tmp|var\/tmp)\//.test(built.cli) ? /the unit cannot reach/ : /^$/,
    );
    expect((await type(enable)).code).toBe(0);
    expect(readFileSync(at('/systemctl-calls'), 'utf8')).toBe('daemon-reload\nenable --now oomscope\n');
    service = startAsSystemd(readFileSync(at('/etc/systemd/system/oomscope.service'), 'utf8'));
    let log = '';
    service.stderr?.on('data', (data: Buffer) => {
      log += data.toString();
    });
    const end = Date.now() + 30_000;
    while (!log.includes('"watching"') && Date.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(log).toContain('"watching"');
    appendFileSync(at('/var/log/kern.log'), killLines({ pid: 4711, comm: 'billing' }));
    // The sample, the kill, and its details.
    await slack.until(3);
    await mail.until(2);
    expect(slack.posted[1]?.text).toContain('billing');
    expect((await mail.parsed())[1]?.subject).toContain('billing');
    expect(slack.complaints).toEqual([]);
    expect(await type(status)).toEqual({
      code: 0,
      text: expect.stringMatching(/^Running with .*\nEvents: 1, /),
    });
  });
});

/** Not where this is not run by root, or the program lies in a home that nobody else may enter. */
function canBeNobody(): boolean {
  if (process.getuid?.() !== 0) return false;
  chmodSync(dirname(built.dist), 0o755);
  const look = `require('node:fs').accessSync(${JSON.stringify(built.cli)})`;
  return spawnSync(process.execPath, ['-e', look], { uid: NOBODY, gid: NOBODY }).status === 0;
}

/** With the credentials and as the user that the unit says, as far as that is allowed here. */
function startAsSystemd(unit: string): ChildProcess {
  const [, command = ''] = /^ExecStart=(.*)$/m.exec(unit) ?? [];
  const [program = '', ...args] = command.split(' ');
  const isOther = canBeNobody();
  mkdirSync(at('/credentials'), { recursive: true });
  const own = (path: string): void => (isOther ? chownSync(path, NOBODY, NOBODY) : undefined);
  for (const [, name = '', from = ''] of unit.matchAll(/^LoadCredential=([^:]+):(.*)$/gm)) {
    copyFileSync(from, at(`/credentials/${name}`));
    chmodSync(at(`/credentials/${name}`), 0o400);
    own(at(`/credentials/${name}`));
  }
  chmodSync(at('/state'), 0o700);
  own(at('/state'));
  return spawn(program, args, {
    ...(isOther ? { uid: NOBODY, gid: NOBODY } : {}),
    env: {
      ...{ PATH: process.env.PATH, HOME: '/', XDG_CONFIG_HOME: at('/etc') },
      ...{ CREDENTIALS_DIRECTORY: at('/credentials'), STATE_DIRECTORY: at('/state') },
    },
  });
}
