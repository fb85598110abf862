/**
 * A journal entry into a record: only what the kernel itself wrote counts as the kernel's. journald also stamps
 * `_TRANSPORT=kernel` on what root programs wrote to /dev/kmsg; that has a facility other than 0.
 */
import type { KernelRecord } from '../../envelope/record.js';
import type { JournalEntry } from './entry-reader.js';

/** `lineNumber`: the entry's place among those read, from 1, as a journal has no lines. */
export function journalRecord(entry: JournalEntry, lineNumber: number): KernelRecord {
  const { fields } = entry;
  const isKernel = fields._TRANSPORT === 'kernel' && (fields.SYSLOG_FACILITY ?? '0') === '0';
  return {
    text: fields.MESSAGE ?? '',
    line: lineNumber,
    host: fields._HOSTNAME ?? null,
    time: {
      wall: isoTime(digitsOf(fields._SOURCE_REALTIME_TIMESTAMP) ?? entry.realtimeUsec),
      yearInferred: false,
      uptimeSeconds: (digitsOf(fields._SOURCE_MONOTONIC_TIMESTAMP) ?? entry.monotonicUsec) / 1e6,
    },
    caller: null,
    origin: isKernel ? 'kernel' : 'program',
    program: isKernel ? null : (fields.SYSLOG_IDENTIFIER ?? fields._COMM ?? null),
    continuation: false,
    envelope: 'journal-file',
    lostBefore: 0,
    sequence: entry.seqnum,
    bootId: entry.bootId,
  };
}

function digitsOf(field: string | undefined): number | null {
  return field !== undefined && /^\d{1,16}$/.test(field) ? Number(field) : null;
}

let lastSecond = Number.NaN;
let lastText: string | null = null;

/** With microseconds; null for what is no date (a hostile or damaged entry). Records come many to a second. */
function isoTime(usec: number): string | null {
  const second = Math.floor(usec / 1e6);
  if (second !== lastSecond) {
    const date = new Date(second * 1000);
    lastSecond = second;
    lastText = Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, -5);
  }
  return lastText === null ? null : `${lastText}.${String(usec % 1e6).padStart(6, '0')}Z`;
}
