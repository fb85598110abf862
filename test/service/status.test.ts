/** `oomscope status` tells a service that runs from one that does not, whatever stands at its address, and says what to do. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { useCommand } from '../kit/command.js';
import { killLines } from '../kit/kill-lines.js';
import { type RunningService, startService } from '../kit/service.js';

const command = useCommand();

async function withService(
  name: string,
  http: unknown,
  work: (path: string) => Promise<void>,
): Promise<void> {
  const directory = join(command.folder(), name);
  mkdirSync(directory);
  const log = join(directory, 'kern.log');
  writeFileSync(log, '');
  const sinks = { all: { type: 'ndjson', path: join(directory, 'all.ndjson') } };
  const config = { http, sinks, sources: [{ file: log }], storage: { directory: join(directory, 'state') } };
  const built = { cli: command.cli(), dist: '', remove() {} };
  const service: RunningService = await startService(built, directory, config);
  try {
    appendFileSync(log, killLines({ pid: 5 }));
    const path = join(directory, 'oomscope.yaml');
    const isStored = async () => (await command.run(['status', '-c', path])).stdout.includes('Events: 1,');
    await service.until(isStored, 'the event');
    await work(path);
  } finally {
    await service.stop();
  }
  const after = await command.run(['status', '-c', join(directory, 'oomscope.yaml')]);
  expect([after.code, after.stdout.split('\n')[0]]).toEqual([
    1,
    'Not running: systemctl start oomscope, or oomscope watch. From the store:',
  ]);
}

/** Another program at the address, which answers everything. */
async function withOther(work: (listen: string) => Promise<void>): Promise<void> {
  const server = createServer((_, response) => response.end('{"status":"green"}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

it('says that it runs where it was told to answer nobody', async () => {
  await withService('quiet', 'off', async (path) => {
    const { code, stdout } = await command.run(['status', '-c', path]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Running with .*its http address is off/)]);
    const json = await command.run(['status', '-f', 'json', '-c', path]);
    expect(JSON.parse(json.stdout)).toMatchObject({ running: true, events: 1 });
  });
});

it('does not take another program for it', async () => {
  await withOther((listen) =>
    withService('deaf', { listen }, async (path) => {
      const { code, stdout } = await command.run(['status', '-c', path]);
      expect([code, stdout]).toEqual([
        1,
        expect.stringMatching(/^Running with .*does not answer at http:.*taken/),
      ]);
    }),
  );
});

it('says where it looked when there never was one, for --retry-dead too', async () => {
  const path = join(command.folder(), 'never.yaml');
  const state = join(command.folder(), 'nowhere');
  writeFileSync(path, stringify({ http: 'off', storage: { directory: state } }));
  for (const more of [[], ['--retry-dead']]) {
    const { code, stdout, stderr } = await command.run(['status', '-c', path, ...more]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `oomscope: the service has never run with ${state}; another configuration (--config) or directory (--state) may be meant\n`,
    );
  }
});
