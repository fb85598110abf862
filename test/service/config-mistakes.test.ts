/** Mistakes in the configuration of what reaches beyond this machine: each is told with its line, and what was expected there. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSinks } from '../../src/service/config/create-sinks.js';
import { ConfigError, parseConfig } from '../../src/service/config/load-config.js';
import { createReceiver, isReceiver } from '../../src/service/create-receivers.js';

function complaintsOf(text: string): readonly string[] {
  try {
    parseConfig(text, 'c.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n');
  }
}

const SECRET =
  'expected {file: PATH}, {credential: NAME} or {env: NAME}: secrets never stand in the configuration itself';
const UNKNOWN = 'is unknown here; oomscope config schema lists what is possible';
const meant = (name: string): string => UNKNOWN.replace('; ', `; did you mean ${name}? `);
const ADDRESS = 'expected ADDRESS:PORT, with a port from 1 to 65535';
const SYSLOG = 'expected udp://, tcp:// or tls:// and ADDRESS:PORT, with a port from 1 to 65535';

/** A source, the key at fault and the column where it stands, and what is said. */
const SOURCES: readonly (readonly [string, string])[] = [
  ['{ syslog: "udp://127.0.0.1" }', `3:7: sources.1.syslog: ${SYSLOG}`],
  ['{ syslog: "127.0.0.1:514" }', `3:7: sources.1.syslog: ${SYSLOG}`],
  ['{ syslog: "udp://127.0.0.1:70000" }', `3:7: sources.1.syslog: ${SYSLOG}`],
  ['{ syslog: "udp://:514" }', `3:7: sources.1.syslog: ${SYSLOG}`],
  ['{ syslog: 514 }', '3:7: sources.1.syslog: expected text, not a number'],
  ['{ syslog: "udp://127.0.0.1:514", crt: x }', `3:38: sources.1.crt ${meant('cert')}`],
  ['{ syslog: "tls://127.0.0.1:6514", cert: a, key: hunter2 }', `3:48: sources.1.key: ${SECRET}`],
  ['{ netconsole: "127.0.0.1" }', `3:7: sources.1.netconsole: ${ADDRESS}`],
  ['{ netconsole: "127.0.0.1:0" }', `3:7: sources.1.netconsole: ${ADDRESS}`],
  ['{ netconsole: "127.0.0.1:6666", token: {env: X} }', `3:37: sources.1.token ${UNKNOWN}`],
  ['{ http: "http://127.0.0.1:9845" }', `3:7: sources.1.http: ${ADDRESS}`],
  ['{ http: "127.0.0.1:98450" }', `3:7: sources.1.http: ${ADDRESS}`],
  ['{ http: "127.0.0.1:9845", tokn: {env: X} }', `3:31: sources.1.tokn ${meant('token')}`],
  ['{ http: "127.0.0.1:9845", token: hunter2 }', `3:31: sources.1.token: ${SECRET}`],
  ['{ http: "127.0.0.1:9845", token: { fil: x } }', `3:31: sources.1.token: ${SECRET}`],
  [
    '{ http: "127.0.0.1:9845", token: { file: 1 } }',
    '3:40: sources.1.token.file: expected text, not a number',
  ],
  ['{ http: "127.0.0.1:9845", rate: 0 }', '3:31: sources.1.rate: expected at least 1'],
  ['{ http: "127.0.0.1:9845", rate: 20000 }', '3:31: sources.1.rate: expected at most 10000'],
  ['{ http: "127.0.0.1:9845", rate: fast }', '3:31: sources.1.rate: expected a number, not text'],
];

const LIST = 'expected a list, such as [a, b]';
const URL = 'expected an http or https address';
const TIME = 'expected a time such as 10s, 15m, 4h or 90d';
const AM = 'type: alertmanager\nurls: ["https://am"]';
const PD = 'type: pagerduty\nroutingKey: { env: A }';
const OTLP = 'type: otlp\nurl: https://c';
const COMMAND = 'type: command\ncommand: [/bin/x]';

