/**
 * A table of log lines (what Kibana, Splunk, Graylog, CloudWatch and the like export: comma, semicolon or tab between
 * the fields, RFC 4180 quoting, names in the first line) -> the same lines as JSON objects, which the decoder knows.
 */

export interface DelimitedHeader {
  readonly delimiter: string;
  /** Per field the member of the object it becomes; null for what nobody needs. */
  readonly members: readonly (string | null)[];
  /** The header itself, which is no log line. */
  readonly text: string;
}

/** Member -> the names that exports give it, in lower case. The first that a header has is taken. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  message: [
    ...['message', '_raw', '@message', 'syslogmessage', 'textpayload', 'jsonpayload.message', 'full_message'],
    ...['msg', 'line', 'log', 'content', 'body', 'text', 'raw'],
  ],
  time: [
    ...[
      '@timestamp',
      '_time',
      'timestamp',
      'timegenerated',
      'timegenerated [utc]',
      'eventtime',
      'devicereportedtime',
      'receivedat',
    ],
    ...['datetime', 'date', 'time', 'ts'],
  ],
  host: [
    'host.name',
    'host.hostname',
    'hostname',
    'host',
    '_hostname',
    'computer',
    'source',
    'fromhost',
    'node',
  ],
  ident: [
    ...['process.name', 'programname', 'program', 'application_name', 'appname', 'processname', 'syslogtag'],
    ...['syslog_identifier', 'ident', 'tag', 'service'],
  ],
};

const NAME = /^[@_A-Za-z][\w .@\-[\]]{0,63}$/;

/** Null where the first line that is not empty names no message beside a time or a host. */
export function delimitedHeaderOf(lines: readonly string[]): DelimitedHeader | null {
  const text = lines.find((line) => line.trim() !== '');
  if (text === undefined || text.length > 2000) return null;
  for (const delimiter of [',', ';', '\t']) {
    const names = fieldsOf(text.replace(/^\ufeff/, '').replace(/\r$/, ''), delimiter)?.map((name) =>
      name.trim(),
    );
    if (names === undefined || names.length < 2 || !names.every((name) => NAME.test(name))) continue;
    const members = membersOf(names);
    if (members.includes('message') && (members.includes('time') || members.includes('host')))
      return { delimiter, members, text };
  }
  return null;
}

/** What each column is called in the object of a row; null for what nobody needs. */
export function membersOf(names: readonly string[]): (string | null)[] {
  const members: (string | null)[] = names.map(() => null);
  const lower = names.map((name) => name.toLowerCase());
  for (const [member, known] of Object.entries(NAMES)) {
    const at = known.map((name) => lower.indexOf(name)).find((index) => index >= 0);
    if (at !== undefined) members[at] = member;
  }
  return members;
}

/** Whatever stands in front of a log line of another kind is longer, or in brackets. */
const TIME = /^[^[\]]{4,40}$/;
const HOST = /^[\w.:-]{1,255}$/;

/** A row as the text of an object; the header as nothing; any other line as it is. */
export function objectLine(text: string, { delimiter, members, text: header }: DelimitedHeader): string {
  if (text === header) return '';
  const fields = fieldsOf(text.replace(/\r$/, ''), delimiter);
  if (fields === null || fields.length < members.length) return text;
  if (fields.length > members.length) {
    // Only a message may hold delimiters without being quoted, and only at the end is it known which are its own.
    if (members.at(-1) !== 'message') return text;
    fields.push(fields.splice(members.length - 1).join(delimiter));
  }
  const object: Record<string, string> = {};
  members.forEach((member, index) => {
    const field = fields[index];
    if (member !== null && field !== undefined && field !== '') object[member] = field;
  });
  const isRow = object.time === undefined ? HOST.test(object.host ?? '') : TIME.test(object.time);
  return isRow ? JSON.stringify(object) : text;
}

/** Null where a quoted field does not end. */
function fieldsOf(text: string, delimiter: string): string[] | null {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text.charAt(at) === '"') {
      const end = quotedEnd(text, at + 1);
      if (end < 0) return null;
      fields.push(text.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 1;
      if (at < text.length && text.charAt(at) !== delimiter) return null;
    } else {
      const end = text.indexOf(delimiter, at);
      fields.push(text.slice(at, end < 0 ? text.length : end));
      at = end < 0 ? text.length : end;
    }
    if (at >= text.length) return fields;
    at++;
  }
}

/** Where the quote that is not doubled stands, or -1. */
function quotedEnd(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && text.charAt(at + 1) === '"') at = text.indexOf('"', at + 2);
  return at;
}
