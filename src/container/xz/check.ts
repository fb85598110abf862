/**
 * The integrity checks that an xz block may end with.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { crc32 } from '../checksum/crc32.js';
import { Crc64 } from '../checksum/crc64.js';

export interface Check {
  readonly sizeBytes: number;
  update(bytes: Uint8Array): void;
  /** Whether the bytes so far have this check value. Nothing may be added afterwards. */
  matches(expected: Uint8Array): boolean;
}

/** `@noble/hashes` and our own CRC-64 alike. */
interface Hash {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** `type`: the low four bits of the stream flags. A type without meaning yet is skipped, as its size is known. */
export function makeCheck(type: number): Check {
  switch (type) {
    case 1:
      return crc32Check();
    case 4:
      return hashCheck(8, new Crc64());
    case 10:
      return hashCheck(32, sha256.create());
    default:
      return {
        sizeBytes: type === 0 ? 0 : 4 << Math.floor((type - 1) / 3),
        update: () => {},
        matches: () => true,
      };
  }
}

function crc32Check(): Check {
  let crc = 0;
  return {
    sizeBytes: 4,
    update: (bytes) => {
      crc = crc32(bytes, crc);
    },
    matches: (expected) => new DataView(expected.buffer, expected.byteOffset, 4).getInt32(0, true) === crc,
  };
}

function hashCheck(sizeBytes: number, hash: Hash): Check {
  return {
    sizeBytes,
    update: (bytes) => {
      hash.update(bytes);
    },
    matches: (expected) => hash.digest().every((byte, at) => byte === expected[at]),
  };
}