/** A sink, from line 3 on, and what is said, one complaint a line. */
const SINKS: readonly (readonly [string, string])[] = [
  ['type: alertmanager', `2:3: sinks.one.urls: ${LIST}, but it is missing`],
  ['type: alertmanager\nurls: []', '4:5: sinks.one.urls: expected at least 1 of them'],
  ['type: alertmanager\nurls: https://am', `4:5: sinks.one.urls: ${LIST}, not text`],
  ['type: alertmanager\nurls: ["am:9093"]', `4:12: sinks.one.urls.0: ${URL}`],
  ['type: alertmanager\nurls: ["https://am:99999"]', `4:12: sinks.one.urls.0: ${URL}`],
  [
    'type: alertmanager\nurls: ["http://am:9093"]',
    '4:12: sinks.one.urls.0 is not encrypted; use https, or set allowHttp: true',
  ],
  [
    'type: alertmanager\nurls: ["https://u:hunter2@am"]',
    '4:12: sinks.one.urls.0: expected an address without a user or password: secrets never stand in the configuration itself',
  ],
  [
    'type: alertmanager\nurl: https://am',
    `2:3: sinks.one.urls: ${LIST}, but it is missing\n4:5: sinks.one.url ${meant('urls')}`,
  ],
  [`${AM}\nhold: 5`, `5:5: sinks.one.hold: ${TIME}`],
  [`${AM}\nhold: 5s`, '5:5: sinks.one.hold: expected at least 60s'],
  [`${AM}\nlabels: { a-b: c }`, "5:15: sinks.one.labels.a-b: expected a label's name: letters, digits and _"],
  [`${AM}\nlabels: { a: 1 }`, '5:15: sinks.one.labels.a: expected text, not a number'],
  [`${AM}\nbearer: hunter2`, `5:5: sinks.one.bearer: ${SECRET}`],
  [`${AM}\nbasic: { user: a }`, `5:5: sinks.one.basic.password: ${SECRET}, but it is missing`],
  [
    `${AM}\nbasic: { user: a, password: {env: A} }\nbearer: {env: B}`,
    '6:5: sinks.one.bearer: basic is given too; keep one of the two ways to sign in',
  ],
  ['type: pagerduty', `2:3: sinks.one.routingKey: ${SECRET}, but it is missing`],
  ['type: pagerduty\nroutingKey: hunter2', `4:5: sinks.one.routingKey: ${SECRET}`],
  [
    'type: pagerduty\nrouting_key: { env: A }',
    `2:3: sinks.one.routingKey: ${SECRET}, but it is missing\n4:5: sinks.one.routing_key ${meant('routingKey')}`,
  ],
  [`${PD}\nurl: ftp://x`, `5:5: sinks.one.url: ${URL}`],
  [`${PD}\nlinks: [{ text: a, href: nope }]`, `5:24: sinks.one.links.0.href: ${URL}`],
  [`${PD}\nlinks: [{ href: "https://x" }]`, '5:13: sinks.one.links.0.text: expected text, but it is missing'],
  ['type: otlp', '2:3: sinks.one.url: expected text, but it is missing'],
  ['type: otlp\nurl: collector:4318', `4:5: sinks.one.url: ${URL}`],
  [
    'type: otlp\nurl: http://collector:4318',
    '4:5: sinks.one.url is not encrypted; use https, or set allowHttp: true',
  ],
  [`${OTLP}\nheaders: { authorization: Bearer hunter2 }`, `5:16: sinks.one.headers.authorization: ${SECRET}`],
  [`${OTLP}\nheaders: { "a b": {env: X} }`, "5:16: sinks.one.headers.a b: expected a header's name"],
  [`${OTLP}\nprotocol: grpc`, `5:5: sinks.one.protocol ${UNKNOWN}`],
  [`${OTLP}\nallowHttp: "yes"`, '5:5: sinks.one.allowHttp: expected true or false, not text'],
  ['type: journald\nunit: x', `4:5: sinks.one.unit ${UNKNOWN}`],
  ['type: journald\ntrust: yes', '4:5: sinks.one.trust: expected verified or unverified'],
  ['type: command', `2:3: sinks.one.command: ${LIST}, but it is missing`],
  ['type: command\ncommand: /bin/x', `4:5: sinks.one.command: ${LIST}, not text`],
  ['type: command\ncommand: []', '4:5: sinks.one.command: expected at least 1 of them'],
  [`${COMMAND}\ntimeout: 10`, `5:5: sinks.one.timeout: ${TIME}`],
  [`${COMMAND}\nshell: true`, `5:5: sinks.one.shell ${UNKNOWN}`],
  [
    'type: alertmanger',
    '3:5: sinks.one.type: expected one of slack, slack-webhook, email, webhook, ndjson, alertmanager, pagerduty, otlp, journald, command',
  ],
  [
    'urls: []',
    '2:3: sinks.one.type: expected one of slack, slack-webhook, email, webhook, ndjson, alertmanager, pagerduty, otlp, journald, command, but it is missing',
  ],
];

const OTHERS: readonly (readonly [string, string])[] = [
  ['moment: { arguments: secret }', '1:11: moment.arguments: expected redacted or full or none'],
  ['moment: { argument: full }', `1:11: moment.argument ${meant('arguments')}`],
  ['moment: { silentDeaths: maybe }', '1:11: moment.silentDeaths: expected true or false, not text'],
  ['moment: on', '1:1: moment: expected off, or {arguments: redacted|full|none, silentDeaths: true|false}'],
  ['http: { listen: "127.0.0.1:70000" }', '1:9: http.listen: expected a port up to 65535'],
  ['sources: []', '1:1: sources: expected at least 1 of them'],
];

