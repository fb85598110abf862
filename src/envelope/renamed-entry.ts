/**
 * A journal entry whose fields a log shipper renamed -> the entry with journald's own names. Vector makes `message` of
 * `MESSAGE`; Fluent Bit can write all names in lower case, without their underscores, or both.
 */

import type { JsonObject } from './journal-entry.js';

/** The fields that say what the kernel's record was. */
const FIELDS = [
  'MESSAGE',
  '_TRANSPORT',
  '_HOSTNAME',
  '_BOOT_ID',
  '_COMM',
  '_SOURCE_REALTIME_TIMESTAMP',
  '__REALTIME_TIMESTAMP',
  '_SOURCE_MONOTONIC_TIMESTAMP',
  '__MONOTONIC_TIMESTAMP',
  '__SEQNUM',
  'SYSLOG_FACILITY',
  'SYSLOG_IDENTIFIER',
];
const TRANSPORTS = new Set(['kernel', 'syslog', 'journal', 'stdout', 'audit', 'driver']);

/** Null where the object is none. */
export function renamedEntry(value: JsonObject): JsonObject | null {
  const transport = ['_TRANSPORT', 'TRANSPORT', '_transport', 'transport'].find((name) =>
    Object.hasOwn(value, name),
  );
  if (transport === undefined || !TRANSPORTS.has(String(value[transport]))) return null;
  const entry: Record<string, unknown> = {};
  for (const field of FIELDS) {
    const name = spellingsOf(field).find((spelling) => Object.hasOwn(value, spelling));
    if (name !== undefined) entry[field] = value[name];
  }
  return Object.hasOwn(entry, 'MESSAGE') ? entry : null;
}

function spellingsOf(field: string): readonly string[] {
  const bare = field.replace(/^_+/, '');
  return [field, field.toLowerCase(), bare, bare.toLowerCase()];
}
