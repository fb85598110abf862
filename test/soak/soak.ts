/**
 * `npm run soak`: the built service on a machine where much goes wrong, for an hour or for `--minutes N`: kills one by one and in
 * bursts, sinks that fail, changes of the configuration, rotations of the log. Prints a line a minute and, at the end, whether
 * everything that happened was sent or stored, and whether memory and open files stayed flat.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { openStore } from '../../src/store/store.js';
import { accountOf, totalOf } from '../kit/accounting.js';
import { CHANNEL, TOKEN } from '../kit/slack-server.js';
import { WEBHOOK_SECRET } from '../kit/webhook-server.js';
import { createGauge, flatness, type Reading } from './gauge.js';
import { type Peers, startPeers } from './peers.js';
import { createWorld, type World } from './world.js';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, keep: { type: 'boolean', default: false } },
});
const seconds = Number(values.minutes) * 60;
const directory = mkdtempSync(join(tmpdir(), 'oomscope-soak-'));
const paths = {
  log: join(directory, 'kern.log'),
  config: join(directory, 'oomscope.yaml'),
  state: join(directory, 'state'),
  events: join(directory, 'events.ndjson'),
};
const SINKS = ['team', 'oncall', 'hook', 'file'] as const;
const EVERY = { fault: 37, reload: 150 } as const;

function secret(name: string, value: string): object {
  const file = join(directory, name);
  writeFileSync(file, `${value}\n`, { mode: 0o600 });
  return { file };
}

function configuration(peers: Peers, http: string, storm: number): object {
  return {
    sources: [{ file: paths.log }],
    sinks: {
      team: { type: 'slack', token: secret('token', TOKEN), channel: CHANNEL, apiUrl: peers.slack.apiUrl },
      oncall: {
        ...{ type: 'email', from: 'oomscope@example.org', to: ['a@example.org'] },
        smtp: { host: '127.0.0.1', port: peers.mail.port, tls: 'none' },
      },
      hook: { type: 'webhook', url: peers.webhook.url, secret: secret('hook', WEBHOOK_SECRET) },
      file: { type: 'ndjson', path: paths.events },
    },
    grouping: { wait: '2s', replyEvery: '30s', quiet: '90s', remind: '5m', mailDigest: '2m', storm },
    storage: { directory: paths.state },
    http: { listen: http },
  };
}

async function freeAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return `127.0.0.1:${port}`;
}

async function counts(): Promise<Pick<Reading, 'stored' | 'sent' | 'waiting'>> {
  const store = await openStore(join(paths.state, 'oomscope.db'), { readOnly: true });
  const { stored } = accountOf(store, 'team');
  const of = (states: readonly string[]) =>
    store.outbox
      .counts()
      .filter(({ state }) => states.includes(state))
      .reduce((sum, { count }) => sum + count, 0);
  const result = { stored, sent: of(['sent']), waiting: of(['pending', 'sending']) };
  store.close();
  return result;
}

const COLUMNS: readonly (readonly [keyof Reading, number, string])[] = [
  ['minute', 0, 'minute'],
  ['rssMiB', 1, 'RSS MiB'],
  ['fds', 0, 'fds'],
  ['cpuSeconds', 2, 'CPU s'],
  ['lagMs', 0, 'lag ms'],
  ['happened', 0, 'happened'],
  ['stored', 0, 'stored'],
  ['sent', 0, 'messages'],
  ['waiting', 0, 'waiting'],
];

function printRow(cells: readonly string[]): void {
  process.stdout.write(`${cells.map((cell) => cell.padStart(9)).join(' ')}\n`);
}

interface Soak {
  readonly peers: Peers;
  readonly world: World;
  readonly http: string;
  readonly pid: number;
}

async function run({ peers, world, http, pid }: Soak): Promise<Reading[]> {
  const gauge = createGauge(pid, http);
  const readings: Reading[] = [];
  printRow(COLUMNS.map(([, , title]) => title));
  const began = Date.now();
  for (let second = 1; second <= seconds; second++) {
    await world.tick();
    if (second % EVERY.fault === 0) peers.fail();
    if (second % EVERY.reload === 0) {
      const isWrong = (second / EVERY.reload) % 3 === 0;
      const config = stringify(configuration(peers, http, 20 + ((second / EVERY.reload) % 2)));
      writeFileSync(paths.config, isWrong ? `${config}\nnonsense: true\n` : config);
      process.kill(pid, 'SIGHUP');
    }
    await gauge.probe();
    if (second % 60 === 0) {
      const reading = {
        minute: second / 60,
        ...gauge.read(),
        happened: world.happened(),
        ...(await counts()),
      };
      readings.push(reading);
      printRow(COLUMNS.map(([name, digits]) => reading[name].toFixed(digits)));
    }
    await sleep(Math.max(0, began + second * 1000 - Date.now()));
  }
  return readings;
}

/** Nothing fails any more: what waits is sent, digests and summaries come, within a few minutes. */
async function settle(peers: Peers): Promise<void> {
  peers.calm();
  for (let second = 0; second < 600; second++) {
    const store = await openStore(join(paths.state, 'oomscope.db'), { readOnly: true });
    const isDone = SINKS.every((sink) => accountOf(store, sink).waiting === 0);
    store.close();
    if (isDone && (await counts()).waiting === 0) return;
    await sleep(1000);
  }
}

