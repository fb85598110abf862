/**
 * The 512-byte header of a tar entry, and the records of a pax header.
 */
import { parseOctal } from '../detect.js';

export interface TarHeader {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modified: Date | null;
  /** `0` for a regular file whatever the archive says for it, else the type letter. */
  readonly type: string;
}

/** What other headers say about an entry in place of its own. */
export interface Attributes {
  readonly path?: string;
  readonly sizeBytes?: number;
  readonly modified?: Date;
  readonly isSparse?: boolean;
}

/** `block`: a header whose checksum holds. Null when its numbers are impossible. */
export function readHeader(block: Uint8Array): TarHeader | null {
  const sizeBytes = readNumber(block.subarray(124, 136));
  if (sizeBytes === null || sizeBytes < 0 || sizeBytes > Number.MAX_SAFE_INTEGER / 2) return null;
  const seconds = readNumber(block.subarray(136, 148));
  const type = String.fromCharCode(block[156] as number);
  const isFile = type === '\0' || type === '7';
  const isWithoutData = '12346'.includes(type) || type === '5';
  return {
    path: readPath(block),
    sizeBytes: isWithoutData ? 0 : sizeBytes,
    modified: seconds === null ? null : dateOf(seconds),
    type: isFile ? '0' : type,
  };
}

/** ustar keeps the front of a long path apart; GNU uses that place for other things. */
function readPath(block: Uint8Array): string {
  const name = textOf(block.subarray(0, 100));
  const isUstar = textOf(block.subarray(257, 263)) === 'ustar';
  const prefix = isUstar ? textOf(block.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Octal, or base 256 where the first bit is set. */
function readNumber(field: Uint8Array): number | null {
  const first = field[0] as number;
  if (first < 0x80) return field.every((byte) => byte === 0 || byte === 0x20) ? 0 : parseOctal(field);
  const isNegative = first === 0xff;
  const value = field
    .subarray(1)
    .reduce((sum, byte) => sum * 256 + (isNegative ? 255 - byte : byte), first & 0x7e);
  return isNegative ? -value - 1 : value;
}

/** Records of the form `length key=value\n`; ones that do not hold together end the reading. */
export function parsePax(bytes: Uint8Array): Attributes {
  const values = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(0x20, at);
    const length = Number(textOf(bytes.subarray(at, Math.max(at, blank))));
    if (blank < 0 || !Number.isInteger(length) || length <= blank - at + 1) break;
    const record = textOf(bytes.subarray(blank + 1, at + length - 1));
    const equals = record.indexOf('=');
    if (equals > 0) values.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return attributesOf(values);
}

function attributesOf(values: ReadonlyMap<string, string>): Attributes {
  const path = values.get('path');
  const size = Number(values.get('size') ?? Number.NaN);
  const modified = dateOf(Number(values.get('mtime') ?? Number.NaN));
  const isSparse = [...values.keys()].some((key) => key.startsWith('GNU.sparse.'));
  return {
    ...(path === undefined ? {} : { path }),
    ...(Number.isSafeInteger(size) && size >= 0 ? { sizeBytes: size } : {}),
    ...(modified === null ? {} : { modified }),
    ...(isSparse ? { isSparse } : {}),
  };
}

function dateOf(seconds: number): Date | null {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Up to the first NUL. */
export function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
