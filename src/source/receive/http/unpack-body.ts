/** A body as it was sent -> as it was before its sender compressed it, within the limit. */
import { gunzip, inflate } from 'node:zlib';
import { type DecompressionLimits, decompress } from '../../../container/decompress.js';
import { InputDamage } from '../../../container/input-damage.js';
import { type Answer, refusal } from './answer.js';

/** Of a body, before and after it is unpacked. */
export const LARGEST_BODY = 10 << 20;
const LIMITS: DecompressionLimits = {
  freeOutputBytes: LARGEST_BODY,
  maxRatio: Number.POSITIVE_INFINITY,
  maxOutputBytes: LARGEST_BODY,
  // Memory grows with the output, not with the window.
  maxWindowBytes: 128 << 20,
};

/** `encoding`: the header Content-Encoding. */
export async function unpackBody(
  bytes: Uint8Array,
  encoding: string | undefined,
): Promise<Uint8Array | Answer> {
  switch (encoding?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity':
      return bytes;
    case 'gzip':
    case 'x-gzip':
      return inflated(bytes, gunzip, 'gzip');
    // In HTTP, and by what Vector and the OpenTelemetry Collector send, deflate is the zlib format.
    case 'deflate':
    case 'zlib':
      return inflated(bytes, inflate, 'zlib data');
    case 'zstd':
      return unzstd(bytes);
    default:
      return refusal(415, `Content-Encoding ${encoding}: expected gzip, deflate, zstd or none`, {
        'Accept-Encoding': 'gzip, deflate, zstd',
      });
  }
}

export function tooLarge(): Answer {
  return refusal(413, `a body may have ${LARGEST_BODY} bytes, unpacked too; send smaller batches`, {
    Connection: 'close',
  });
}

function inflated(bytes: Uint8Array, unpack: typeof gunzip, what: string): Promise<Uint8Array | Answer> {
  return new Promise((resolve) => {
    unpack(bytes, { maxOutputLength: LARGEST_BODY }, (error, plain) => {
      if (error === null) resolve(plain);
      else if (error instanceof RangeError) resolve(tooLarge());
      else resolve(refusal(400, `the body is no ${what}: ${error.message}`));
    });
  });
}

async function unzstd(bytes: Uint8Array): Promise<Uint8Array | Answer> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of decompress(only(bytes), 'zstd', LIMITS)) chunks.push(chunk);
  } catch (error) {
    if (!(error instanceof InputDamage)) throw error;
    if (error.kind === 'limit') return tooLarge();
    return refusal(400, `the body cannot be unpacked: ${error.message}`);
  }
  return Buffer.concat(chunks);
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
