/** The committed scanner is the one that its source gives. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { assembleScanner, scannerOutput } from '../../grammar/assemble.mjs';

it('has an assembled scanner that is fresh', async () => {
  expect(readFileSync(scannerOutput, 'utf8'), 'run node grammar/assemble.mjs').toBe(await assembleScanner());
});
