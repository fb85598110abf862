import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { followJournalctl } from '../../../src/source/follow/follow-journalctl.js';
import { run } from './collect.js';

let directory = '';
let command = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'oomscope-journalctl-'));
  command = join(directory, 'journalctl');
});
afterEach(() => rmSync(directory, { recursive: true }));

const entry = (number: number) =>
  JSON.stringify({
    __CURSOR: `c${number}`,
    __REALTIME_TIMESTAMP: `${1_800_000_000 + number}000000`,
    MESSAGE: `m${number}`,
  });

/** A stand-in that notes its arguments and then does what the script says. */
function journalctl(script: string): void {
  writeFileSync(command, `#!/bin/sh\necho "$@" >> ${directory}/calls\n${script}\n`);
  chmodSync(command, 0o755);
}
const calls = () => readFileSync(join(directory, 'calls'), 'utf8').trim().split('\n');

it('asks for all fields of the boot, by fields that cannot be forged', async () => {
  journalctl(`echo '${entry(1)}'; exec sleep 60`);
  const followed = run(followJournalctl({ command }));
  await followed.until(() => followed.lines.length === 1, 'the entry');
  await followed.stop();
  expect(calls()[0]).toMatch(
    /^--follow --all --output=json .*--boot _TRANSPORT=kernel \+ _PID=1 \+ _SYSTEMD_UNIT=systemd-oomd\.service/,
  );
});

it('goes on after the last entry, or at the one it is told', async () => {
  journalctl(`echo '${entry(1)}'; echo '${entry(2)}'; exec sleep 60`);
  const first = run(followJournalctl({ command }));
  await first.until(() => first.lines.length === 2, 'two entries');
  await first.stop();
  for (const position of [first.position, first.positions.get(entry(1)) ?? null]) {
    const again = run(followJournalctl({ command }), position);
    await again.until(() => again.lines.length === 2, 'the entries');
    await again.stop();
  }
  expect(calls()[1]).toContain('--after-cursor=c2 ');
  expect(calls()[2]).toContain('--cursor=c1 ');
});

it('starts it again when it ends, and by time where the cursor is gone', async () => {
  journalctl(
    `case "$*" in *after-cursor*) echo 'Failed to seek to cursor' >&2; exit 1;; esac; echo '${entry(3)}'; exec sleep 60`,
  );
  const position = JSON.stringify({ cursor: 'gone', isInclusive: false, realtime: '1800000001000000' });
  const followed = run(followJournalctl({ command }), position);
  await followed.until(() => followed.lines.length === 1, 'the entry');
  await followed.stop();
  expect(followed.troubles).toEqual(['journalctl ended: Failed to seek to cursor', null]);
  expect(calls()[1]).toContain('--since=@1800000001 ');
});

it('says what to do where it is not installed', async () => {
  const followed = run(followJournalctl({ command: join(directory, 'nothing') }));
  await followed.until(() => followed.troubles.length > 0, 'the trouble');
  await followed.stop();
  expect(followed.troubles[0]).toContain('use another source');
});
