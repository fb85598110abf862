/**
 * Bundles the library and the command into `dist`, beside their types: `node src/cli/bundle.mjs [folder]`. Hundreds of
 * small modules take longer to find and open than to run.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { noticesOf } from '../bundled-notices.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = resolve(process.argv[2] ?? join(root, 'dist'));

const common = {
  absWorkingDir: root,
  outbase: 'src',
  outdir: dist,
  bundle: true,
  format: 'esm',
  target: 'node20.19',
  logLevel: 'warning',
};

/**
 * Packages that go into the bundle, because every start needs them. Those of the service alone stay outside: they are
 * loaded once, by a program that then runs for months.
 */
const INSIDE = ['commander', 'nearley', '@noble/hashes', 'picocolors', 'string-width'];
const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const outside = Object.keys({ ...dependencies, ...optionalDependencies }).filter(
  (name) => !INSIDE.includes(name),
);

/**
 * What packages of the bundle load at their start although hardly anybody needs it, and that takes long to load: it is
 * loaded at its first use instead. Commander would start programs, string-width measures text beyond ASCII.
 */
const onDemand = {
  name: 'on-demand',
  setup(setup) {
    setup.onResolve({ filter: /^string-width$|^node:child_process$/ }, ({ path, kind }) => {
      const isMeant = path === 'string-width' ? kind === 'import-statement' : kind === 'require-call';
      return isMeant ? { path, namespace: 'on-demand' } : null;
    });
    setup.onLoad({ filter: /.*/, namespace: 'on-demand' }, ({ path }) => ({
      contents:
        path === 'string-width'
          ? `let width; export default (text) => (width ??= require('string-width').default)(text);`
          : `module.exports = new Proxy({}, { get: (_, name) => process.getBuiltinModule('${path}')[name] });`,
      resolveDir: root,
    }));
  },
};

/** Runs wherever its user's own bundler puts it, so packages stay outside. */
async function bundleLibrary() {
  await build({ ...common, entryPoints: ['src/index.ts'], platform: 'neutral', packages: 'external' });
}

/** One chunk for each command and for what several share. The program and the thread name files beside themselves. */
async function bundleCommand() {
  const { metafile } = await build({
    ...common,
    entryPoints: ['src/cli.ts', 'src/cli/program.ts', 'src/cli/parse-worker.ts'],
    chunkNames: 'cli/[name]-[hash]',
    splitting: true,
    platform: 'node',
    external: outside,
    plugins: [onDemand],
    // CommonJS packages inside ask for Node's own modules this way.
    banner: { js: 'const require = process.getBuiltinModule;' },
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    metafile: true,
  });
  writeFileSync(join(dist, 'cli/LICENSES.txt'), `${noticesOf(root, Object.keys(metafile.inputs))}\n`);
}

await Promise.all([bundleLibrary(), bundleCommand()]);
