// Compiles grammar/*.ne to TypeScript: `node grammar/compile.mjs` writes, `--check` says which output is stale.
// report.ne belongs to src/report, the line grammars to src/line/grammar.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import nearley from 'nearley';
import compile from 'nearley/lib/compile.js';
import generate from 'nearley/lib/generate.js';
import nearleyGrammar from 'nearley/lib/nearley-language-bootstrapped.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Text of the TypeScript module for one grammar source. */
export function compileGrammar(source) {
  const parser = new nearley.Parser(nearleyGrammar);
  parser.feed(source);
  return `// @ts-nocheck: nearley's output is untyped; src/line/grammar/token.ts is its typed seam.\n${generate(compile(parser.results[0], {}), 'grammar')}`;
}

export function outputOf(name) {
  return name === 'report'
    ? join(root, 'src/report/report-grammar.gen.ts')
    : join(root, `src/line/grammar/${name}.gen.ts`);
}

/** Every grammar with its output path and fresh text. */
export function compileAll() {
  const folder = join(root, 'grammar');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ne'))
    .map((file) => {
      const name = basename(file, '.ne');
      return { name, output: outputOf(name), text: compileGrammar(readFileSync(join(folder, file), 'utf8')) };
    });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { output, text } of compileAll()) {
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(output, text);
  }
}
