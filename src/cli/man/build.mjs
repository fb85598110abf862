/** Writes the man page into `dist`, or into the file that is named: `node src/cli/man/build.mjs [file]`. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../..', import.meta.url));
// Two folders below the package, as the program itself: it looks for its version there.
const bundle = join(root, `node_modules/.cache/man-page-${process.pid}.mjs`);

await build({
  absWorkingDir: root,
  entryPoints: ['src/cli/man/program-man-page.ts'],
  outfile: bundle,
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  logLevel: 'warning',
});
const { programManPage } = await import(pathToFileURL(bundle).href);
rmSync(bundle);
writeFileSync(process.argv[2] ?? join(root, 'dist/oomscope.1'), await programManPage());
