/** Every wrapping of the same records gives the same events; the ids too, where it keeps the host. */
import { describe, expect, test } from 'vitest';
import { isClearlyHtml } from '../../src/envelope/escapes.js';
import type { KernelRecord } from '../../src/envelope/record.js';
import type { OomReport } from '../../src/report/event.js';
import { type Envelope, envelopes, type WrapRecord, wrapAs } from '../kit/wrap.js';
import { escapeHtml } from '../kit/wrap-formats.js';
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
  'logfmt-more-fields',
  'ansible',
  'datadog',
  'splunk',
]);

/** With the kernel's own numbers: they show that a table which is not there was not printed. */
const NUMBERED = new Set(['kmsg', 'netconsole-extended', 'netconsole-fragments']);

/** Records of the kernel alone: the wrappings are those of its records. */
const wrappable = logs
  .map(({ name, fixture }) => ({ name, records: recordsOf(fixture.log) }))
  .filter(
    ({ records }) =>
      !isBare(records) && records.every(({ origin, lostBefore }) => origin !== 'program' && lostBefore === 0),
  );

describe.each(wrappable)('$name', ({ name, records }) => {
  const wrapped = wrapRecordsOf(records);
  const kept = envelopes.filter((envelope) => keepsApart(envelope, records));

  const [pastes, loggers] = [kept.filter(isPaste), kept.filter((envelope) => !isPaste(envelope))];
  test.each([...sample(loggers, 3, seedOf(name)), ...sample(pastes, 1, seedOf(name))])(
    'as $name',
    (envelope) => expectSame(wrapped, envelope),
  );
});

/** Names with line ends, colours and signs of markup; lines whose pieces others came between. */
const DELICATE = [
  ['5.10-hostile-names-bytes.log', /^bare$|colour/],
  ['7.2-hostile-names-bytes.log', /^bare$|colour/],
  ['5.10-hostile-names-sinks.log', /^html$/],
  ['7.2-hostile-names-sinks.log', /^html$/],
  ['6.1-memcg-v2-foreign-lines.log', /^bare$/],
] as const;

describe.each(DELICATE)('what is easily lost of %s', (name, among) => {
  const records = (wrappable.find((log) => log.name === name) as (typeof wrappable)[number]).records;
  test.each(envelopes.filter((envelope) => among.test(envelope.name)))('as $name', (envelope) =>
    expectSame(wrapRecordsOf(records), envelope),
  );
});

function expectSame(wrapped: readonly WrapRecord[], envelope: Envelope): void {
  const found = reportsOf(recordsOf(wrapAs(envelope.name, wrapped)));
  const expected = reportsOf(plain(asShown(wrapped, envelope), envelope));
  expect(found.map((report) => factsIn(report, envelope))).toEqual(
    expected.map((report) => factsIn(report, envelope)),
  );
}

/**
 * A name may hold `&lt;` itself: on a page, it stands for `<` only once the kernel's own words were escaped as well, and
 * no line above that shows it.
 */
function asShown(wrapped: readonly WrapRecord[], envelope: Envelope): readonly WrapRecord[] {
  if (envelope.name !== 'html') return wrapped;
  const escaped = wrapped.map(({ text }) => escapeHtml(text));
  const first = escaped.findIndex(isClearlyHtml);
  return wrapped.map((record, index) =>
    first < 0 || index < first ? { ...record, text: escaped[index] ?? '' } : record,
  );
}

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

function wrapRecordsOf(records: readonly KernelRecord[]): WrapRecord[] {
  return inOrder(wholeRecords(records).map(wrapRecordOf));
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
    sequence: NUMBERED.has(envelope.name) ? index : null,
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
  const said = notes.filter(
    (note) => !note.startsWith('nothing in the log shows') && !isOfBare(note, envelope),
  );
  const { trigger } = report;
  // Without its blank, an empty name may be one that was lost.
  const unnamed =
    trigger?.comm === '' && !envelope.keepsLeadingBlank ? { trigger: { ...trigger, comm: null } } : {};
  return { ...facts, ...unnamed, notes: said, ...(envelope.keepsHost ? { id } : {}) };
}

/** Without any prefix, a line of other origin may be the rest of the line before: the report says that it doubted that. */
function isOfBare(note: string, { showsKernel }: Envelope): boolean {
  return !showsKernel && note.startsWith('lines are broken in the log');
}
