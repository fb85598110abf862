/**
 * OTLP logs in JSON (an ExportLogsServiceRequest) -> one JSON line for each record, with the members that log shippers use. A body
 * that is a map, as the collector's journald receiver makes it, is an entry of the journal and stays one.
 */

type Json = Readonly<Record<string, unknown>>;

export interface OtlpLines {
  readonly lines: readonly string[];
  /** Records without a text. */
  readonly rejected: number;
}

/** Null where the value is no such request. */
export function linesOfOtlp(value: unknown): OtlpLines | null {
  if (!isObject(value) || !Array.isArray(value.resourceLogs)) return null;
  const all = objects(value.resourceLogs).flatMap((resource) => {
    const host = attributeOf(isObject(resource.resource) ? resource.resource : {}, ['host.name', 'host']);
    const records = objects(resource.scopeLogs).flatMap(({ logRecords }) => objects(logRecords));
    return records.map((record) => lineOf(record, host));
  });
  const lines = all.filter((line) => line !== null);
  return { lines, rejected: all.length - lines.length };
}

function lineOf(record: Json, host: string | null): string | null {
  const body = plain(record.body);
  if (isObject(body)) return JSON.stringify({ ...(host === null ? {} : { _HOSTNAME: host }), ...body });
  if (typeof body !== 'string') return null;
  const time = isoOf(record.timeUnixNano) ?? isoOf(record.observedTimeUnixNano);
  const program = attributeOf(record, ['appname', 'syslog.appname', 'ident', 'SYSLOG_IDENTIFIER']);
  const named = attributeOf(record, ['host.name', 'hostname', 'host']) ?? host;
  return JSON.stringify({
    ...(time === null ? {} : { time }),
    ...(named === null ? {} : { host: named }),
    ...(program === null ? {} : { appname: program }),
    message: body,
  });
}

function attributeOf({ attributes }: Json, names: readonly string[]): string | null {
  const found = objects(attributes).find(({ key }) => names.includes(String(key)));
  const value = found === undefined ? null : plain(found.value);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** An AnyValue without its wrapping; numbers as text. */
function plain(value: unknown): unknown {
  if (!isObject(value)) return null;
  if (typeof value.stringValue === 'string') return value.stringValue;
  for (const name of ['intValue', 'doubleValue', 'boolValue'])
    if (value[name] !== undefined) return String(value[name]);
  if (!isObject(value.kvlistValue)) return null;
  return Object.fromEntries(
    objects(value.kvlistValue.values).map((pair) => [String(pair.key), plain(pair.value)]),
  );
}

function isoOf(nanoseconds: unknown): string | null {
  const digits = String(nanoseconds ?? '');
  if (!/^\d{16,20}$/.test(digits) || /^0+$/.test(digits)) return null;
  const milliseconds = Number(digits.slice(0, -6));
  return milliseconds < 8.64e15 ? new Date(milliseconds).toISOString() : null;
}

function objects(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
