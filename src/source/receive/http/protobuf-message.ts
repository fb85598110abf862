/**
 * A protobuf message -> the object that its JSON form would be, by a table of the fields that are wanted; others are passed
 * over. The wire format is that of protobuf.dev/programming-guides/encoding.
 */

/** What a field holds: a message of its own, or a plain value. 64-bit numbers come as decimal text, as in protobuf's JSON. */
export type FieldKind =
  | 'text'
  | 'bytes'
  | 'integer'
  | 'double'
  | 'bool'
  | MessageShape
  | (() => MessageShape);

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  /** May come more than once: always an array then. */
  readonly isRepeated?: boolean;
}

/** The fields by their numbers. */
export interface MessageShape {
  readonly fields: Readonly<Record<number, Field>>;
}

/** The bytes are no such message. */
export class BadProtobuf extends Error {}

/** Deeper than any log record is nested. */
export const DEEPEST = 32;

export function readMessage(
  bytes: Uint8Array,
  shape: MessageShape,
  depth = 0,
): Readonly<Record<string, unknown>> {
  if (depth > DEEPEST) throw new BadProtobuf(`messages are nested more than ${DEEPEST} deep`);
  const message: Record<string, unknown> = {};
  for (const { number, value } of fieldsOf(bytes)) {
    const field = shape.fields[number];
    if (field === undefined) continue;
    const read = fieldValue(value, field.kind, depth);
    if (field.isRepeated !== true) message[field.name] = read;
    else if (Array.isArray(message[field.name])) (message[field.name] as unknown[]).push(read);
    else message[field.name] = [read];
  }
  return message;
}

function fieldValue(value: bigint | Uint8Array, kind: FieldKind, depth: number): unknown {
  if (typeof kind === 'function') return fieldValue(value, kind(), depth);
  if (typeof value === 'bigint') {
    if (kind === 'integer') return BigInt.asIntN(64, value).toString();
    if (kind === 'bool') return value !== 0n;
    if (kind === 'double') return new Float64Array(BigUint64Array.of(value).buffer)[0];
  } else {
    if (kind === 'bytes') return value;
    if (kind === 'text') return new TextDecoder().decode(value);
    if (typeof kind === 'object') return readMessage(value, kind, depth + 1);
  }
  throw new BadProtobuf('a field has another wire type than it should');
}

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

interface WireField {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

function* fieldsOf(bytes: Uint8Array): Generator<WireField> {
  for (let at = 0; at < bytes.length; ) {
    const key = varint(bytes, at);
    const [value, end] = wireValue(bytes, key.end, Number(key.value & 7n));
    yield { number: Number(key.value >> 3n), value };
    at = end;
  }
}

function wireValue(bytes: Uint8Array, at: number, wireType: number): [bigint | Uint8Array, number] {
  switch (wireType) {
    case VARINT: {
      const { value, end } = varint(bytes, at);
      return [value, end];
    }
    case FIXED_64:
      return [littleEndian(slice(bytes, at, 8)), at + 8];
    case LENGTH_DELIMITED: {
      const { value, end } = varint(bytes, at);
      return [slice(bytes, end, Number(value)), end + Number(value)];
    }
    case FIXED_32:
      return [littleEndian(slice(bytes, at, 4)), at + 4];
    default:
      throw new BadProtobuf(`wire type ${wireType} is not known`);
  }
}

function slice(bytes: Uint8Array, at: number, length: number): Uint8Array {
  if (at + length > bytes.length) throw new BadProtobuf('it ends in the middle of a field');
  return bytes.subarray(at, at + length);
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** Seven bits a byte, the lowest first, at most ten bytes. */
function varint(bytes: Uint8Array, at: number): { readonly value: bigint; readonly end: number } {
  let value = 0n;
  for (let index = at; index < bytes.length && index < at + 10; index++) {
    const byte = bytes[index] as number;
    value |= BigInt(byte & 0x7f) << BigInt(7 * (index - at));
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), end: index + 1 };
  }
  throw new BadProtobuf('a number has no end');
}
