/** A folder of its own for the running test, gone when that is over, however it ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Tests that run beside each other pass their own `onFinished`: which of them is running is not known otherwise. */
export function testFolder(name: string, onFinished: typeof onTestFinished = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), `oomscope-${name}-`));
  onFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
