/** Small makers and collectors of bytes for the container tests. */
import { execFileSync } from 'node:child_process';
import type { ByteSource } from '../../src/container/byte-source.js';
import { concatBytes } from '../../src/container/byte-source.js';
import { collectDamage, type InputDamage } from '../../src/container/input-damage.js';

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** `bytes` in chunks of `size`. */
export async function* chunked(bytes: Uint8Array, size = 65536): ByteSource {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

export interface Collected {
  readonly bytes: Uint8Array;
  readonly damage: InputDamage | null;
}

export async function collect(source: ByteSource): Promise<Collected> {
  const parts: Uint8Array[] = [];
  const damage = await collectDamage(source, (chunk) => {
    parts.push(chunk.slice());
  });
  return { bytes: concatBytes(parts), damage };
}

/** Compared here and not by `toEqual`, which takes seconds for a megabyte. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** Whether `name` can be run here; tests that need it are skipped with this reason in their name otherwise. */
export function hasTool(name: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** `input` through a command line tool. */
export function pipe(command: string, args: readonly string[], input: Uint8Array): Uint8Array {
  return new Uint8Array(execFileSync(command, args, { input, maxBuffer: 2 ** 30 }));
}

/** Log-like text that compresses as logs do; the same for the same arguments. */
export function sampleLog(lines: number, seed = 1): Uint8Array {
  let state = seed;
  const next = (limit: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % limit;
  };
  const words = [
    'anon-rss',
    'kernel:',
    'Tasks state',
    'node',
    'python3',
    'kubelet',
    'total-vm',
    'oom_score_adj',
  ];
  const out: string[] = [];
  for (let line = 0; line < lines; line++) {
    const tail = Array.from({ length: 3 + next(9) }, () => `${words[next(words.length)]}=${next(1e6)}`).join(
      ' ',
    );
    out.push(`Nov 21 02:${next(60)}:${next(60)} host${next(5)} app[${next(30000)}]: ${tail}`);
  }
  return utf8(`${out.join('\n')}\n`);
}
