/**
 * Logs from outside, read by eye: parses every log of a corpus folder and compares it with the folder's `index.jsonl`.
 * The folder is `OOMSCOPE_CORPUS`, or `../shared/corpus` beside the repository where that exists; anyone's own will do.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type OomEvent, parseLog } from '../../src/index.js';
import { type CorpusEntry, differencesOf } from './expectation.js';
import { knownDisagreements } from './known-disagreements.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = process.env.OOMSCOPE_CORPUS ?? join(root, '../shared/corpus');
const index = join(folder, 'index.jsonl');

describe('the corpus', () => {
  if (!existsSync(index)) {
    test.skip(`skipped: there is no ${resolve(index)}; name a folder with an index in OOMSCOPE_CORPUS`, () => {});
    return;
  }
  const entries = readFileSync(index, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as CorpusEntry);

  test.each(entries)('$file', async (entry) => {
    const differences = differencesOf(entry, await kernelEvents(join(folder, entry.file)));
    const known = knownDisagreements.find(({ file }) => file === entry.file)?.differences ?? [];
    expect(differences.map((difference) => difference.slice(0, difference.indexOf(':')))).toEqual(known);
  });
});

async function kernelEvents(path: string): Promise<OomEvent[]> {
  const events: OomEvent[] = [];
  for await (const event of parseLog([readFileSync(path)])) if (event.killer === 'kernel') events.push(event);
  return events;
}
