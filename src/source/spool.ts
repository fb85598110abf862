/**
 * A stream into a temporary file, for journals that come compressed, in an archive or through a pipe: they must be read
 * at any place. Runs of zero bytes, which journals are full of, take no disk space.
 */
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ByteSource } from '../container/byte-source.js';
import { InputDamage } from '../container/input-damage.js';
import { explainIoError } from './explain-io-error.js';

/** All journals of one input together; journald's own default limit for a machine is 4 GiB. */
const MAX_SPOOL_BYTES = 16 * 1024 ** 3;
const BLOCK = 4096;

export class Spool {
  #directory: string | null = null;
  #files = 0;
  #bytes = 0;

  /** Writes all of `source`; gives back the file and the damage that ended the source early, if any. */
  async add(source: ByteSource): Promise<{ readonly path: string; readonly damage: InputDamage | null }> {
    this.#directory ??= await mkdtemp(join(tmpdir(), 'oomscope-'));
    const path = join(this.#directory, `${++this.#files}.journal`);
    const file = await open(path, 'wx', 0o600).catch(refuse);
    let at = 0;
    try {
      for await (const chunk of source) {
        this.#bytes += chunk.length;
        if (this.#bytes > MAX_SPOOL_BYTES) throw tooMuch();
        for (const { from, to } of filledRuns(chunk)) {
          await file.write(chunk, from, to - from, at + from).catch(refuse);
        }
        at += chunk.length;
      }
      return { path, damage: null };
    } catch (error) {
      if (!(error instanceof InputDamage)) throw error;
      return { path, damage: error };
    } finally {
      // A file that ends in zeros is as long as its source all the same.
      await file.truncate(at).finally(() => file.close());
    }
  }

  async remove(): Promise<void> {
    if (this.#directory !== null) await rm(this.#directory, { recursive: true, force: true });
    this.#directory = null;
  }
}

/** The parts of `chunk` that are not all zeros, by blocks, neighbours joined. */
function* filledRuns(chunk: Uint8Array): Generator<{ readonly from: number; readonly to: number }> {
  let start = -1;
  for (let from = 0; from < chunk.length; from += BLOCK) {
    const isEmpty = isZero(chunk.subarray(from, from + BLOCK));
    if (!isEmpty && start < 0) start = from;
    if (!isEmpty || start < 0) continue;
    yield { from: start, to: from };
    start = -1;
  }
  if (start >= 0) yield { from: start, to: chunk.length };
}

function isZero(block: Uint8Array): boolean {
  for (const byte of block) if (byte !== 0) return false;
  return true;
}

function refuse(error: unknown): never {
  throw new InputDamage('io', `a temporary file in ${tmpdir()} cannot be written: ${explainIoError(error)}`);
}

function tooMuch(): InputDamage {
  return new InputDamage(
    'limit',
    `the journals inside are larger than the limit of ${MAX_SPOOL_BYTES} bytes`,
  );
}
