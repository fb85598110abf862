/**
 * `npm run latency`: boots kernels of the laboratory, each of which kills a process, with the serial console feeding the service,
 * and prints the time from the kernel's kill line to the requests that tell of it. Fails where Slack was asked more than one second
 * after the configured wait.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bootMachine, makeConsolePipe, obstacleToBooting } from '../kit/lab-machine.js';
import { startMailServer } from '../kit/mail-server.js';
import { slackConfig, startService } from '../kit/service.js';
import { startSlackServer } from '../kit/slack-server.js';

const { values } = parseArgs({
  options: {
    kernel: { type: 'string', default: 'bookworm' },
    scenarios: {
      type: 'string',
      default: 'memcg-v2-docker,memcg-v2-kubepods,memcg-v2-systemd-unit,system-one-big',
    },
    waits: { type: 'string', default: '0s,2s' },
  },
});
const ALLOWED_MS = 1000;
const BOOT_MS = 110_000;

interface Latency {
  readonly slackMs: number;
  readonly mailMs: number;
}

async function measure(scenario: string, wait: string): Promise<Latency> {
  const directory = mkdtempSync(join(tmpdir(), 'oomscope-latency-'));
  const [slack, mail] = await Promise.all([startSlackServer(), startMailServer()]);
  const smtp = { host: '127.0.0.1', port: mail.port, tls: 'none' };
  const dist = resolve('dist');
  const service = await startService({ dist, cli: join(dist, 'cli.js'), remove() {} }, directory, {
    sources: [{ device: makeConsolePipe(join(directory, 'console')) }],
    sinks: {
      team: slackConfig(slack, directory),
      oncall: { type: 'email', from: 'oomscope@example.org', to: ['oncall@example.org'], smtp },
    },
    grouping: { wait },
  });
  const machine = bootMachine(values.kernel, scenario, join(directory, 'console'));
  try {
    const killedMs = await machine.shown('Killed process', BOOT_MS);
    await slack.until(1);
    await mail.until(1);
    const waitedMs = Number.parseFloat(wait) * 1000;
    return {
      slackMs: (slack.posted[0]?.atMs ?? Number.NaN) - killedMs - waitedMs,
      mailMs: (mail.mails[0]?.atMs ?? Number.NaN) - killedMs - waitedMs,
    };
  } finally {
    machine.process.kill('SIGKILL');
    await service.stop();
    await Promise.all([slack.close(), mail.close()]);
    rmSync(directory, { recursive: true });
  }
}

const obstacle = obstacleToBooting();
if (obstacle !== null) {
  process.stderr.write(`cannot measure: ${obstacle}\n`);
  process.exitCode = 2;
} else {
  process.stdout.write('From the kill line on the console to the request, beyond the configured wait\n');
  process.stdout.write(
    `${'scenario'.padEnd(28)}${'wait'.padStart(6)}${'Slack'.padStart(10)}${'mail'.padStart(10)}\n`,
  );
  for (const scenario of values.scenarios.split(','))
    for (const wait of values.waits.split(',')) {
      const { slackMs, mailMs } = await measure(scenario, wait);
      process.stdout.write(
        `${scenario.padEnd(28)}${wait.padStart(6)}${`${slackMs} ms`.padStart(10)}${`${mailMs} ms`.padStart(10)}\n`,
      );
      if (!(slackMs <= ALLOWED_MS)) process.exitCode = 1;
    }
}