describe('a mistake is told with its place and what was expected', () => {
  it.each(SOURCES)('%s', (source, said) => {
    expect(complaintsOf(`sources:\n  - auto\n  - ${source}\n`)).toEqual([`c.yaml:${said}`]);
  });

  it.each(SINKS)('%s', (sink, said) => {
    const lines = sink.split('\n').map((line) => `    ${line}\n`);
    const complaints = complaintsOf(`sinks:\n  one:\n${lines.join('')}`);
    expect(complaints).toEqual(said.split('\n').map((line) => `c.yaml:${line}`));
    expect(complaints.join()).not.toContain('hunter2');
  });

  it.each(OTHERS)('%s', (text, said) => {
    expect(complaintsOf(`${text}\n`)).toEqual([`c.yaml:${said}`]);
  });

  it.each(['journalct', '{ netconsol: "127.0.0.1:6666" }', '7', '{ file: a, journal: b }'])(
    'a source of no kind: %s',
    (source) => {
      const [complaint, ...others] = complaintsOf(`sources:\n  - ${source}\n`);
      expect(complaint).toMatch(/^c\.yaml:2:\d+: sources\.0/);
      expect(complaint).toMatch(
        /: expected auto, kmsg, journal, .*\{syslog: .*\{netconsole: .*\{http: | is unknown here/,
      );
      expect(others).toEqual([]);
    },
  );

  it('says all of them at once', () => {
    const text =
      'sources:\n  - { http: 9845 }\nsinks:\n  one: { type: otlp }\n  two: { type: command }\nhots: x\n';
    expect(complaintsOf(text).map((line) => line.split(': ', 2).slice(0, 2).join(' '))).toEqual([
      'c.yaml:2:7 sources.0.http',
      'c.yaml:4:3 sinks.one.url',
      'c.yaml:5:3 sinks.two.command',
      'c.yaml:6:1 hots is unknown here; did you mean host? oomscope config schema lists what is possible',
    ]);
  });
});

describe('a secret that cannot be had', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'oomscope-secrets-'));
    for (const [name, text, mode] of [
      ['open', 'hunter2', 0o644],
      ['empty', '\n', 0o600],
    ] as const) {
      writeFileSync(join(folder, name), text);
      chmodSync(join(folder, name), mode);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const SECRETS: readonly (readonly [string, (folder: string) => object, RegExp])[] = [
    ['a file that is not there', (at) => ({ file: join(at, 'none') }), /none: no such file/],
    [
      'a file that everybody can read',
      (at) => ({ file: join(at, 'open') }),
      /everybody can read .*; run: chmod o= /,
    ],
    ['an empty file', (at) => ({ file: join(at, 'empty') }), /the secret is empty/],
    ['a variable that is not set', () => ({ env: 'NOT_SET' }), /the environment variable NOT_SET is not set/],
    ['a credential that is passed by nobody', () => ({ credential: 'nobody' }), /LoadCredential=nobody:/],
  ];
  const HOLDERS: readonly (readonly [string, (secret: object) => object])[] = [
    ['alertmanager.bearer', (bearer) => ({ type: 'alertmanager', urls: ['https://am'], bearer })],
    [
      'alertmanager.basic.password',
      (password) => ({ type: 'alertmanager', urls: ['https://am'], basic: { user: 'a', password } }),
    ],
    ['pagerduty.routingKey', (routingKey) => ({ type: 'pagerduty', routingKey })],
    [
      'otlp.headers.api-key',
      (secret) => ({ type: 'otlp', url: 'https://c', headers: { 'api-key': secret } }),
    ],
  ];

  it.each(SECRETS)('%s', async (_, secret, words) => {
    const env = { CONFIGURATION_DIRECTORY: folder };
    for (const [path, sink] of HOLDERS) {
      const config = parseConfig(JSON.stringify({ sinks: { one: sink(secret(folder)) } }), 'c.yaml');
      const failure = await createSinks(config, 'web1', env).then(
        () => null,
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(ConfigError);
      const { message } = failure as Error;
      expect(message).toMatch(words);
      expect(message).toContain(`sinks.one.${path.slice(path.indexOf('.') + 1)}: `);
      expect(message).not.toContain('hunter2');
    }
    const [source] = parseConfig(
      JSON.stringify({ sources: [{ http: '127.0.0.1:9845', token: secret(folder) }] }),
      'c.yaml',
    ).sources;
    if (source === undefined || !isReceiver(source)) throw new Error('no receiver');
    expect(() => createReceiver(source, env)).toThrow(words);
  });
});
