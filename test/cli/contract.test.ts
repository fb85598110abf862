/** `parse --format json` and `ndjson` keep the contract, field by field, over every capture and, where there is one, the corpus. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { useCommand } from '../kit/command.js';
import { eventProblems, outputProblems } from '../kit/contract.js';
import { sampleEvent } from '../kit/sample-event.js';

const command = useCommand();
const root = fileURLToPath(new URL('../..', import.meta.url));
const captures = join(root, 'fixtures/reports');
const corpus = process.env.OOMSCOPE_CORPUS ?? join(root, '../shared/corpus');

async function expectContract(folder: string): Promise<{ readonly events: readonly object[] }> {
  const { stdout } = await command.run(['parse', '--format', 'json', folder]);
  const output = JSON.parse(stdout) as { readonly events: readonly object[] };
  expect(outputProblems(output)).toEqual([]);
  return output;
}

describe('the JSON output', () => {
  test('keeps the contract over every capture', async () => {
    const { events } = await expectContract(captures);
    expect(events.length).toBeGreaterThan(200);
  });

  test.skipIf(!existsSync(join(corpus, 'index.jsonl')))(
    'keeps the contract over the corpus (skipped where there is none)',
    async () => {
      const { events } = await expectContract(corpus);
      expect(events.length).toBeGreaterThan(0);
    },
  );

  test('has the same events a line each as ndjson', async () => {
    const folder = join(captures, 'lab/6.12-memcg-v2-crash-loop.log');
    const json = JSON.parse((await command.run(['parse', '--format', 'json', folder])).stdout);
    const { stdout } = await command.run(['parse', '--format', 'ndjson', folder]);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(json.events);
    expect(json.events.length).toBeGreaterThan(1);
  });

  test('is whole without any event', async () => {
    const { stdout } = await command.run(['parse', '--format', 'json'], { stdin: 'nothing\n' });
    expect(JSON.parse(stdout)).toEqual({
      schema: 'oomscope/1',
      events: [],
      inputs: [{ path: '-', bytes: 8, lines: 1, format: 'bare', compression: null, events: 0, error: null }],
    });
    expect((await command.run(['parse', '--format', 'ndjson'], { stdin: 'nothing\n' })).stdout).toBe('');
  });
});

describe('the check itself', () => {
  const whole = JSON.parse(JSON.stringify(sampleEvent())) as Record<string, unknown>;

  test('lets a whole event pass, with fields of tomorrow', () => {
    expect(eventProblems({ ...whole, tomorrow: 1 })).toEqual([]);
  });

  test.each(Object.keys(whole).filter((name) => name !== 'aftermath' && name !== 'extra'))(
    'misses %s',
    (name) => {
      const { [name]: _, ...rest } = whole;
      expect(eventProblems(rest)[0]).toContain(`event.${name}`);
    },
  );

  test.each([
    ['scope', 'everything'],
    ['manual', 'yes'],
    ['host', 5],
    ['time', { wall: 'yesterday', wallSource: 'log', uptimeSeconds: null }],
    ['time', { wall: null, wallSource: 'log', uptimeSeconds: null }],
    ['victims', [{}]],
    ['tasks', null],
    ['completeness', { status: 'partial', missing: [], foreignLines: 0, lostRecords: null, notes: [] }],
  ])('sees a wrong %s', (name, value) => expect(eventProblems({ ...whole, [name]: value })).not.toEqual([]));
});
