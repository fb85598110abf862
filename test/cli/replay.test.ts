/** `oomscope replay`: a log in rotated pieces tells what the whole log tells. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { OomEvent } from '../../src/report/event.js';
import { useCommand } from '../kit/command.js';
import { killLog } from '../kit/kill-log.js';

const command = useCommand();

describe('a rotated log', () => {
  test('is replayed as one: earlier kills count across its pieces', async () => {
    const kill = (hour: number) => ({
      ...{
        wall: `Nov 20 ${String(hour).padStart(2, '0')}:00:00`,
        uptime: 100 + hour * 3600,
        pid: 500 + hour,
      },
    });
    const at = (name: string) => join(command.folder(), name);
    const [before, after] = [killLog([kill(0), kill(2)]), killLog([kill(4), kill(6)])];
    writeFileSync(at('kern.log.1'), before);
    writeFileSync(at('kern.log'), after);
    writeFileSync(at('whole.log'), before + after);
    const findings = async (name: string, logs: readonly string[]): Promise<string[][]> => {
      const sink = { type: 'ndjson', path: at(`${name}.ndjson`) };
      const config = { sinks: { all: sink }, storage: { directory: at(`${name}-state`) } };
      writeFileSync(at(`${name}.yaml`), JSON.stringify(config));
      const { code } = await command.run(['replay', '--send', '--config', at(`${name}.yaml`), ...logs]);
      expect(code).toBe(0);
      const lines = readFileSync(sink.path, 'utf8').trim().split('\n');
      return lines
        .map((line) => JSON.parse(line) as OomEvent & { event?: OomEvent })
        .map((line) => (line.event ?? line).diagnosis.findings.map(({ rule, title }) => `${rule}: ${title}`));
    };
    const whole = await findings('whole', [at('whole.log')]);
    expect(await findings('pieces', [at('kern.log.1'), at('kern.log')])).toEqual(whole);
    expect(whole.at(-1)?.join()).toContain('was killed here 4 times');
  });
});
