/** The journal followed by its files, written meanwhile by systemd's own code; journalctl is the judge. */
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FollowJournalOptions, followJournal } from '../../../src/source/follow/follow-journal.js';
import {
  BOOTS,
  type JournalWriter,
  journalctlMessages,
  journalsBeside,
  noJournalTools,
  startJournalWriter,
  type WrittenEntry,
} from '../../kit/journal-writer.js';
import { type Running, run } from './collect.js';

let directory = '';
let running: Running | null = null;
let writer: JournalWriter | null = null;
const path = () => join(directory, 'system.journal');

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'oomscope-journal-'));
});
afterEach(async () => {
  await running?.stop();
  await writer?.stop('SIGKILL');
  running = null;
  writer = null;
  rmSync(directory, { recursive: true });
});

function start(position: string | null = null, options: FollowJournalOptions = { directory }): Running {
  running = run(followJournal(options), position);
  return running;
}

function write(entries: readonly WrittenEntry[]): void {
  writer ??= startJournalWriter(path());
  writer.write(entries);
}

async function stopWriter(signal?: NodeJS.Signals): Promise<void> {
  await writer?.stop(signal);
  writer = null;
}

const kernel = (from: number, to: number, boot = 0): WrittenEntry[] =>
  Array.from({ length: to - from }, (_, index) => ({
    message: `kernel ${boot}.${from + index}`,
    number: from + index,
    boot,
  }));
const names = (from: number, to: number, boot = 0) => kernel(from, to, boot).map(({ message }) => message);
const chatter = (from: number, to: number): WrittenEntry[] =>
  Array.from({ length: to - from }, (_, index) => ({
    message: `request ${from + index}`,
    number: from + index,
    fields: { _TRANSPORT: 'journal', SYSLOG_IDENTIFIER: `app${index % 50}`, _PID: `${1000 + index}` },
  }));

