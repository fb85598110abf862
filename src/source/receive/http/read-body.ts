/**
 * The body of a request -> lines as a log has them: plain text and NDJSON line by line, a JSON array element by element (what
 * Vector and Fluent Bit send), OTLP log records one line each.
 */
import { linesOfOtlp } from './otlp-logs.js';

export interface BodyLines {
  readonly kind: 'lines';
  readonly lines: readonly Uint8Array[];
  /** Records of an OTLP request that hold no text. */
  readonly rejected: number;
}

export type ReadBody =
  | BodyLines
  /** It is not what its type says; the message says what was expected. */
  | { readonly kind: 'malformed'; readonly message: string }
  | { readonly kind: 'unknown-type'; readonly message: string };

const JSON_TYPE = /^application\/json$/;
const LINE_TYPES =
  /^(?:text\/plain|application\/(?:x-)?(?:ndjson|json-lines|jsonlines|jsonl)|application\/json-seq)$/;

/** `type`: the media type without parameters, in lower case; null where the request names none. */
export function readBody(body: Uint8Array, type: string | null, isOtlp: boolean): ReadBody {
  if (isOtlp) {
    if (type !== 'application/json')
      return unknown(type, 'OTLP logs are taken as application/json: set the exporter to http/json');
    return fromJson(body, (value) => linesOfOtlp(value));
  }
  if (type !== null && JSON_TYPE.test(type)) return fromJsonOrLines(body);
  if (type === null || LINE_TYPES.test(type)) return { kind: 'lines', lines: splitLines(body), rejected: 0 };
  return unknown(type, 'expected application/json, application/x-ndjson or text/plain');
}

function unknown(type: string | null, expected: string): ReadBody {
  return { kind: 'unknown-type', message: `Content-Type ${type ?? 'is missing'}: ${expected}` };
}

/** Some shippers call NDJSON `application/json`: a body that is one value is that value, any other is lines of values. */
function fromJsonOrLines(body: Uint8Array): ReadBody {
  const whole = fromJson(body, linesOfValue);
  if (whole.kind !== 'malformed') return whole;
  const lines = splitLines(body);
  const isLines = lines.length > 1 && lines.every((line) => parsed(line) !== undefined);
  return isLines ? { kind: 'lines', lines, rejected: 0 } : whole;
}

function fromJson(
  body: Uint8Array,
  read: (value: unknown) => { lines: readonly string[]; rejected: number } | null,
): ReadBody {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    return { kind: 'malformed', message: `not valid JSON: ${(error as Error).message.slice(0, 200)}` };
  }
  const found = read(value);
  if (found === null)
    return { kind: 'malformed', message: 'expected an object, an array of objects, or OTLP logs' };
  return {
    kind: 'lines',
    lines: found.lines.map((line) => Buffer.from(line, 'utf8')),
    rejected: found.rejected,
  };
}

function linesOfValue(value: unknown): { lines: readonly string[]; rejected: number } | null {
  const values = Array.isArray(value) ? value : [value];
  if (!values.every((one) => typeof one === 'object' && one !== null)) return null;
  return { lines: values.map((one) => JSON.stringify(withTime(one))), rejected: 0 };
}

/** Fluent Bit's `date` is in seconds since 1970; the envelope's reader knows ISO 8601. */
function withTime(record: object): object {
  const { date, time, timestamp } = record as { date?: unknown; time?: unknown; timestamp?: unknown };
  const isSeconds = typeof date === 'number' && date > 1e8 && date < 1e11;
  if (!isSeconds || time !== undefined || timestamp !== undefined) return record;
  return { ...record, time: new Date(date * 1000).toISOString() };
}

function parsed(line: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(line)) as unknown;
  } catch {
    // It is text: the caller decides what that means.
    return undefined;
  }
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
