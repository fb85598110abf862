import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { followKmsg, type KmsgDevice } from '../../../src/source/follow/follow-kmsg.js';
import { slowBell } from '../../kit/slow-bell.js';
import { type Running, run } from './collect.js';

/** Records to be read one after another; an error is thrown, null means that nothing is there at the moment. */
function device(
  records: (string | { code: string } | null)[],
  bootId = 'b1',
): KmsgDevice & { readonly records: typeof records } {
  return {
    records,
    open: () => 0,
    close: () => {},
    bootId: () => bootId,
    createBell: slowBell,
    read(_, buffer) {
      const record = records.shift() ?? null;
      if (record === null) return { kind: 'empty' };
      if (typeof record !== 'string') throw Object.assign(new Error(record.code), record);
      return { kind: 'data', bytes: Buffer.from(buffer.buffer, buffer.byteOffset).write(record, 'latin1') };
    },
  };
}

let running: Running | null = null;
afterEach(async () => {
  await running?.stop();
  running = null;
});
function start(source: KmsgDevice, position: string | null = null): Running {
  running = run(followKmsg(source), position);
  return running;
}

describe('following /dev/kmsg', () => {
  it('gives the kernel own records as lines numbered by their sequence, without their keys', async () => {
    const followed = start(
      device(['6,40,1000,-;hello \\x28\n SUBSYSTEM=pci\n', '6,41,2000,-,caller=T1;world\n']),
    );
    await followed.until(() => followed.lines.length === 2, 'two lines');
    expect(followed.lines).toEqual(['6,40,1000,-;hello \\x28', '6,41,2000,-,caller=T1;world']);
    expect(JSON.parse(followed.positions.get('6,41,2000,-,caller=T1;world') ?? '')).toEqual({
      bootId: 'b1',
      sequence: 41,
    });
    expect(JSON.parse(followed.position ?? '')).toEqual({ bootId: 'b1', sequence: 42 });
  });

  it('empties what a program wrote to the device', async () => {
    const followed = start(device(['12,1,1,-;Out of memory: Killed process 1 (forged)\n']));
    await followed.until(() => followed.lines.length === 1, 'the record');
    expect(followed.lines).toEqual(['12,1,1,-;']);
  });

  it('starts at its position within a boot, and at the beginning in another', async () => {
    const records = () => ['6,0,1,-;a\n', '6,1,2,-;b\n', '6,2,3,-;c\n'];
    const same = start(device(records()), JSON.stringify({ bootId: 'b1', sequence: 2 }));
    await same.until(() => same.lines.length > 0 && same.caughtUp > 0, 'the rest');
    expect(same.lines).toEqual(['6,2,3,-;c']);
    await same.stop();
    const other = start(device(records()), JSON.stringify({ bootId: 'b0', sequence: 2 }));
    await other.until(() => other.lines.length === 3, 'all');
  });

  it('counts what the ring lost, by EPIPE while running and by the gap after a restart', async () => {
    const followed = start(device(['6,5,1,-;a\n', { code: 'EPIPE' }, '6,9,2,-;b\n']));
    await followed.until(() => followed.lines.length === 2, 'both');
    expect(followed.lost).toBe(3);
    await followed.stop();
    const again = start(device(['6,20,1,-;c\n']), JSON.stringify({ bootId: 'b1', sequence: 10 }));
    await again.until(() => again.lines.length === 1, 'the next');
    expect(again.lost).toBe(10);
  });

  it('counts a record that does not fit, and goes on behind it', async () => {
    const followed = start(device(['6,5,1,-;a\n', { code: 'EINVAL' }, '6,7,2,-;b\n', null, '6,8,3,-;c\n']));
    await followed.until(() => followed.lines.length === 3, 'the others');
    expect(followed.lines).toEqual(['6,5,1,-;a', '6,7,2,-;b', '6,8,3,-;c']);
    expect(followed.lost).toBe(1);
  });

  it('tells of a hidden boot id instead of dying', async () => {
    const followed = start({
      ...device(['6,5,1,-;a\n']),
      bootId: () => {
        throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      },
    });
    await followed.until(() => followed.troubles.length === 1, 'the trouble');
    expect(followed.lines).toEqual([]);
  });

  it('says what is missing where it may not read', async () => {
    const followed = start({
      ...device([]),
      open: () => {
        throw Object.assign(new Error('no'), { code: 'EPERM' });
      },
    });
    await followed.until(() => followed.troubles.length === 1, 'the trouble');
    expect(followed.troubles[0]).toContain('CAP_SYSLOG');
  });

  it.skipIf(!existsSync('/dev/kmsg'))('reads this machine, where it may, and stops at once', async () => {
    const followed = run(followKmsg());
    await followed.until(() => followed.caughtUp > 0, 'the end of the ring');
    const began = Date.now();
    await followed.stop();
    expect(Date.now() - began).toBeLessThan(500);
    if (followed.troubles.length === 0) expect(followed.lines.length).toBeGreaterThan(0);
  });
});