describe.skipIf(noJournalTools !== null)(`following the journal${noJournalTools ?? ''}`, () => {
  it('reads what is there and what is written, only what trusted fields say', async () => {
    write([...kernel(0, 30), ...chatter(30, 400), ...kernel(400, 410)]);
    const followed = start();
    await followed.until(() => followed.lines.length === 40, 'the old entries');
    const by = (fields: Record<string, string>, message: string) => ({ message, number: 500, fields });
    write([
      by({ _TRANSPORT: 'syslog', SYSLOG_IDENTIFIER: 'kernel' }, 'Out of memory: forged by logger -t kernel'),
      by({ _TRANSPORT: 'syslog', SYSLOG_IDENTIFIER: 'systemd-oomd', _PID: '77' }, 'Killed by a forger'),
      by(
        { _PID: '1', SYSLOG_IDENTIFIER: 'systemd', _TRANSPORT: 'journal' },
        "a.service: Failed with result 'oom-kill'.",
      ),
      by({ _PID: '1', SYSLOG_IDENTIFIER: 'systemd', _TRANSPORT: 'journal' }, 'Started a session.'),
      by(
        { _SYSTEMD_UNIT: 'systemd-oomd.service', SYSLOG_IDENTIFIER: 'systemd-oomd', _PID: '9' },
        'Killed /a due to',
      ),
      ...kernel(501, 502),
    ]);
    await followed.until(() => followed.lines.length >= 43, 'the new entries');
    await followed.settled();
    expect(followed.lines.slice(40)).toEqual([
      "a.service: Failed with result 'oom-kill'.",
      'Killed /a due to',
      'kernel 0.501',
    ]);
    expect(followed.lost).toBe(0);
  });

  it('gives every entry once and in order through rotations, as journalctl reads them', async () => {
    const followed = start();
    await followed.settled();
    let number = 0;
    for (let round = 0; round < 4; round++) {
      for (let step = 0; step < 10; step++) {
        write([...kernel(number, number + 37), ...chatter(number, number + 60)]);
        number += 37;
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
      writer?.fillFieldTable(number);
    }
    write(kernel(number, number + 5));
    number += 5;
    await followed.until(() => followed.lines.length >= number, 'all entries');
    await followed.settled();
    expect(journalsBeside(path())).toHaveLength(4);
    expect(followed.lines).toEqual(names(0, number));
    expect(followed.lines).toEqual(journalctlMessages(directory, '_TRANSPORT=kernel'));
    expect(followed.lost).toBe(0);
  });

  it('goes on after a restart at the end or at any entry, across rotations meanwhile', async () => {
    write(kernel(0, 20));
    const first = start();
    await first.until(() => first.lines.length === 20, 'the entries');
    await first.stop();
    writer?.fillFieldTable(20);
    write(kernel(20, 30));
    writer?.fillFieldTable(30);
    write(kernel(30, 40));
    await stopWriter();
    expect(journalsBeside(path())).toHaveLength(2);
    const again = start(first.position);
    await again.until(() => again.lines.length >= 20, 'the rest');
    await again.settled();
    expect(again.lines).toEqual(names(20, 40));
    await again.stop();
    const within = start(first.positions.get('kernel 0.13') ?? '');
    await within.until(() => within.lines.length >= 27, 'the rest from within');
    expect(within.lines).toEqual(names(13, 40));
    expect(again.lost + within.lost).toBe(0);
  });

  it('tells how many entries vacuum took away before they were read', async () => {
    write(kernel(0, 20));
    const first = start();
    await first.until(() => first.lines.length === 20, 'the entries');
    await first.stop();
    writer?.fillFieldTable(20);
    write(kernel(20, 30));
    writer?.fillFieldTable(30);
    write(kernel(30, 40));
    await stopWriter();
    for (const name of journalsBeside(path())) rmSync(join(directory, name));
    const again = start(first.position);
    await again.until(() => again.lines.length === 10, 'the rest');
    expect(again.lines).toEqual(names(30, 40));
    // The ten kernel entries and the two with many fields.
    expect(again.lost).toBe(12);
  });

  it('reads a deleted file to its end, and what takes its place', async () => {
    write(kernel(0, 5));
    const followed = start();
    await followed.until(() => followed.lines.length === 5, 'the entries');
    write(kernel(5, 10));
    await stopWriter();
    rmSync(path());
    write(kernel(0, 5, 1));
    await followed.until(() => followed.lines.length === 15, 'all entries');
    expect(followed.lines).toEqual([...names(0, 10), ...names(0, 5, 1)]);
  });

  it('reads what a crash left, and the next boot, also where it was not running then', async () => {
    write(kernel(0, 10));
    const first = start();
    await first.until(() => first.lines.length === 10, 'the entries');
    write(kernel(10, 12));
    await first.until(() => first.lines.length === 12, 'the last before the crash');
    const position = first.positions.get('kernel 0.11') ?? '';
    await first.stop();
    await stopWriter('SIGKILL');
    write(kernel(0, 6, 1));
    await stopWriter();
    expect(readdirSync(directory).some((name) => name.endsWith('~'))).toBe(true);
    const again = start(position);
    await again.until(() => again.lines.length >= 7, 'the rest');
    await again.settled();
    expect(again.lines).toEqual(['kernel 0.11', ...names(0, 6, 1)]);
  });

  it('takes over from journalctl where that stopped, and hands over to it where a file is of an unknown form', async () => {
    write(kernel(0, 10));
    const first = start();
    await first.until(() => first.lines.length === 10, 'the entries');
    await first.stop();
    const { streams: _, ...cursorOnly } = JSON.parse(first.positions.get('kernel 0.7') ?? '');
    const again = start(JSON.stringify(cursorOnly));
    await again.until(() => again.lines.length === 3, 'the rest after a cursor');
    expect(again.lines).toEqual(names(7, 10));
    await again.stop();
    await stopWriter();
    const command = join(directory, 'journalctl');
    writeFileSync(command, `#!/bin/sh\necho "$@" > ${directory}/calls\nexec journalctl "$@"\n`);
    chmodSync(command, 0o755);
    overwrite(path(), 15, [128]);
    const third = start(again.position, { directory, journalctl: command });
    await third.until(() => third.boundaries.length === 1, 'the hand-over');
    expect(third.boundaries[0]).toMatch(/system\.journal: .*flags 0x80000000.* through journalctl instead/);
    await third.until(() => readdirSync(directory).includes('calls'), 'journalctl');
    expect(readFileSync(join(directory, 'calls'), 'utf8')).toMatch(
      /--after-cursor=s=\w{32};i=a;b=b007\w+;m=\w+;t=\w+ /,
    );
  });

  it('searches a file whose index is damaged, says so, and goes on with what comes', async () => {
    write(kernel(0, 40));
    await stopWriter();
    renameSync(path(), join(directory, 'system@damaged.journal~'));
    const table = Number(readFileSync(join(directory, 'system@damaged.journal~')).readBigUInt64LE(120));
    overwrite(join(directory, 'system@damaged.journal~'), table, new Array(64).fill(255));
    write(kernel(0, 3, 1));
    const followed = start();
    await followed.until(() => followed.lines.length === 43, 'all entries');
    expect(followed.lines).toEqual([...names(0, 40), ...names(0, 3, 1)]);
    expect(followed.losses).toEqual([
      expect.stringMatching(/system@damaged\.journal~: its index is damaged/),
    ]);
  });

  it('leaves a file out that is no journal, and says so once', async () => {
    write(kernel(0, 3));
    writeFileSync(join(directory, 'user-1000.journal'), 'nonsense');
    const followed = start();
    await followed.until(() => followed.losses.length > 0, 'the complaint');
    write(kernel(3, 5));
    await followed.until(() => followed.lines.length === 5, 'the entries');
    expect(followed.losses).toEqual([
      expect.stringMatching(/user-1000\.journal: it is no systemd journal file/),
    ]);
    expect(followed.troubles.at(-1) ?? null).toBeNull();
  });

  it('takes a copy of a file for what it is, and another machine for another', async () => {
    write(kernel(0, 10));
    const followed = start();
    await followed.until(() => followed.lines.length === 10, 'the entries');
    await stopWriter();
    copyFileSync(path(), join(directory, 'copy.journal'));
    mkdirSync(join(directory, 'remote'));
    const remote = startJournalWriter(join(directory, 'remote/remote-web2.journal'));
    remote.write(kernel(0, 4, 1));
    await followed.until(() => followed.lines.length >= 14, 'the entries of the other');
    await followed.settled();
    await remote.stop();
    expect(followed.lines).toEqual([...names(0, 10), ...names(0, 4, 1)]);
    await followed.stop();
    const again = start(followed.position);
    await again.settled();
    expect(again.lines).toEqual([]);
  });

  it('keeps apart what journald stamped with one instant: kills of one group, and another writer', async () => {
    const killed = (pid: number): string =>
      `Memory cgroup out of memory: Killed process ${pid} (worker) total-vm:9000kB, anon-rss:5000kB`;
    const alike = (from: number, to: number): WrittenEntry[] =>
      Array.from({ length: to - from }, (_, index) => ({ message: killed(from + index), number: 5 }));
    write([...kernel(0, 3), ...alike(300, 304)]);
    const followed = start();
    await followed.until(() => followed.lines.length === 7, 'the kills of one instant');
    await followed.stop();
    mkdirSync(join(directory, 'other'));
    const other = startJournalWriter(join(directory, 'other/system.journal'));
    other.write(alike(400, 402));
    await other.stop();
    const again = start(followed.position);
    await again.until(() => again.lines.length >= 2, 'what another wrote at the same instant');
    write([...alike(304, 306), ...alike(306, 307)]);
    await again.until(() => again.lines.length >= 5, 'more of that instant');
    await again.settled();
    const pids = [...followed.lines.slice(3), ...again.lines].map((line) => /process (\d+)/.exec(line)?.[1]);
    expect(pids).toEqual(['300', '301', '302', '303', '400', '401', '304', '305', '306']);
  });

  it("reads this machine's own folders only, once they are there, and of the past this boot", async () => {
    const folder = join(directory, 'machine');
    const followed = start(null, { folders: () => [folder], bootId: () => BOOTS[1] });
    await followed.until(() => followed.troubles.length === 1, 'the trouble');
    expect(followed.troubles[0]).toMatch(/there is no journal in .*machine/);
    mkdirSync(folder);
    writer = startJournalWriter(join(folder, 'system.journal'));
    write([...kernel(0, 10), ...kernel(0, 10, 1)]);
    await followed.until(() => followed.lines.length === 10, 'the entries of this boot');
    expect(followed.lines).toEqual(names(0, 10, 1));
    expect(followed.troubles.at(-1)).toBeNull();
  });

  it.skipIf(process.getuid?.() === 0)('says which group may read it', async () => {
    write(kernel(0, 1));
    await stopWriter();
    chmodSync(path(), 0);
    const followed = start();
    await followed.until(() => followed.troubles.length === 1, 'the trouble');
    expect(followed.troubles[0]).toContain('systemd-journal');
  });
});

function overwrite(file: string, offset: number, bytes: readonly number[]): void {
  const fd = openSync(file, 'r+');
  writeSync(fd, Uint8Array.from(bytes), 0, bytes.length, offset);
  closeSync(fd);
}
