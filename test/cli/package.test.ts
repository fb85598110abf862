/** The package as a user gets it: packed, installed, imported with its types, and run. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 300_000 });

const root = fileURLToPath(new URL('../..', import.meta.url));
const capture = join(root, 'fixtures/reports/lab/6.1-memcg-v1-docker.log');
const node = (script: string, cwd: string): string =>
  execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd, encoding: 'utf8' });

let place = '';
let project = '';

/** Builds into a copy, since other tests may use the tree's own `dist`; the packages come from the tree. */
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'oomscope-package-'));
  const copy = join(place, 'source');
  mkdirSync(copy);
  for (const name of [
    'src',
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
  ])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
    { cwd: copy },
  );
  execFileSync(process.execPath, ['src/cli/bundle.mjs'], { cwd: copy });
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', place], {
    cwd: copy,
    stdio: 'pipe',
  });
  project = installed();
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** A project with the tarball unpacked where npm puts it, and what it depends on beside it: no network is needed. */
function installed(): string {
  const tarball = readdirSync(place).find((name) => name.endsWith('.tgz')) ?? 'no tarball';
  const folder = join(place, 'project');
  const packages = join(folder, 'node_modules');
  mkdirSync(join(packages, 'oomscope'), { recursive: true });
  execFileSync('tar', [
    '-xzf',
    join(place, tarball),
    '-C',
    join(packages, 'oomscope'),
    '--strip-components=1',
  ]);
  // Below the package, so that the project itself sees the package alone.
  const inner = join(packages, 'oomscope/node_modules');
  mkdirSync(inner);
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of Object.keys(dependencies)) {
    if (name.includes('/')) mkdirSync(join(inner, name.split('/')[0] ?? ''), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(inner, name));
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  return folder;
}

describe('the package', () => {
  test('holds what it needs, and no sources, tests or fixtures', () => {
    const names = readdirSync(join(project, 'node_modules/oomscope')).sort();
    expect(names).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'node_modules', 'package.json']);
  });

  test('parses a log from a program of its own', () => {
    const script = `
      import { createReadStream } from 'node:fs';
      import { parseLog, SCHEMA } from 'oomscope';
      for await (const event of parseLog(createReadStream(${JSON.stringify(capture)})))
        console.log(SCHEMA, event.victims[0].comm, event.memcg.limitBytes);`;
    expect(node(script, project)).toBe('oomscope/1 redis-server 25165824\n');
  });

  test('takes a Web stream and an array of chunks alike', () => {
    const script = `
      import { readFileSync } from 'node:fs';
      import { parseLog } from 'oomscope';
      const bytes = readFileSync(${JSON.stringify(capture)});
      const ids = async (chunks) => { const ids = []; for await (const { id } of parseLog(chunks)) ids.push(id); return ids; };
      console.log(JSON.stringify([await ids([bytes]), await ids(new Blob([bytes]).stream())]));`;
    const [fromArray, fromStream] = JSON.parse(node(script, project)) as string[][];
    expect(fromArray).toHaveLength(1);
    expect(fromStream).toEqual(fromArray);
  });

  test('has types that hold in a strict project, and catch a wrong field', () => {
    const check = (name: string, text: string): string => {
      writeFileSync(join(project, name), text);
      const tsc = join(root, 'node_modules/typescript/bin/tsc');
      const options = [
        '--noEmit',
        '--strict',
        '--module',
        'nodenext',
        '--target',
        'es2023',
        '--lib',
        'es2023,dom,dom.asynciterable',
      ];
      try {
        return execFileSync(process.execPath, [tsc, ...options, name], { cwd: project, encoding: 'utf8' });
      } catch (error) {
        return String((error as { stdout: string }).stdout);
      }
    };
    const program = (field: string): string => `import { type OomEvent, parseLog } from 'oomscope';
      export async function held(bytes: Uint8Array): Promise<(number | null)[]> {
        const sizes: (number | null)[] = [];
        for await (const event of parseLog([bytes])) { const one: OomEvent = event; sizes.push(one.victims[0]?.${field} ?? null); }
        return sizes;
      }\n`;
    expect(check('right.ts', program('anonRssBytes'))).toBe('');
    expect(check('wrong.ts', program('anonRssKib'))).toContain("Property 'anonRssKib' does not exist");
  });

  test('brings the command, which finds its threads, its renderers and what lies beside it', () => {
    const { bin, version } = JSON.parse(
      readFileSync(join(project, 'node_modules/oomscope/package.json'), 'utf8'),
    ) as { bin: { oomscope: string }; version: string };
    const cli = join(project, 'node_modules/oomscope', bin.oomscope);
    const run = (...args: string[]): string =>
      execFileSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
    expect(run('--version')).toBe(`${version}\n`);
    expect(run('parse', capture)).toContain('redis-server (pid 114) killed');
    expect(
      run('parse', '--jobs', '2', '--format', 'ndjson', capture, capture).trim().split('\n'),
    ).toHaveLength(2);
    expect(run('config', 'schema')).toContain('"sinks"');
    expect(() => run('parse', 'missing.log')).toThrow(/missing\.log: no such file or directory/);
  });

  test('brings the licences of what it is bundled with', () => {
    const licences = readFileSync(join(project, 'node_modules/oomscope/dist/cli/LICENSES.txt'), 'utf8');
    for (const name of ['commander', 'nearley', '@noble/hashes', 'picocolors', 'string-width'])
      expect(licences).toMatch(new RegExp(`^${name} [\\d.]+\\n\\n[^]*?Copyright`, 'm'));
  });
});
