/** Every wrapping of the same records gives the same events; the ids too, where it keeps the host. */
import { describe, expect, test } from 'vitest';
import type { KernelRecord } from '../../src/envelope/record.js';
import type { OomReport } from '../../src/report/event.js';
import { type Envelope, envelopes, type WrapRecord, wrapAs } from '../kit/wrap.js';
import { factsOf, isBare, logs, recordsOf, reportsOf, sample, seedOf } from './replay.js';

const PASTES = new Set([
  'talos',
  'logcli',
  'compose',
  'list',
  'quoted-list',
  'csv',
  'numbered-journal',
  'bar-numbers',
  'grep-context',
  'grep-separated',
  'priority-before-all',
  'stamp-before-all',
  'fluentd',
  'fluent-bit',
  'logfmt',
  'ansible',
  'datadog',
  'splunk',
]);

/** Records of the kernel alone: the wrappings are those of its records. */
const wrappable = logs
  .map(({ name, fixture }) => ({ name, records: recordsOf(fixture.log) }))
  .filter(
    ({ records }) =>
      !isBare(records) && records.every(({ origin, lostBefore }) => origin !== 'program' && lostBefore === 0),
  );

describe.each(wrappable)('$name', ({ name, records }) => {
  const wrapped = inOrder(wholeRecords(records).map(wrapRecordOf));
  const kept = envelopes.filter((envelope) => keepsApart(envelope, records));

  const [pastes, loggers] = [kept.filter(isPaste), kept.filter((envelope) => !isPaste(envelope))];
  test.each([...sample(loggers, 3, seedOf(name)), ...sample(pastes, 1, seedOf(name))])(
    'as $name',
    (envelope) => {
      const found = reportsOf(recordsOf(wrapAs(envelope.name, wrapped)));
      expect(found.map((report) => factsIn(report, envelope))).toEqual(
        reportsOf(plain(wrapped, envelope)).map((report) => factsIn(report, envelope)),
      );
    },
  );
});

/** What people and tools put around every line. */
function isPaste({ name }: Envelope): boolean {
  return PASTES.has(name);
}

/** Records with the lines of theirs that had no prefix of their own. */
function wholeRecords(records: readonly KernelRecord[]): KernelRecord[][] {
  const whole: KernelRecord[][] = [];
  for (const record of records) {
    if (whole.length === 0 || !record.continuation) whole.push([]);
    whole.at(-1)?.push(record);
  }
  return whole;
}

function wrapRecordOf(group: readonly KernelRecord[], index: number): WrapRecord {
  const [first] = group as readonly [KernelRecord];
  return {
    text: group.map(({ text }) => text).join('\n'),
    uptimeSeconds: first.time.uptimeSeconds ?? 1000 + index / 1000,
    wall: `2026-11-21T02:${String(25 + (Math.floor(index / 600) % 30)).padStart(2, '0')}:${String(Math.floor(index / 10) % 60).padStart(2, '0')}.123456`,
    host: first.host ?? 'web1',
    caller: first.caller,
    level: 4,
  };
}

/** Lines without a stamp, and CPUs that print at the same time, would give negative steps. */
function inOrder(wrapped: readonly WrapRecord[]): WrapRecord[] {
  let latest = 0;
  return wrapped.map((record) => {
    latest = Math.max(latest, record.uptimeSeconds);
    return { ...record, uptimeSeconds: latest };
  });
}

/** The same records without any wrapping, as far as the wrapping keeps them. */
function plain(wrapped: readonly WrapRecord[], envelope: Envelope): KernelRecord[] {
  return wrapped.map((record, index) => ({
    text: record.text,
    line: index + 1,
    host: envelope.keepsHost ? record.host : null,
    time: { wall: null, yearInferred: false, uptimeSeconds: record.uptimeSeconds },
    caller: envelope.keepsCaller ? record.caller : null,
    origin: 'kernel',
    program: null,
    continuation: false,
    envelope: 'kmsg',
    lostBefore: 0,
    sequence: null,
    bootId: null,
  }));
}

/** Two machines or two callers cannot come apart in a wrapping that names neither. */
function keepsApart(envelope: Envelope, records: readonly KernelRecord[]): boolean {
  const hosts = new Set(records.map(({ host }) => host));
  const callers = new Set(records.map(({ caller }) => caller));
  return (envelope.keepsHost || hosts.size === 1) && (envelope.keepsCaller || callers.size === 1);
}

function factsIn(report: OomReport, envelope: Envelope): object {
  const { id, notes, ...facts } = factsOf(report) as { id: string; notes: readonly string[] };
  const said = notes.filter((note) => !note.startsWith('nothing in the log shows'));
  return { ...facts, notes: said, ...(envelope.keepsHost ? { id } : {}) };
}
