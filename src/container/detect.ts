/**
 * The first bytes of an input into what they are: a compression, an archive, a systemd journal, text, or something that
 * holds no log. Names and extensions are never looked at: rotated logs carry any of them.
 */
import { detectBinary } from './detect-binary.js';

export type Compression = 'gzip' | 'xz' | 'zstd' | 'bzip2' | 'lz4';

export type Detected =
  | { readonly kind: 'empty' }
  | { readonly kind: 'compressed'; readonly compression: Compression }
  | { readonly kind: 'tar' }
  | { readonly kind: 'journal' }
  | { readonly kind: 'text'; readonly encoding: TextEncoding }
  /** `what`: a few words for the message, e.g. `an ELF program or core dump`. */
  | { readonly kind: 'binary'; readonly what: string };

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** How many bytes `detect` wants to see; it works with fewer where the input has no more. */
export const DETECT_BYTES = 64 * 1024;

const TAR_BLOCK = 512;

/** `start`: the input's first bytes; `DETECT_BYTES` of them are looked at if it has so many. */
export function detect(start: Uint8Array): Detected {
  const head = start.subarray(0, DETECT_BYTES);
  if (head.length === 0) return { kind: 'empty' };
  const compression = detectCompression(head);
  if (compression !== null) return { kind: 'compressed', compression };
  if (startsWith(head, [0x4c, 0x50, 0x4b, 0x53, 0x48, 0x48, 0x52, 0x48])) return { kind: 'journal' };
  if (isTarHeader(head)) return { kind: 'tar' };
  const encoding = detectUtf16(head);
  if (encoding !== null) return { kind: 'text', encoding };
  const what = detectBinary(head);
  return what === null ? { kind: 'text', encoding: 'utf-8' } : { kind: 'binary', what };
}

function detectCompression(head: Uint8Array): Compression | null {
  if (startsWith(head, [0x1f, 0x8b, 0x08])) return 'gzip';
  if (startsWith(head, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])) return 'xz';
  if (startsWith(head, [0x28, 0xb5, 0x2f, 0xfd])) return 'zstd';
  if (isBzip2(head)) return 'bzip2';
  if (startsWith(head, [0x04, 0x22, 0x4d, 0x18]) || startsWith(head, [0x02, 0x21, 0x4c, 0x18])) return 'lz4';
  return afterSkippableFrames(head);
}

/** `BZh`, the block size, then the magic of a block or of the end: plain text may start with `BZh1`. */
function isBzip2(head: Uint8Array): boolean {
  const level = head[3] ?? 0;
  if (!startsWith(head, [0x42, 0x5a, 0x68]) || level < 0x31 || level > 0x39) return false;
  const magic = head.subarray(4);
  return (
    head.length < 10 ||
    startsWith(magic, [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]) ||
    startsWith(magic, [0x17, 0x72, 0x45, 0x38, 0x50, 0x90])
  );
}

/** zstd and lz4 share the skippable frame; what follows it tells them apart, and zstd's tools write most of them. */
function afterSkippableFrames(head: Uint8Array): Compression | null {
  let at = 0;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  while (at + 8 <= head.length && view.getUint32(at, true) >>> 4 === 0x184d2a5)
    at += 8 + view.getUint32(at + 4, true);
  if (at === 0) return null;
  return startsWith(head.subarray(Math.min(at, head.length)), [0x04, 0x22, 0x4d, 0x18]) ? 'lz4' : 'zstd';
}

/** A tar header proves itself by its checksum, which old v7 archives have too; the magic alone is not enough. */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < TAR_BLOCK || block[0] === 0) return false;
  const stored = parseOctal(block.subarray(148, 156));
  if (stored === null) return false;
  let unsigned = 8 * 0x20;
  let signed = 8 * 0x20;
  for (let at = 0; at < TAR_BLOCK; at++) {
    if (at >= 148 && at < 156) continue;
    const byte = block[at] as number;
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return stored === unsigned || stored === signed;
}

/** An octal number of a tar header, with leading blanks and a trailing NUL or blank; null when it is none. */
export function parseOctal(field: Uint8Array): number | null {
  const digits = String.fromCharCode(...field)
    .replace(/\0.*$/s, '')
    .trim();
  return /^[0-7]{1,21}$/.test(digits) ? Number.parseInt(digits, 8) : null;
}

/** By the byte order mark, else by every second byte being NUL as ASCII text in UTF-16 has it. */
function detectUtf16(head: Uint8Array): TextEncoding | null {
  if (startsWith(head, [0xff, 0xfe])) return 'utf-16le';
  if (startsWith(head, [0xfe, 0xff])) return 'utf-16be';
  const sample = head.subarray(0, Math.min(1024, head.length & ~1));
  const zeros: [number, number] = [0, 0];
  for (let at = 0; at < sample.length; at++) if (sample[at] === 0) zeros[at & 1 ? 1 : 0]++;
  const many = sample.length * 0.35;
  const few = sample.length * 0.05;
  if (sample.length < 8) return null;
  if (zeros[1] > many && zeros[0] <= few) return 'utf-16le';
  if (zeros[0] > many && zeros[1] <= few) return 'utf-16be';
  return null;
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, at) => bytes[at] === byte);
}
