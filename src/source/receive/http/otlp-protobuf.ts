/**
 * OTLP logs as protobuf: an ExportLogsServiceRequest -> the object that it is in OTLP/JSON, and our answers in the same form.
 * Field numbers are those of opentelemetry-proto 1.x.
 */
import type { Answer } from './answer.js';
import { type Field, type MessageShape, readMessage } from './protobuf-message.js';

const many = (name: string, kind: Field['kind']): Field => ({ name, kind, isRepeated: true });

const ANY_VALUE: MessageShape = {
  fields: {
    1: { name: 'stringValue', kind: 'text' },
    2: { name: 'boolValue', kind: 'bool' },
    3: { name: 'intValue', kind: 'integer' },
    4: { name: 'doubleValue', kind: 'double' },
    5: { name: 'arrayValue', kind: () => ({ fields: { 1: many('values', ANY_VALUE) } }) },
    6: { name: 'kvlistValue', kind: () => ({ fields: { 1: many('values', KEY_VALUE) } }) },
    7: { name: 'bytesValue', kind: 'bytes' },
  },
};
const KEY_VALUE: MessageShape = {
  fields: { 1: { name: 'key', kind: 'text' }, 2: { name: 'value', kind: ANY_VALUE } },
};
const LOG_RECORD: MessageShape = {
  fields: {
    1: { name: 'timeUnixNano', kind: 'integer' },
    5: { name: 'body', kind: ANY_VALUE },
    6: many('attributes', KEY_VALUE),
    11: { name: 'observedTimeUnixNano', kind: 'integer' },
  },
};
const RESOURCE_LOGS: MessageShape = {
  fields: {
    1: { name: 'resource', kind: { fields: { 1: many('attributes', KEY_VALUE) } } },
    2: many('scopeLogs', { fields: { 2: many('logRecords', LOG_RECORD) } }),
  },
};
const REQUEST: MessageShape = { fields: { 1: many('resourceLogs', RESOURCE_LOGS) } };

/** Throws `BadProtobuf`. A request without a single record is an empty one. */
export function otlpFromProtobuf(body: Uint8Array): unknown {
  return { resourceLogs: [], ...readMessage(body, REQUEST) };
}

/** An answer of this receiver as senders of protobuf read it: a `google.rpc.Status`, or an ExportLogsServiceResponse. */
export function inProtobuf(answer: Answer): Answer {
  const { error, partialSuccess } = answer.body as {
    readonly error?: string;
    readonly partialSuccess?: { readonly rejectedLogRecords?: string; readonly errorMessage?: string };
  };
  const rejected = Number(partialSuccess?.rejectedLogRecords ?? 0);
  const partial =
    rejected > 0
      ? [...integerField(1, rejected), ...bytesField(2, Buffer.from(partialSuccess?.errorMessage ?? ''))]
      : null;
  const body =
    error !== undefined
      ? bytesField(2, Buffer.from(error))
      : partial === null
        ? []
        : bytesField(1, Uint8Array.from(partial));
  return { ...answer, body: Uint8Array.from(body) };
}

function integerField(number: number, value: number): readonly number[] {
  return [number << 3, ...varintOf(value)];
}

function bytesField(number: number, bytes: Uint8Array): readonly number[] {
  return [(number << 3) | 2, ...varintOf(bytes.length), ...bytes];
}

function varintOf(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varintOf(Math.floor(value / 0x80))];
}
