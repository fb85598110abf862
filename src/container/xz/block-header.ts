/**
 * The header of an xz block: the sizes it promises and the dictionary its only filter, LZMA2, asks for.
 */
import { crc32 } from '../checksum/crc32.js';
import { InputDamage } from '../input-damage.js';

const LZMA2 = 0x21;

export interface BlockHeader {
  /** Null where the header does not tell. */
  readonly packedBytes: number | null;
  readonly unpackedBytes: number | null;
  readonly dictionaryBytes: number;
}

/** `bytes`: the whole header with its size byte and checksum; `offset`: its place, for messages. */
export function readBlockHeader(bytes: Uint8Array, offset: number): BlockHeader {
  const end = bytes.length - 4;
  const stored = new DataView(bytes.buffer, bytes.byteOffset + end, 4).getInt32(0, true);
  const flags = bytes[1] as number;
  if (stored !== crc32(bytes.subarray(0, end)) || flags & 0x3c) {
    throw new InputDamage('corrupt', 'the xz block header is damaged', offset);
  }
  let at = 2;
  const number = () => {
    let value = 0;
    for (let shift = 0; shift < 63 && at < end; shift += 7) {
      const byte = bytes[at++] as number;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new InputDamage('corrupt', 'the xz block header is damaged', offset);
  };
  const packedBytes = flags & 0x40 ? number() : null;
  const unpackedBytes = flags & 0x80 ? number() : null;
  const isOnlyLzma2 = (flags & 3) === 0 && number() === LZMA2 && number() === 1;
  const bits = bytes[at] as number;
  if (!isOnlyLzma2) {
    throw new InputDamage(
      'unsupported',
      'the xz data uses a filter for programs; unpack it with `xz -d` first',
      offset,
    );
  }
  if (bits > 40) throw new InputDamage('corrupt', 'the xz block header is damaged', offset);
  const dictionaryBytes = bits === 40 ? 2 ** 32 - 1 : (2 | (bits & 1)) * 2 ** ((bits >> 1) + 11);
  return { packedBytes, unpackedBytes, dictionaryBytes };
}
