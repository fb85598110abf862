/** A real Alertmanager on a port of its own, with its own data, for as long as a test runs. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = 'prometheus-alertmanager';

/** Null where it can run here. */
export const whyNoAlertmanager: string | null =
  spawnSync(PROGRAM, ['--version']).error === undefined ? null : `${PROGRAM} is not installed`;

export interface GettableAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly status: { readonly state: string };
}

export interface Alertmanager {
  readonly url: URL;
  /** The alerts that have not ended. */
  alerts(): Promise<readonly GettableAlert[]>;
  /** What it told its receiver of each group of alerts, as it came. */
  readonly notified: readonly Notification[];
  stop(): Promise<void>;
}

export interface Notification {
  readonly status: 'firing' | 'resolved';
  readonly alerts: readonly { readonly status: string; readonly labels: Readonly<Record<string, string>> }[];
}

export async function startAlertmanager(): Promise<Alertmanager> {
  const directory = mkdtempSync(join(tmpdir(), 'oomscope-alertmanager-'));
  mkdirSync(join(directory, 'data'));
  const receiver = await startReceiver();
  writeFileSync(
    join(directory, 'config.yml'),
    `route: { receiver: here, group_by: ['...'], group_wait: 50ms, group_interval: 200ms }
receivers: [{ name: here, webhook_configs: [{ url: '${receiver.url}', send_resolved: true }] }]
`,
  );
  const port = await freePort();
  const child = spawn(
    PROGRAM,
    [
      `--config.file=${join(directory, 'config.yml')}`,
      `--storage.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const url = new URL(`http://127.0.0.1:${port}`);
  await untilReady(url, child);
  return {
    url,
    notified: receiver.notified,
    async alerts() {
      const answer = await fetch(new URL('/api/v2/alerts', url));
      return (await answer.json()) as GettableAlert[];
    },
    async stop() {
      if (child.exitCode === null) {
        child.kill('SIGKILL');
        await once(child, 'close');
      }
      receiver.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function untilReady(url: URL, child: ChildProcess): Promise<void> {
  let complaint = '';
  child.stderr?.on('data', (data: Buffer) => {
    complaint = (complaint + data.toString('utf8')).slice(-2000);
  });
  const end = Date.now() + 20_000;
  for (;;) {
    const isReady = await fetch(new URL('/-/ready', url)).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    if (Date.now() > end || child.exitCode !== null)
      throw new Error(`Alertmanager does not start: ${complaint}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function startReceiver() {
  const { createServer: createHttpServer } = await import('node:http');
  const notified: Notification[] = [];
  const server = createHttpServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += (chunk as Buffer).toString('utf8');
    notified.push(JSON.parse(body) as Notification);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server.address())}/`,
    notified,
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
