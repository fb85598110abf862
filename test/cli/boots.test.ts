/** Boots of a log: by id, by the uptime starting again, across rotated files, for each host. */
import { describe, expect, test } from 'vitest';
import { chooseBoots, readBootChoice } from '../../src/cli/boot-choice.js';
import { bootsOf, createBootTracker, type PlacedStretch } from '../../src/cli/boots.js';
import { createLogParser } from '../../src/log-parser.js';

/** The stretches of each text, as the inputs of one run. */
function stretchesOf(...logs: readonly (readonly string[])[]): PlacedStretch[] {
  return logs.flatMap((lines, input) => {
    const tracker = createBootTracker();
    const parser = createLogParser({ everyLine: true, onRecord: tracker.see });
    parser.push(new TextEncoder().encode(`${lines.join('\n')}\n`));
    parser.end();
    return tracker.stretches().map((stretch) => ({ input, stretch }));
  });
}

/** `12:00:05 web1 [5]` and the like. */
function line(clock: string, host: string, uptime: number, text = 'usb 1-1: new device'): string {
  return `2026-11-20T${clock}.000000+00:00 ${host} kernel: [${uptime.toFixed(6).padStart(12)}] ${text}`;
}

function firstLines(placed: readonly PlacedStretch[]) {
  return bootsOf(placed).map((boots) =>
    boots.map((boot) => boot.map(({ input, stretch }) => `${input}:${stretch.firstLine}`)),
  );
}

describe('boots', () => {
  test('begin where the uptime starts again', () => {
    const log = [
      line('12:00:00', 'web1', 900),
      line('12:00:05', 'web1', 905),
      line('12:01:00', 'web1', 0),
      line('12:09:00', 'web1', 480),
    ];
    expect(firstLines(stretchesOf(log))).toEqual([[['0:1'], ['0:3']]]);
  });

  test('do not begin where two CPUs write a little out of order', () => {
    expect(
      firstLines(stretchesOf([line('12:00:00', 'web1', 900.01), line('12:00:00', 'web1', 900)])),
    ).toEqual([[['0:1']]]);
  });

  test('are counted for each host', () => {
    const log = [line('12:00:00', 'web1', 900), line('12:00:00', 'web2', 5), line('12:00:01', 'web1', 901)];
    expect(firstLines(stretchesOf(log))).toEqual([[['0:1']], [['0:2']]]);
  });

  test('go on in the next file of a rotated log, whatever the order of the files', () => {
    const older = [line('12:00:00', 'web1', 900), line('12:01:00', 'web1', 0)];
    const newer = [line('12:02:00', 'web1', 60), line('12:03:00', 'web1', 2)];
    expect(firstLines(stretchesOf(newer, older))).toEqual([[['1:1'], ['1:2', '0:1'], ['0:2']]]);
  });

  test('are one where two files tell of the same time', () => {
    const syslog = [line('12:00:00', 'web1', 900), line('12:10:00', 'web1', 1500)];
    const kernLog = [line('12:05:00', 'web1', 1200)];
    expect(firstLines(stretchesOf(syslog, kernLog))).toEqual([[['0:1', '1:1']]]);
  });

  test('of files without wall clock are counted for each file', () => {
    const [a, b] = [['[  900.000000] a', '[    1.000000] b'], ['[   50.000000] c']];
    expect(firstLines(stretchesOf(a, b))).toEqual([[['0:1'], ['0:2']], [['1:1']]]);
  });

  test('begin with the kernel naming itself where no uptime is printed', () => {
    const log = [
      'Nov 20 12:00:00 web1 kernel: usb 1-1: new device',
      'Nov 20 12:01:00 web1 kernel: Linux version 6.1.0 (gcc)',
      'Nov 20 12:01:00 web1 kernel: Command line: quiet',
    ];
    expect(firstLines(stretchesOf(log))).toEqual([[['0:1'], ['0:2']]]);
  });

  test('have the ids that a journal gives them', () => {
    const entry = (boot: string, uptime: number) =>
      JSON.stringify({
        _TRANSPORT: 'kernel',
        _HOSTNAME: 'web1',
        _BOOT_ID: boot.repeat(32),
        MESSAGE: 'x',
        __REALTIME_TIMESTAMP: '1795176000000000',
        __MONOTONIC_TIMESTAMP: String(uptime * 1e6),
      });
    const placed = stretchesOf([entry('a', 5), entry('a', 6), entry('b', 900)]);
    expect(placed.map(({ stretch }) => stretch.bootId?.[0])).toEqual(['a', 'b']);
    const choice = readBootChoice('A'.repeat(32));
    expect(choice).not.toBeNull();
    if (choice !== null) {
      const chosen = chooseBoots(choice, placed);
      expect([1, 2, 3].map((at) => chosen.has(0, 'web1', at))).toEqual([true, true, false]);
    }
  });
});

describe('a choice of boots', () => {
  const placed = stretchesOf([
    line('12:00:00', 'web1', 900),
    line('12:01:00', 'web1', 3),
    line('12:02:00', 'web1', 2),
  ]);
  const at = (text: string): number[] => {
    const choice = readBootChoice(text);
    if (choice === null) throw new Error(`no choice: ${text}`);
    const chosen = chooseBoots(choice, placed);
    return [1, 2, 3].filter((number) => chosen.has(0, 'web1', number));
  };

  test.each([
    ['0', [3]],
    ['-0', [3]],
    ['-1', [2]],
    ['-2', [1]],
    ['-3', []],
    ['1', [1]],
    ['+2', [2]],
    ['4', []],
    ['f'.repeat(32), []],
  ])('%s', (text, expected) => expect(at(text)).toEqual(expected));

  test.each(['', 'x', '1.5', 'abc', 'f'.repeat(31), '--1'])('%s is none', (text) =>
    expect(readBootChoice(text)).toBeNull(),
  );
});
