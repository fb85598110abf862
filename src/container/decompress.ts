/**
 * Compressed bytes into plain ones, by codec, with the limits against decompression bombs around all of them.
 */
import type { ByteSource } from './byte-source.js';
import type { Compression } from './detect.js';
import { InputDamage } from './input-damage.js';

export interface DecompressionLimits {
  /** Nothing is refused before this much output: small files may have any ratio. */
  readonly freeOutputBytes: number;
  /** Output per input byte beyond that. Logs reach 10 to 200, one line repeated for ever about 800 with gzip. */
  readonly maxRatio: number;
  /** Output of one input at all. */
  readonly maxOutputBytes: number;
  /** Memory a zstd or xz stream may ask for. */
  readonly maxWindowBytes: number;
}

export const DEFAULT_LIMITS: DecompressionLimits = {
  freeOutputBytes: 1024 ** 3,
  maxRatio: 1000,
  maxOutputBytes: 1024 ** 4,
  maxWindowBytes: 256 * 1024 ** 2,
};

type Codec = (source: ByteSource, limits: DecompressionLimits) => ByteSource;

/** Each is loaded when the first stream of its kind comes. */
const CODECS: Readonly<Record<Compression, () => Promise<Codec>>> = {
  gzip: async () => (await import('./gzip/gunzip.js')).gunzip,
  xz: async () => (await import('./xz/unxz.js')).unxz,
  zstd: async () => (await import('./zstd/unzstd.js')).unzstd,
  bzip2: async () => (await import('./bzip2/unbzip2.js')).unbzip2,
  lz4: async () => (await import('./lz4/unlz4.js')).unlz4,
};

/**
 * All members, frames or streams of `source` one after another, their checksums verified. Throws `InputDamage` after
 * everything before the damage was handed out.
 */
export async function* decompress(
  source: ByteSource,
  compression: Compression,
  limits: DecompressionLimits = DEFAULT_LIMITS,
): AsyncGenerator<Uint8Array> {
  let input = 0;
  let output = 0;
  const outer = { damage: null as InputDamage | null };
  const watched = watchDamage(source, outer);
  const counted = countBytes(watched, (bytes) => {
    input += bytes;
  });
  const codec = await CODECS[compression]();
  try {
    for await (const chunk of codec(counted, limits)) {
      output += chunk.length;
      checkLimits(input, output, limits);
      yield chunk;
    }
  } catch (error) {
    // A layer that ends early because the one around it is damaged: the cause is out there.
    throw error instanceof InputDamage ? (outer.damage ?? error) : error;
  }
}

async function* watchDamage(
  source: ByteSource,
  seen: { damage: InputDamage | null },
): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    if (error instanceof InputDamage) seen.damage = error;
    throw error;
  }
}

function checkLimits(input: number, output: number, limits: DecompressionLimits): void {
  if (output > limits.maxOutputBytes) {
    throw new InputDamage(
      'limit',
      `the data unpacks to more than the limit of ${limits.maxOutputBytes} bytes`,
      input,
    );
  }
  if (output > limits.freeOutputBytes && output > input * limits.maxRatio) {
    const text = `the data unpacks to more than ${limits.maxRatio} times its size, the limit beyond`;
    throw new InputDamage('limit', `${text} ${limits.freeOutputBytes} bytes`, input);
  }
}

/** `source`, telling `onBytes` of each chunk. */
export async function* countBytes(
  source: ByteSource,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    onBytes(chunk.length);
    yield chunk;
  }
}
