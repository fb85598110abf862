/**
 * The body of a request -> lines as a log has them: plain text and NDJSON line by line, JSON object by object (what Vector,
 * Fluent Bit and Logstash send), records of OTLP and entries of a push to Loki one line each.
 */
import { objectsIn } from './json-values.js';
import { linesOfLoki, lokiFromProtobuf } from './loki-push.js';
import { linesOfOtlp } from './otlp-logs.js';
import { otlpFromProtobuf } from './otlp-protobuf.js';
import { BadProtobuf } from './protobuf-message.js';
import type { RecordLines } from './record-line.js';

export interface BodyLines {
  readonly kind: 'lines';
  readonly lines: readonly Uint8Array[];
  /** Records that hold no text. */
  readonly rejected: number;
}

export type ReadBody =
  | BodyLines
  /** It is not what its type says; the message says what was expected. */
  | { readonly kind: 'malformed'; readonly message: string }
  | { readonly kind: 'unknown-type'; readonly message: string };

/** `type`: the media type without parameters, in lower case; null where the request names none. */
export type BodyReader = (body: Uint8Array, type: string | null) => ReadBody;

const JSON_TYPE = 'application/json';
export const PROTOBUF_TYPES: ReadonlySet<string> = new Set([
  'application/x-protobuf',
  'application/protobuf',
]);
const LINE_TYPES =
  /^(?:text\/plain|application\/(?:x-)?(?:ndjson|json-lines|jsonlines|jsonl)|application\/json-seq)$/;

/** What senders have to change, by the type that they send when nothing is configured. */
const HINTS: Readonly<Record<string, string>> = {
  'application/msgpack': 'in Fluent Bit set Format json',
  'application/x-protobuf': 'OTLP logs go to /v1/logs, and pushes to Loki to /loki/api/v1/push',
  'application/x-www-form-urlencoded':
    'in Logstash set format => "json_batch"; with curl add -H Content-Type:',
};

export function readLogs(body: Uint8Array, type: string | null): ReadBody {
  if (type === JSON_TYPE) return readJson(body);
  if (type === null || LINE_TYPES.test(type)) return { kind: 'lines', lines: splitLines(body), rejected: 0 };
  const hint = HINTS[type];
  return unknown(
    type,
    `expected application/json, application/x-ndjson or text/plain${hint === undefined ? '' : `; ${hint}`}`,
  );
}

export function readOtlp(body: Uint8Array, type: string | null): ReadBody {
  const expected = 'OTLP logs: resourceLogs, scopeLogs, logRecords';
  if (type === JSON_TYPE) return recordsOf(body, expected, parseJson, linesOfOtlp);
  if (type !== null && PROTOBUF_TYPES.has(type))
    return recordsOf(body, expected, otlpFromProtobuf, linesOfOtlp);
  return unknown(type, 'expected application/x-protobuf or application/json');
}

export function readLoki(body: Uint8Array, type: string | null): ReadBody {
  const expected = 'a push to Loki: streams of values';
  if (type === JSON_TYPE) return recordsOf(body, expected, parseJson, linesOfLoki);
  // Loki takes a body without a type for protobuf.
  if (type === null || PROTOBUF_TYPES.has(type))
    return recordsOf(body, expected, lokiFromProtobuf, linesOfLoki);
  return unknown(type, 'expected application/json or application/x-protobuf');
}

function unknown(type: string | null, expected: string): ReadBody {
  return { kind: 'unknown-type', message: `Content-Type ${type ?? 'is missing'}: ${expected}` };
}

function recordsOf(
  body: Uint8Array,
  expected: string,
  decode: (body: Uint8Array) => unknown,
  linesOf: (value: unknown) => RecordLines | null,
): ReadBody {
  let value: unknown;
  try {
    value = decode(body);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof BadProtobuf)) throw error;
    const form = error instanceof SyntaxError ? 'JSON' : 'protobuf';
    return { kind: 'malformed', message: `not valid ${form}: ${error.message.slice(0, 200)}` };
  }
  const found = linesOf(value);
  if (found === null) return { kind: 'malformed', message: `expected ${expected}` };
  return { kind: 'lines', lines: found.lines.map((line) => Buffer.from(line)), rejected: found.rejected };
}

/** An array of objects, or objects one after another: some shippers call NDJSON `application/json`. */
function readJson(body: Uint8Array): ReadBody {
  const objects = objectsIn(body);
  if (objects !== null) return { kind: 'lines', lines: objects, rejected: 0 };
  return recordsOf(body, 'objects, or an array of objects', parseJson, (value) =>
    Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null)
      ? { lines: value.map((one) => JSON.stringify(one)), rejected: 0 }
      : null,
  );
}

function parseJson(body: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(body));
}

const NEWLINE = 0x0a;

function splitLines(body: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf(NEWLINE, at);
    lines.push(body.subarray(at, end < 0 ? body.length : end));
    at = end < 0 ? body.length : end + 1;
  }
  return lines;
}