async function verdict(peers: Peers, happened: number): Promise<boolean> {
  const store = await openStore(join(paths.state, 'oomscope.db'), { readOnly: true });
  let isRight = true;
  for (const sink of SINKS) {
    const account = accountOf(store, sink);
    const total = totalOf(account);
    const isSame = account.stored === happened && total === happened;
    isRight &&= isSame;
    process.stdout.write(
      `${sink.padEnd(7)} happened ${happened}, stored ${account.stored}; told ${account.sent} + waiting ${account.waiting} + given up ${account.dead} + kept quiet ${account.untold} = ${total}${isSame ? '' : '  WRONG'}\n`,
    );
  }
  const ids = readFileSync(paths.events, 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { id: string }).id);
  const keys = peers.slack.posted.map(({ metadata }) => metadata?.event_payload?.key);
  const outcomes = {
    'NDJSON lines twice': ids.length - new Set(ids).size,
    'NDJSON events': new Set(ids).size,
    'webhook events': peers.webhook.received.size,
    'webhook repeats (same key)': peers.webhook.repeats,
    'webhook complaints': peers.webhook.complaints.length,
    'Slack messages': keys.length,
    'Slack messages twice': keys.length - new Set(keys).size,
    'Slack complaints': peers.slack.complaints.length,
    mails: peers.mail.mails.length,
  };
  for (const [name, value] of Object.entries(outcomes)) process.stdout.write(`${name}: ${value}\n`);
  store.close();
  return (
    isRight &&
    outcomes['NDJSON lines twice'] === 0 &&
    outcomes['NDJSON events'] === happened &&
    outcomes['webhook events'] === happened &&
    outcomes['webhook complaints'] + outcomes['Slack complaints'] + outcomes['Slack messages twice'] === 0
  );
}

async function main(): Promise<void> {
  const peers = await startPeers();
  const http = await freeAddress();
  const world = createWorld(paths.log);
  writeFileSync(paths.config, stringify(configuration(peers, http, 20)));
  const child = spawn(
    process.execPath,
    [
      '--max-old-space-size=192',
      '--max-semi-space-size=4',
      resolve('dist/cli.js'),
      'watch',
      '--config',
      paths.config,
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, TZ: 'UTC' },
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      child.kill('SIGKILL');
      process.exit(130);
    });
  child.stderr.pipe(createWriteStream(join(directory, 'service.log')));
  try {
    await sleep(5000);
    const readings = await run({ peers, world, http, pid: child.pid ?? 0 });
    await settle(peers);
    const began = Date.now();
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    process.stdout.write(
      `stopped with ${code} in ${Date.now() - began} ms; ${(world.bytes() / 1e6).toFixed(0)} MB of log\n`,
    );
    const isRight = await verdict(peers, world.happened());
    const flat = flatness(readings);
    process.stdout.write(`${flat.words}\n`);
    process.stdout.write(
      `${isRight ? 'sent + stored = happened' : 'NOT everything is accounted for'}; ${flat.isFlat ? 'flat' : 'NOT flat'}\n`,
    );
    process.exitCode = isRight && flat.isFlat && code === 0 ? 0 : 1;
  } finally {
    child.kill('SIGKILL');
    await peers.close();
    if (values.keep || process.exitCode !== 0) process.stdout.write(`kept: ${directory}\n`);
    else rmSync(directory, { recursive: true });
  }
}

await main();
