/**
 * OTLP logs (an ExportLogsServiceRequest) -> one JSON line for each record, with the members that log shippers use. A body that
 * is a map, as the collector's journald receiver makes it, is an entry of the journal and stays one.
 */
import { isObject } from '../../../base/is-object.js';
import { DEEPEST } from './protobuf-message.js';
import { isoOf, type RecordLines, recordLine } from './record-line.js';

type Json = Readonly<Record<string, unknown>>;

/** By the conventions, and as the collector's syslog receiver and older shippers name them. */
const HOST_NAMES = ['host.name', 'hostname', 'host', 'k8s.node.name'];
const PROGRAM_NAMES = ['appname', 'syslog.appname', 'ident', 'SYSLOG_IDENTIFIER'];

/** Null where the value is no such request. */
export function linesOfOtlp(value: unknown): RecordLines | null {
  if (!isObject(value) || !Array.isArray(value.resourceLogs)) return null;
  const all = objects(value.resourceLogs).flatMap((resource) => {
    const host = attributeOf(isObject(resource.resource) ? resource.resource : {}, HOST_NAMES);
    const records = objects(resource.scopeLogs).flatMap(({ logRecords }) => objects(logRecords));
    return records.map((record) => lineOf(record, host));
  });
  const lines = all.filter((line) => line !== null);
  return { lines, rejected: all.length - lines.length };
}

function lineOf(record: Json, resourceHost: string | null): string | null {
  const body = plain(record.body);
  const host = attributeOf(record, HOST_NAMES) ?? resourceHost;
  const time = isoOf(record.timeUnixNano) ?? isoOf(record.observedTimeUnixNano);
  if (typeof body === 'string')
    return recordLine(body, { time, host, program: attributeOf(record, PROGRAM_NAMES) });
  if (!isObject(body)) return null;
  return JSON.stringify({ ...(host === null ? {} : { _HOSTNAME: host }), timestamp: time, ...body });
}

function attributeOf({ attributes }: Json, names: readonly string[]): string | null {
  for (const name of names) {
    const found = objects(attributes).find(({ key }) => key === name);
    const value = found === undefined ? null : plain(found.value);
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}

/** An AnyValue without its wrapping; null: it has none of the known ones. */
function plain(value: unknown, depth = 0): unknown {
  if (!isObject(value) || depth > DEEPEST) return null;
  if (typeof value.stringValue === 'string') return value.stringValue;
  if (value.bytesValue instanceof Uint8Array || typeof value.bytesValue === 'string')
    return new TextDecoder().decode(bytesOf(value.bytesValue));
  for (const name of ['intValue', 'doubleValue'])
    if (value[name] !== undefined) return numberOf(String(value[name]));
  if (isObject(value.arrayValue)) return objects(value.arrayValue.values).map((one) => plain(one, depth + 1));
  if (!isObject(value.kvlistValue)) return null;
  return Object.fromEntries(
    objects(value.kvlistValue.values).map((pair) => [String(pair.key), plain(pair.value, depth + 1)]),
  );
}

function bytesOf(value: Uint8Array | string): Uint8Array {
  return typeof value === 'string' ? Buffer.from(value, 'base64') : value;
}

/** A number where it is exact, or else its digits. */
function numberOf(text: string): number | string {
  return Number.isInteger(Number(text)) && !Number.isSafeInteger(Number(text)) ? text : Number(text);
}

function objects(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
