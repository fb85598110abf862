/**
 * The few fields of a journal entry that are needed, looked up among its data objects. Objects that many entries share
 * (host, boot, transport) are read once.
 */
import { decodeLossless } from '../../base/lossless-text.js';
import { BadObject, type DataObject, type JournalObjects } from './objects.js';
import { MAX_PAYLOAD_BYTES, unpackPayload } from './payload.js';

export const FIELD_NAMES = [
  'MESSAGE',
  '_HOSTNAME',
  '_TRANSPORT',
  'SYSLOG_IDENTIFIER',
  'SYSLOG_FACILITY',
  'PRIORITY',
  '_COMM',
  '_SOURCE_MONOTONIC_TIMESTAMP',
  '_SOURCE_REALTIME_TIMESTAMP',
] as const;

export type FieldName = (typeof FIELD_NAMES)[number];
/** The first value of each field that the entry has. Bytes that are no UTF-8 are lone surrogates. */
export type EntryFields = Readonly<Partial<Record<FieldName, string>>>;

/** A shared field's name and value; null for a field of no interest. */
type Known = { readonly name: FieldName; readonly value: string } | null;

const MAX_KNOWN = 20_000;
const LONGEST_NAME = Math.max(...FIELD_NAMES.map((name) => name.length));
const EQUALS = 0x3d;
const ENCODED_NAMES = FIELD_NAMES.map((name) => ({ name, code: new TextEncoder().encode(name) }));

export class FieldReader {
  readonly #objects: JournalObjects;
  readonly #known = new Map<number, Known>();

  constructor(objects: JournalObjects) {
    this.#objects = objects;
  }

  /** Fields whose objects are damaged are missing; `onDamage` is told. */
  read(items: readonly number[], onDamage: (damage: BadObject) => void): EntryFields {
    const fields: Partial<Record<FieldName, string>> = {};
    for (const item of items) {
      try {
        let known = this.#known.get(item);
        if (known === undefined) known = this.#field(item);
        if (known !== null && fields[known.name] === undefined) fields[known.name] = known.value;
      } catch (error) {
        if (!(error instanceof BadObject)) throw error;
        onDamage(error);
      }
    }
    return fields;
  }

  #field(item: number): Known {
    const data = this.#objects.data(item);
    if (data.compression !== 0) return this.#compressedField(item, data);
    const { access } = this.#objects;
    const length = Math.min(data.payloadBytes, MAX_PAYLOAD_BYTES);
    const at = access.seek(data.payloadOffset, length);
    if (at < 0) throw new BadObject(item, 'a field reaches past the end of the file');
    return this.#remember(item, data, fieldOf(access.page, at, length));
  }

  #compressedField(item: number, data: DataObject): Known {
    const payload = unpackPayload(this.#objects.access, data);
    if (payload === null) throw new BadObject(item, 'a compressed field cannot be unpacked');
    return this.#remember(item, data, fieldOf(payload, 0, payload.length));
  }

  #remember(item: number, data: DataObject, known: Known): Known {
    if (data.entryCount > 1 && (known === null || known.value.length < 256)) {
      if (this.#known.size >= MAX_KNOWN) this.#known.clear();
      this.#known.set(item, known);
    }
    return known;
  }
}

function fieldOf(bytes: Uint8Array, at: number, length: number): Known {
  const name = nameOf(bytes, at, at + Math.min(length, LONGEST_NAME + 1));
  if (name === null) return null;
  return { name, value: decodeLossless(bytes.subarray(at + name.length + 1, at + length)) };
}

function nameOf(bytes: Uint8Array, at: number, end: number): FieldName | null {
  for (let equals = at; equals < end; equals++) {
    if (bytes[equals] === EQUALS)
      return ENCODED_NAMES.find(({ code }) => isAt(code, bytes, at, equals))?.name ?? null;
  }
  return null;
}

function isAt(code: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (code.length !== end - start) return false;
  for (let at = 0; at < code.length; at++) if (code[at] !== bytes[start + at]) return false;
  return true;
}
