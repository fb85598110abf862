/** The program as JavaScript, for tests that run it as a process of its own: every file of `src`, types taken off. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Built {
  /** Holds what `dist` holds in the package. */
  readonly dist: string;
  /** The command. */
  readonly cli: string;
  remove(): void;
}

/** Below node_modules, so that packages are found. */
export function buildProgram(): Built {
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const place = mkdtempSync(join(cache, 'oomscope-test-'));
  const dist = join(place, 'dist');
  const entryPoints = readdirSync(join(root, 'src'), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(root, 'src', name));
  buildSync({
    entryPoints,
    outdir: dist,
    outbase: join(root, 'src'),
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
  cpSync(join(root, 'package.json'), join(place, 'package.json'));
  return { dist, cli: join(dist, 'cli.js'), remove: () => rmSync(place, { recursive: true, force: true }) };
}

/** Call it once at the top of a test file: the program is built before its tests, and removed after them. */
export function useBuilt(): () => Built {
  let built: Built | null = null;
  beforeAll(() => {
    built = buildProgram();
  }, 120_000);
  afterAll(() => built?.remove());
  return () => {
    if (built === null)
      throw new Error('the program is built before the tests, not before their file is read');
    return built;
  };
}
