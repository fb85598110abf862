/** What stands beside the log line in the object of a log shipper or a collector: when it was written, where, and by whom. */

import type { Draft } from './draft.js';
import { isoFromMicroseconds } from './iso-stamp.js';
import type { JsonObject } from './journal-entry.js';
import { fieldText } from './journal-entry.js';
import { monthNumber } from './month-names.js';

/** `date` is Fluent Bit's, `dt` LAVA's. */
const TIME_MEMBERS = [
  'time',
  'timestamp',
  '@timestamp',
  'ts',
  't',
  'Timestamp',
  'date',
  'dt',
  'TimeGenerated',
  '_time',
  // An event of Kubernetes.
  'lastTimestamp',
];
const HOST_MEMBERS = [
  ...['hostname', '_HOSTNAME', 'host', 'HOSTNAME', '_hostname', 'Computer', 'HOST', 'Host', 'hostName'],
  // Of the Elastic Common Schema, laid flat; Sumo Logic's.
  ...['host.name', 'host.hostname', '_sourcehost'],
];
const WRITER_MEMBERS = [
  'SYSLOG_IDENTIFIER',
  'ident',
  'programname',
  'program',
  'appname',
  'app-name',
  'app_name',
  'syslog_identifier',
  // syslog-ng's.
  'PROGRAM',
];
/** SQL's stamp, which Fluent Bit can write too, has a blank for the `T`, and a zone of hours alone. */
const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z| UTC| ?[+-]\d\d(?::?\d\d)?)?$/;

export function noteHolder(draft: Draft, holder: JsonObject): void {
  for (const name of TIME_MEMBERS) {
    const wall = wallOf(holder[name]);
    if (wall === null) continue;
    draft.wall = wall;
    break;
  }
  const nanoseconds = fieldText(holder, 'timeUnixNano');
  const microseconds = nanoseconds?.slice(0, -3) ?? fieldText(holder, 'microseconds');
  if (microseconds !== null) draft.wall = isoFromMicroseconds(microseconds) ?? draft.wall;
  draft.host = hostOf(holder) ?? draft.host;
}

/** The program that the holder says wrote its line. rsyslog keeps its tag as it stood in the line: `kernel:`. */
export function writerOf(holder: JsonObject): string | null {
  const name = WRITER_MEMBERS.find((member) => typeof holder[member] === 'string');
  const writer = name === undefined ? textIn(holder.process, 'name') : (holder[name] as string);
  return writer?.replace(/(?:\[\d{1,8}\])?: ?$/, '') ?? null;
}

/** A stamp, or a time since 1970: its size tells the unit, since logs are of this century. */
export function wallOf(value: unknown): string | null {
  if (typeof value === 'string') {
    const [, date, clock, zone] = ISO.exec(value) ?? [];
    return date === undefined
      ? kibanaWall(value)
      : `${date}T${clock}${zone === undefined ? '' : offsetOf(zone)}`;
  }
  if (typeof value !== 'number' || !(value >= 1e9)) return null;
  const unit = [1e3, 1, 1e-3, 1e-6].find((factor) => value * factor > 9e11 && value * factor < 1e13);
  return unit === undefined ? null : new Date(Math.round(value * unit)).toISOString();
}

function offsetOf(zone: string): string {
  const offset = zone.trim();
  return /^[+-]/.test(offset) ? `${offset.slice(0, 3)}:${offset.slice(3).replace(':', '') || '00'}` : 'Z';
}

const KIBANA = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}) @ (\d\d:\d\d:\d\d(?:\.\d{1,9})?)$/;

/** `Nov 21, 2026 @ 02:25:00.123`, in the time zone of the browser. */
function kibanaWall(value: string): string | null {
  const [, name, day, year, clock] = KIBANA.exec(value) ?? [];
  const month = name === undefined ? 0 : monthNumber(name, 0);
  if (month === 0) return null;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}T${clock}`;
}

/** The Elastic Common Schema has an object for the host, Google Cloud labels, an event of Kubernetes the node that told it. */
function hostOf(holder: JsonObject): string | null {
  const name = HOST_MEMBERS.find((member) => typeof holder[member] === 'string' && holder[member] !== '');
  if (name !== undefined) return holder[name] as string;
  return (
    textIn(holder.host, 'hostname') ??
    textIn(holder.host, 'name') ??
    textIn(holder.labels, 'compute.googleapis.com/resource_name') ??
    (textIn(holder.source, 'component') === null ? null : textIn(holder.source, 'host'))
  );
}

function textIn(value: unknown, member: string): string | null {
  const text = typeof value === 'object' && value !== null ? (value as JsonObject)[member] : null;
  return typeof text === 'string' && text !== '' ? text : null;
}
