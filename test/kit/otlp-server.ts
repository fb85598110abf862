/**
 * A stand-in for a receiver of OTLP/HTTP logs in JSON. It holds senders to the JSON form of the protobuf messages: names in
 * lowerCamelCase, 64-bit numbers as strings of digits, exactly one kind of value, text that is Unicode.
 */
import { type Answering, startAnswering } from './answering-server.js';

export interface LogRecord {
  readonly timeUnixNano: string;
  readonly observedTimeUnixNano: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly eventName: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

export interface OtlpServer extends Answering {
  readonly records: readonly LogRecord[];
  readonly complaints: readonly string[];
}

export async function startOtlp(): Promise<OtlpServer> {
  const records: LogRecord[] = [];
  const complaints: string[] = [];
  const answering = await startAnswering(({ path, headers, body }) => {
    if (path !== '/v1/logs' || headers['content-type'] !== 'application/json') return { status: 404 };
    try {
      records.push(...readRequest(JSON.parse(body)));
      return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
    } catch (error) {
      complaints.push(String(error));
      return { status: 400, body: JSON.stringify({ code: 3, message: String(error) }) };
    }
  });
  return { ...answering, url: `${answering.url}v1/logs`, records, complaints };
}

type Json = Readonly<Record<string, unknown>>;

function readRequest(request: Json): LogRecord[] {
  allow(request, ['resourceLogs']);
  return list(request.resourceLogs).flatMap((one) => {
    allow(one, ['resource', 'scopeLogs', 'schemaUrl']);
    const resource = one.resource as Json;
    allow(resource, ['attributes', 'droppedAttributesCount']);
    return list(one.scopeLogs).flatMap((scoped) => {
      allow(scoped, ['scope', 'logRecords', 'schemaUrl']);
      allow(scoped.scope as Json, ['name', 'version', 'attributes']);
      return list(scoped.logRecords).map((record) => readRecord(record, keyValues(resource.attributes)));
    });
  });
}

const RECORD = [
  ...[
    'timeUnixNano',
    'observedTimeUnixNano',
    'severityNumber',
    'severityText',
    'eventName',
    'body',
    'attributes',
  ],
  ...['droppedAttributesCount', 'flags', 'traceId', 'spanId'],
];

function readRecord(record: Json, resource: LogRecord['resource']): LogRecord {
  allow(record, RECORD);
  const { severityNumber, severityText, eventName } = record;
  check(
    Number.isInteger(severityNumber) && Number(severityNumber) >= 1 && Number(severityNumber) <= 24,
    'severityNumber',
  );
  return {
    timeUnixNano: fixed64(record.timeUnixNano),
    observedTimeUnixNano: fixed64(record.observedTimeUnixNano),
    severityNumber: Number(severityNumber),
    severityText: text(severityText),
    eventName: text(eventName),
    body: String(anyValue(record.body as Json)),
    attributes: keyValues(record.attributes),
    resource,
  };
}

function keyValues(value: unknown): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const one of list(value)) {
    allow(one, ['key', 'value']);
    const key = text(one.key);
    check(key !== '' && !(key in read), `the key ${key} is empty or stands there twice`);
    read[key] = anyValue(one.value as Json);
  }
  return read;
}

function anyValue(value: Json): unknown {
  const [kind = '', ...others] = Object.keys(value);
  check(others.length === 0, `a value of several kinds: ${JSON.stringify(value)}`);
  switch (kind) {
    case 'stringValue':
      return text(value.stringValue);
    case 'boolValue':
      check(typeof value.boolValue === 'boolean', 'boolValue is no boolean');
      return value.boolValue;
    case 'intValue':
      check(/^-?\d{1,19}$/.test(text(value.intValue)), `intValue ${String(value.intValue)}`);
      return Number(value.intValue);
    default:
      throw new Error(`unknown kind of value ${kind}`);
  }
}

function fixed64(value: unknown): string {
  check(/^\d{1,20}$/.test(text(value)), `no 64-bit number: ${String(value)}`);
  return text(value);
}

function text(value: unknown): string {
  check(typeof value === 'string', `no string: ${JSON.stringify(value)}`);
  check(!/\p{Cs}/u.test(value as string), `no Unicode: ${JSON.stringify(value)}`);
  return value as string;
}

function list(value: unknown): readonly Json[] {
  check(Array.isArray(value), `no list: ${JSON.stringify(value)}`);
  return value as readonly Json[];
}

function allow(value: Json, names: readonly string[]): void {
  for (const name of Object.keys(value)) check(names.includes(name), `unknown field ${name}`);
}

function check(isRight: boolean, complaint: string): void {
  if (!isRight) throw new Error(complaint);
}
