/** The line about progress: what it says, and that it is there only on a terminal and gone at the end. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { progressLine } from '../../src/cli/progress.js';
import { useCommand } from '../kit/command.js';
import { killLog } from '../kit/kill-log.js';

const command = useCommand();
const ERASE = '\r\u001b[K';

describe('the line', () => {
  const state = { bytes: 3 * 2 ** 20, totalBytes: 12 * 2 ** 20, events: 1, seconds: 2 };
  test('tells bytes of how many, rate and events', () => {
    expect(progressLine(state)).toBe('3 MiB of 12 MiB (25 %), 1.5 MiB/s, 1 event');
  });
  test('tells no whole where it is not known, or was too small', () => {
    expect(progressLine({ ...state, totalBytes: null, events: 0 })).toBe('3 MiB read, 1.5 MiB/s, 0 events');
    expect(progressLine({ ...state, totalBytes: 5 })).toBe('3 MiB read, 1.5 MiB/s, 1 event');
  });
});

describe('reading that takes longer than a moment', () => {
  /** A pipe that pauses for two seconds in the middle. */
  const slowly = (args: string): string => {
    const path = join(command.folder(), 'slow.log');
    writeFileSync(path, killLog([{ uptime: 5, pid: 5 }]));
    return `(cat ${path}; sleep 2; cat ${path}) | $OOMSCOPE parse --format csv ${args} -`;
  };

  test('shows it on a terminal, and erases it before the output', async () => {
    const script = slowly('').replaceAll('"', '\\"');
    const { stdout } = await command.shell(`script -qec "bash -c '${script}'" /dev/null`);
    expect(stdout).toContain(' read, ');
    const lastLine = stdout.lastIndexOf(' read, ');
    const erased = stdout.indexOf(ERASE, lastLine);
    expect(erased).toBeGreaterThan(lastLine);
    expect(stdout.slice(erased + ERASE.length)).toMatch(/java/);
  });

  test('shows nothing with --no-progress', async () => {
    const { stdout } = await command.shell(`script -qec "bash -c '${slowly('--no-progress')}'" /dev/null`);
    expect(stdout).not.toContain(ERASE);
    expect(stdout).toContain('java');
  });

  test('shows nothing where standard error is no terminal', async () => {
    const { stdout, stderr } = await command.shell(slowly(''));
    expect(stderr).toBe('');
    expect(stdout).toContain('java');
  });
});
