/** A pipe of the shell as standard input: read differently from a file, with the same result. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useCommand } from '../kit/command.js';
import { killLog } from '../kit/kill-log.js';
import { noise } from '../kit/noise.js';

const command = useCommand();

/** Several times what a pipe holds, with kills at its start, in it and at its end. */
function writeLog(): string {
  const path = join(command.folder(), 'large.log');
  const kill = (pid: number): string => killLog([{ wall: 'Nov 20 03:12:45', uptime: pid, pid }]);
  writeFileSync(path, [kill(71), noise(700_000, 1), kill(72), noise(900_000, 2), kill(73)].join(''));
  return path;
}

interface Output {
  readonly inputs: readonly {
    readonly bytes: number;
    readonly lines: number;
    readonly error: string | null;
  }[];
  readonly events: readonly { readonly victims: readonly { readonly pid: number }[] }[];
}

describe('standard input', () => {
  test.each([
    ['from a pipe', 'cat FILE | $OOMSCOPE parse --format json'],
    ['from a pipe in small pieces', 'dd if=FILE bs=1000 status=none | $OOMSCOPE parse --format json -'],
    ['from a pipe, compressed', 'gzip -c FILE | $OOMSCOPE parse --format json -'],
    ['from a file', '$OOMSCOPE parse --format json < FILE'],
  ])('%s is read whole', async (_, script) => {
    const path = writeLog();
    const { code, stdout, stderr } = await command.shell(script.replace('FILE', path));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { inputs, events } = JSON.parse(stdout) as Output;
    const file = JSON.parse((await command.run(['parse', '--format', 'json', path])).stdout) as Output;
    const { bytes, lines, error } = file.inputs[0] ?? {};
    expect(inputs[0]).toMatchObject({ bytes, lines, error });
    expect(events.map(({ victims }) => victims[0]?.pid)).toEqual([71, 72, 73]);
  });

  test('that is named twice is empty the second time', async () => {
    const { code, stderr } = await command.shell('echo nothing | $OOMSCOPE parse - -');
    expect({ code, stderr }).toEqual({ code: 3, stderr: 'oomscope: standard input: it is empty\n' });
  });
});
