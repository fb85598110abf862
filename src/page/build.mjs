/**
 * Builds the browser page: bundles the page's program and its worker, puts them and the example logs into one HTML file.
 * `node src/page/build.mjs [file]` writes it; `npm run build` puts it into the package.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { noticesOf } from '../bundled-notices.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Browsers since about 2022. */
const TARGETS = ['chrome100', 'firefox100', 'safari15.4'];

/** Captures of the laboratory that show most. */
const EXAMPLES = [
  {
    capture: '6.12-memcg-v2-kubepods',
    title: 'A pod over its limit',
    about: 'Kubernetes, cgroup v2: one container outgrew its memory limit.',
  },
  {
    capture: '6.1-system-pool-40',
    title: 'A whole machine short of memory',
    about: 'Forty database workers, and an agent that may not be killed.',
  },
  {
    capture: '6.1-hostile-names-sinks',
    title: 'Names that attack the reader',
    about: 'Processes called like HTML, Slack commands and spreadsheet formulas.',
  },
];

/** The page as text. */
export async function buildPage() {
  const [main, worker, template] = await Promise.all([
    bundle('main.ts', { format: 'iife' }),
    bundle('worker.ts', { format: 'iife' }),
    bundle('document.ts', { format: 'esm' }),
  ]);
  const { pageDocument } = await import(`data:text/javascript,${encodeURIComponent(template.text)}`);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return pageDocument({
    main: main.text,
    worker: worker.text,
    examples: EXAMPLES.map(readExample),
    version,
    notices: noticesOf(root, [...main.inputs, ...worker.inputs]),
  });
}

/** It would need a hole in the page's Content-Security-Policy; the plain search does the same, fast enough. */
const withoutWebAssembly = {
  name: 'without-web-assembly',
  setup: (setup) =>
    setup.onLoad({ filter: /simd-scan\.ts$/ }, () => ({
      contents: 'export const createSimdScan = () => null;',
    })),
};

async function bundle(entry, { format }) {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(root, 'src/page', entry)],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    absWorkingDir: root,
    platform: 'browser',
    target: TARGETS,
    format,
    legalComments: 'none',
    plugins: [withoutWebAssembly],
    logLevel: 'error',
  });
  return { text: outputFiles[0].text.trim(), inputs: Object.keys(metafile.inputs) };
}

/** The log as it came out of the machine, without the capture's header. */
function readExample({ capture, title, about }) {
  const bytes = readFileSync(join(root, `fixtures/reports/lab/${capture}.log`));
  const log = bytes.subarray(bytes.indexOf('\n\n') + 2);
  return { name: `${capture}.log`, title, about, data: gzipSync(log, { level: 9 }).toString('base64') };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const output = resolve(process.argv[2] ?? join(root, 'dist/page/oomscope.html'));
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, await buildPage());
}
