/**
 * Bodies as programs send them, of one report of the lab: those in JSON written after the programs' sources and documentation,
 * the binary ones recorded (`fixtures/received`).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { captureLines } from './kit.js';

export interface SentBody {
  readonly path: '/logs' | '/v1/logs' | '/loki/api/v1/push';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

export const lines = captureLines('6.1-memcg-v2-docker');
export const host = 'web1';
const messages = lines.map((line) => line.replace(/^\[[ \d.]+\] ?/, ''));
const uptimes = lines.map((line) => /^\[ *(\d+)\.(\d{6})\]/.exec(line)?.slice(1) ?? ['0', '0']);

const NDJSON = { 'Content-Type': 'application/x-ndjson' };
const JSON_TYPE = { 'Content-Type': 'application/json' };
const PROTOBUF = { 'Content-Type': 'application/x-protobuf' };
const SECONDS = 1795227900.5;
const ISO = '2026-11-21T02:25:00.500Z';
const syslog = lines.map((line) => `Nov 21 02:25:00 ${host} kernel: ${line}`);

export function otlp(records: readonly object[], resource: object = { 'host.name': host }): string {
  const attributes = Object.entries(resource).map(([key, value]) => ({ key, value: { stringValue: value } }));
  return JSON.stringify({
    resourceLogs: [{ resource: { attributes }, scopeLogs: [{ scope: {}, logRecords: records }] }],
  });
}

const logs = (body: SentBody['body'], headers: SentBody['headers']): SentBody => ({
  path: '/logs',
  headers,
  body,
});
const collector = (body: SentBody['body'], headers: SentBody['headers']): SentBody => ({
  path: '/v1/logs',
  headers,
  body,
});
const loki = (body: SentBody['body'], headers: SentBody['headers']): SentBody => ({
  path: '/loki/api/v1/push',
  headers,
  body,
});

const array = (records: readonly object[]): string => JSON.stringify(records);
/** Lines as Fluent Bit, Vector and Logstash write them: an end behind the last one too. */
const ndjson = (records: readonly object[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');
const recorded = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(join(import.meta.dirname, '../../../fixtures/received', name)));

const tail = lines.map((log) => ({ date: SECONDS, log, hostname: host }));
const kmsg = messages.map((msg, index) => ({
  ...{ date: SECONDS, priority: 4, sequence: 100 + index, msg, hostname: host },
  ...{ sec: Number(uptimes[index]?.[0]), usec: Number(uptimes[index]?.[1]) },
}));
const systemd = messages.map((MESSAGE, index) => ({
  ...{ date: SECONDS, _TRANSPORT: 'kernel', _HOSTNAME: host, PRIORITY: '4', SYSLOG_IDENTIFIER: 'kernel' },
  ...{ _SOURCE_MONOTONIC_TIMESTAMP: `${uptimes[index]?.join('')}`, MESSAGE },
}));
const inLowerCase = systemd.map((entry) =>
  Object.fromEntries(Object.entries(entry).map(([name, value]) => [name.toLowerCase(), value])),
);
const gelf = lines.map((line) => ({
  ...{ version: '1.1', host, short_message: line, timestamp: SECONDS, level: 4 },
}));
const vectorFile = lines.map((message) => ({
  ...{ file: '/var/log/kern.log', host, message, source_type: 'file', timestamp: ISO },
}));
const vectorJournald = systemd.map(({ MESSAGE: message, _HOSTNAME, date: _, ...fields }) => ({
  ...fields,
  ...{ __REALTIME_TIMESTAMP: '1795227900500000', host: _HOSTNAME, message },
  ...{ source_type: 'journald', timestamp: ISO },
}));
const ecs = lines.map((message) => ({
  ...{ '@timestamp': ISO, '@version': '1', host: { name: host }, message, event: { original: message } },
  log: { file: { path: '/var/log/kern.log' } },
}));
const syslogReceiver = syslog.map((line) => ({
  timeUnixNano: '1795227900500000000',
  body: { stringValue: `<4>${line}` },
  attributes: [
    { key: 'appname', value: { stringValue: 'kernel' } },
    { key: 'hostname', value: { stringValue: host } },
    { key: 'priority', value: { intValue: '4' } },
  ],
}));
const journaldReceiver = systemd.map(({ date: _, ...entry }) => ({
  timeUnixNano: '1795227900500000000',
  body: {
    kvlistValue: {
      values: Object.entries(entry).map(([key, value]) => ({ key, value: { stringValue: String(value) } })),
    },
  },
}));
const push = (values: readonly (readonly unknown[])[], stream: object): string =>
  JSON.stringify({ streams: [{ stream, values }] });
const NANOSECONDS = '1795227900500000000';

export const SENDERS: Readonly<Record<string, SentBody>> = {
  'plain lines of a syslog': logs(syslog.join('\n'), { 'Content-Type': 'text/plain' }),
  'NDJSON of journalctl': logs(
    ndjson(messages.map((MESSAGE) => ({ MESSAGE, _TRANSPORT: 'kernel', _HOSTNAME: host }))),
    NDJSON,
  ),
  'Fluent Bit, tail, json': logs(array(tail), JSON_TYPE),
  'Fluent Bit, tail, json, gzip': logs(new Uint8Array(gzipSync(array(tail))), {
    ...JSON_TYPE,
    'Content-Encoding': 'gzip',
  }),
  'Fluent Bit, tail, json_lines': logs(ndjson(tail), NDJSON),
  'Fluent Bit before 1.9, tail, json_lines': logs(ndjson(tail), JSON_TYPE),
  'Fluent Bit, tail, json_stream': logs(tail.map((one) => JSON.stringify(one)).join(''), JSON_TYPE),
  'Fluent Bit, tail, json, iso8601': logs(
    array(tail.map((one) => ({ ...one, date: '2026-11-21T02:25:00.500000Z' }))),
    JSON_TYPE,
  ),
  'Fluent Bit, tail, json, epoch': logs(array(tail.map((one) => ({ ...one, date: 1795227900 }))), JSON_TYPE),
  'Fluent Bit, tail, gelf': logs(ndjson(gelf), JSON_TYPE),
  'Fluent Bit, kmsg, json': logs(array(kmsg), JSON_TYPE),
  'Fluent Bit, systemd, json': logs(array(systemd), JSON_TYPE),
  'Fluent Bit, systemd in lower case, json_lines': logs(ndjson(inLowerCase), NDJSON),
  'Fluent Bit, loki': loki(
    push(
      lines.map((line) => [NANOSECONDS, line]),
      { host },
    ),
    JSON_TYPE,
  ),
  'Vector, file, json': logs(array(vectorFile), JSON_TYPE),
  'Vector, file, json, newline_delimited': logs(ndjson(vectorFile), NDJSON),
  'Vector, file, text': logs(`${syslog.join('\n')}\n`, { 'Content-Type': 'text/plain' }),
  'Vector, journald, json': logs(array(vectorJournald), JSON_TYPE),
  'Vector, file, gelf': logs(gelf.map((one) => JSON.stringify(one)).join('\n'), {}),
  'Logstash, json_batch': logs(array(ecs), JSON_TYPE),
  'OpenTelemetry Collector, filelog, json': collector(
    otlp(lines.map((line) => ({ timeUnixNano: NANOSECONDS, body: { stringValue: line } }))),
    JSON_TYPE,
  ),
  'OpenTelemetry Collector, syslog, json': collector(otlp(syslogReceiver, {}), JSON_TYPE),
  'OpenTelemetry Collector, journald, json': collector(otlp(journaldReceiver), JSON_TYPE),
  'OpenTelemetry, text, protobuf, gzip (recorded)': collector(recorded('opentelemetry-text.pb.gz'), {
    ...PROTOBUF,
    'Content-Encoding': 'gzip',
  }),
  'OpenTelemetry, maps, protobuf, gzip (recorded)': collector(recorded('opentelemetry-journal.pb.gz'), {
    ...PROTOBUF,
    'Content-Encoding': 'gzip',
  }),
  'Promtail, the journal, json': loki(
    push(
      messages.map((message, index) => [String(BigInt(NANOSECONDS) + BigInt(index)), message]),
      { hostname: host, job: 'systemd-journal', transport: 'kernel' },
    ),
    JSON_TYPE,
  ),
  'Docker, Promtail: protobuf in snappy (winston-loki, recorded)': loki(
    recorded('winston-loki.pb.snappy'),
    PROTOBUF,
  ),
};
