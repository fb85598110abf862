/** A journal as a busy machine has it: of a hundred entries one is the kernel's; the others are of programs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const REMOTE = '/lib/systemd/systemd-journal-remote';
const START_USEC = 1_795_227_900_000_000;
const BATCH = 2000;

/** Gives the file. `journald` of the same machine writes such files, compressed above 512 bytes a field. */
export async function writeJournal(path: string, entries: number): Promise<void> {
  const remote = spawn(REMOTE, ['-o', path, '-'], { stdio: ['pipe', 'ignore', 'pipe'] });
  let complaint = '';
  remote.stderr.on('data', (text) => {
    complaint += text;
  });
  const closed = once(remote, 'close');
  for (let at = 0; at < entries; at += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, entries - at) }, (_, index) => entryText(at + index));
    if (!remote.stdin.write(batch.join(''))) await once(remote.stdin, 'drain');
  }
  remote.stdin.end();
  const [status] = await closed;
  if (status !== 0) throw new Error(`${REMOTE} failed (${status}): ${complaint}`);
}

function entryText(at: number): string {
  const fields = {
    __REALTIME_TIMESTAMP: START_USEC + at * 10_000,
    __MONOTONIC_TIMESTAMP: 7_000_000 + at * 10_000,
    _BOOT_ID: 'b0071234567890abcdef1234567890ab',
    _MACHINE_ID: 'fedcba9876543210fedcba9876543210',
    _HOSTNAME: 'web1',
    ...(at % 100 === 50 ? kernelFields(at) : programFields(at)),
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}=${value}\n`);
  return `${lines.join('')}\n`;
}

function kernelFields(at: number): Record<string, string | number> {
  return {
    _TRANSPORT: 'kernel',
    SYSLOG_FACILITY: 0,
    SYSLOG_IDENTIFIER: 'kernel',
    PRIORITY: 6,
    _SOURCE_MONOTONIC_TIMESTAMP: 7_000_000 + at * 10_000 - 20,
    MESSAGE: `docker0: port ${at % 9}(veth${(at * 7919).toString(16)}) entered forwarding state`,
  };
}

function programFields(at: number): Record<string, string | number> {
  const name = ['sshd', 'nginx', 'CRON', 'systemd', 'dockerd', 'postfix/smtpd'][at % 6] ?? 'sshd';
  return {
    _TRANSPORT: 'syslog',
    SYSLOG_FACILITY: 3,
    SYSLOG_IDENTIFIER: name,
    PRIORITY: 6,
    _COMM: name,
    _PID: 300 + (at % 400),
    _UID: 0,
    _SYSTEMD_UNIT: `${name}.service`,
    _SOURCE_REALTIME_TIMESTAMP: START_USEC + at * 10_000 - 30,
    MESSAGE: `request ${at} from 10.${at % 256}.${(at >> 8) % 256}.7 took ${(at * 31) % 900} ms, status ${200 + (at % 5)}`,
  };
}
