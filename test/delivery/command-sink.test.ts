/** Commands of one's own: what they get, what their exit codes mean, and that they are held to time and size. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCommandSink } from '../../src/delivery/command/command-sink.js';
import { eventJson } from '../../src/delivery/event-json.js';
import { hostileEvents } from './hostile-letters.js';
import { letter, never } from './letters.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'oomscope-command-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const ENV = { PATH: process.env.PATH, SLACK_TOKEN: 'xoxb-1-secret' };

function sink(argv: readonly string[], timeoutMs = 5000) {
  return createCommandSink({ name: 'own', argv, timeoutMs, env: ENV });
}
const shell = (script: string, ...args: string[]) => ['sh', '-c', script, 'sh', ...args];

describe('what it gets', () => {
  it('is the event as JSON, its arguments as they are, and nothing of our environment', async () => {
    const [input, args, env] = ['input', 'args', 'env'].map((name) => join(folder, name));
    const script = `cat > ${input}; printf '%s|' "$@" > ${args}; env > ${env}; pwd >> ${env}`;
    const sent = letter({ kind: 'event' });
    expect(await sink(shell(script, '$(id)', '; rm -rf x', '*')).send(sent, never)).toMatchObject({
      kind: 'delivered',
    });
    expect(readFileSync(input ?? '', 'utf8')).toBe(`${eventJson(sent)}\n`);
    expect(JSON.parse(readFileSync(input ?? '', 'utf8'))).toMatchObject({
      ...{ schema: 'oomscope/1', kind: 'event', key: sent.key, trust: 'verified', late: false },
      event: { id: sent.event?.event.id },
    });
    expect(readFileSync(args ?? '', 'utf8')).toBe('$(id)|; rm -rf x|*|');
    const names = readFileSync(env ?? '', 'utf8').match(/^\w+(?==)/gm);
    expect(names?.toSorted()).toEqual(expect.arrayContaining(['LANG', 'PATH']));
    // A shell adds PWD and its like.
    expect(names?.filter((name) => !/^(?:LANG|PATH|TZ|PWD|OLDPWD|SHLVL|_)$/.test(name))).toEqual([]);
    expect(readFileSync(env ?? '', 'utf8')).toMatch(/\n\/\n$/);
  });

  it('is one line of JSON whatever the names in it are, and nothing of them anywhere else', async () => {
    const received = join(folder, 'hostile');
    writeFileSync(received, '');
    for (const event of hostileEvents())
      expect(
        await sink(shell(`cat >> ${received}; env >> ${received}.env`)).send(
          letter({ kind: 'event' }, { event }),
          never,
        ),
      ).toMatchObject({ kind: 'delivered' });
    const lines = readFileSync(received, 'utf8').trimEnd().split('\n');
    const read = lines.map((line) => (JSON.parse(line) as { event: { host: string } }).event.host);
    expect(read).toEqual(hostileEvents().map(({ event }) => event.host));
    expect(readFileSync(`${received}.env`, 'utf8')).not.toMatch(/pwned|evil/);
  });

  it('need not be read', async () => {
    expect(await sink(['true']).send(letter({ kind: 'event' }), never)).toMatchObject({ kind: 'delivered' });
  });
});

describe('how it ends', () => {
  it.each([
    [0, { kind: 'delivered' }],
    [75, { kind: 'retryLater', isInDoubt: false }],
    [1, { kind: 'retryLater', isInDoubt: true }],
    [127, { kind: 'retryLater' }],
    ...[64, 65, 77, 78].map((code) => [code, { kind: 'rejected' }] as const),
  ] as const)('exit code %i', async (code, expected) => {
    const result = await sink(shell(`echo what happened >&2; exit ${code}`)).send(
      letter({ kind: 'event' }),
      never,
    );
    expect(result).toMatchObject(expected);
    if (code !== 0)
      expect(result).toMatchObject({ reason: `sh ended with exit code ${code}: what happened` });
  });

  it('by a signal, or not at all where there is no such program', async () => {
    expect(await sink(shell('kill -9 $$')).send(letter({ kind: 'event' }), never)).toMatchObject({
      kind: 'retryLater',
      reason: 'sh was ended by SIGKILL',
    });
    expect(await sink(['/no/such/program']).send(letter({ kind: 'event' }), never)).toMatchObject({
      ...{ kind: 'retryLater', isInDoubt: false },
      reason: '/no/such/program cannot be started: there is no such program; give its whole path',
    });
    const plain = join(folder, 'plain');
    writeFileSync(plain, 'no program', { mode: 0o644 });
    expect(await sink([plain]).send(letter({ kind: 'event' }), never)).toMatchObject({
      reason: expect.stringContaining('chmod +x'),
    });
  });

  it('with all its children at the time limit, though they ignore being asked', async () => {
    const pids = join(folder, 'pids');
    const script = `trap '' TERM; sleep 60 & echo $! $$ > ${pids}; while :; do sleep 1; done`;
    const result = await sink(shell(script), 300).send(letter({ kind: 'event' }), never);
    expect(result).toMatchObject({
      kind: 'retryLater',
      isInDoubt: true,
      reason: 'sh did not end within 0.3 s',
    });
    await sleep(100);
    for (const pid of readFileSync(pids, 'utf8').trim().split(' '))
      expect(isRunning(Number(pid))).toBe(false);
  });

  it('when the service stops', async () => {
    const stop = new AbortController();
    const sending = sink(['sleep', '60'], 60_000).send(letter({ kind: 'event' }), stop.signal);
    setTimeout(() => stop.abort(), 100);
    expect(await sending).toMatchObject({ kind: 'retryLater', isInDoubt: true });
  });

  it('though it leaves a child behind that holds its output open', async () => {
    const began = Date.now();
    expect(await sink(shell('sleep 5 & echo done')).send(letter({ kind: 'event' }), never)).toMatchObject({
      kind: 'delivered',
    });
    expect(Date.now() - began).toBeLessThan(4000);
  });
});

it('shows the end of a long output, in display form and without secrets', async () => {
  const script = 'yes filler | head -c 5000000; printf "\\033[2J token xoxb-12-abcdef\\n"; exit 1';
  const result = await sink(shell(script)).send(letter({ kind: 'event' }), never);
  const { reason } = result as { reason: string };
  expect(reason.length).toBeLessThan(500);
  expect(reason).toMatch(/\\x1b\[2J token xox\*\*\*$/);
});

function isRunning(pid: number): boolean {
  try {
    // A zombie is gone for all that matters.
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
