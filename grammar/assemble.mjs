// Assembles grammar/scanner.wat: `node grammar/assemble.mjs` writes src/scan/scanner.gen.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import loadWabt from 'wabt';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

export const scannerOutput = join(root, 'src/scan/scanner.gen.ts');

/** Text of the TypeScript module that holds the assembled scanner. */
export async function assembleScanner() {
  const wabt = await loadWabt();
  const source = readFileSync(join(root, 'grammar/scanner.wat'), 'utf8');
  const program = wabt.parseWat('scanner.wat', source, { simd: true });
  program.resolveNames();
  program.validate();
  const { buffer } = program.toBinary({});
  program.destroy();
  return `/** grammar/scanner.wat, assembled by grammar/assemble.mjs, in base64. */\nexport const SCANNER_WASM =\n  '${Buffer.from(buffer).toString('base64')}';\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(scannerOutput, await assembleScanner());
