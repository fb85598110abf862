/** A journal as a busy machine has it: of a hundred entries one is the kernel's; the others are of programs. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const REMOTE = '/lib/systemd/systemd-journal-remote';
const START_USEC = 1_795_227_900_000_000;
const BATCH = 2000;

/** Into an empty folder, as several files: they are rotated as those of `journald`. */
export async function writeJournal(folder: string, entries: number): Promise<void> {
  const path = join(folder, 'system.journal');
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

/** Entries of the kernel that `journalctl` and the built program find; an error where those are not the same. */
export function countKernelEntries(journalctl: string, parse: string): number {
  const theirs = outputOf(`${journalctl} | wc -l`);
  const { inputs } = JSON.parse(outputOf(parse)) as { inputs: readonly { lines: number }[] };
  const ours = inputs.reduce((sum, { lines }) => sum + lines, 0);
  if (ours === 0 || ours !== Number(theirs))
    throw new Error(`journalctl reads ${theirs.trim()} entries of the kernel, oomscope ${ours}`);
  return ours;
}

function outputOf(command: string): string {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed (${status}): ${stderr}`);
  return stdout;
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

/** None of those that oomscope looks at for kills, beside the kernel: journalctl is not asked for theirs either. */
const PROGRAMS = ['sshd', 'nginx', 'CRON', 'systemd', 'named', 'postfix/smtpd'];

function programFields(at: number): Record<string, string | number> {
  const name = PROGRAMS[at % PROGRAMS.length] ?? 'sshd';
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
