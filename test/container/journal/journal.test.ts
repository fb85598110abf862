import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeLossless } from '../../../src/base/lossless-text.js';
import { concatBytes } from '../../../src/container/byte-source.js';
import { decompress } from '../../../src/container/decompress.js';
import { InputDamage } from '../../../src/container/input-damage.js';
import type { JournalEntry } from '../../../src/container/journal/entry-reader.js';
import { JournalFile } from '../../../src/container/journal/journal-file.js';
import { journalRecord } from '../../../src/container/journal/journal-record.js';
import { mergeJournals } from '../../../src/container/journal/merge-journals.js';
import { accessBytes } from '../../../src/container/journal/random-access.js';
import { chunked, collect, hasTool, pipe } from '../bytes.js';

const FOLDER = new URL('../../../fixtures/containers/', import.meta.url);
const FORMS = ['regular', 'keyed', 'compact', 'compact-keyed', 'uncompressed'] as const;
type Form = (typeof FORMS)[number];

interface Expected {
  /** Byte numbers where the bytes are no text. */
  readonly message: string | readonly number[];
  readonly transport: string;
  readonly identifier: string;
  readonly facility: string;
  readonly realtimeUsec: number;
  readonly monotonicUsec: number;
  readonly sourceMonotonicUsec: string | null;
  readonly bootId: string;
  readonly host: string;
}

/** What journalctl read, without the chatter that is left out on purpose. */
const EXPECTED = (
  JSON.parse(readFileSync(new URL('journal-entries.json', FOLDER), 'utf8')) as Expected[]
).filter(({ message }) => message !== 'Starting to sync pod status with apiserver');
const files = new Map<Form, Uint8Array>();

beforeAll(async () => {
  for (const form of FORMS) {
    const packed = new Uint8Array(readFileSync(new URL(`${form}.journal.zst`, FOLDER)));
    const { bytes, damage } = await collect(decompress(chunked(packed), 'zstd'));
    expect(damage).toBeNull();
    files.set(form, bytes);
  }
});

function fileOf(form: Form): Uint8Array {
  return (files.get(form) as Uint8Array).slice();
}

function read(bytes: Uint8Array) {
  const file = new JournalFile(accessBytes(bytes));
  return { entries: [...file.entries()], damage: file.damage };
}

function textOf(message: string | readonly number[]): string {
  return typeof message === 'string' ? message : decodeLossless(Uint8Array.from(message));
}

/** Entries with what tells them apart, to compare readings. */
function keys(entries: readonly JournalEntry[]): string[] {
  return entries.map((entry) => `${entry.bootId}:${entry.monotonicUsec}:${entry.fields.MESSAGE}`);
}

function isOrderedPart(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  return part.every((key) => {
    at = whole.indexOf(key, at) + 1;
    return at > 0;
  });
}

/** Places of the parts of a file that tests aim at. */
function places(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const at = (place: number) => Number(view.getBigUint64(place, true));
  return {
    fieldTable: at(120),
    fieldTableBytes: at(128),
    tailObject: at(136),
    /** Behind the two hash tables, which come first and take most of the space. */
    firstObject: Math.max(at(104) + at(112), at(120) + at(128)),
    entries: at(152),
  };
}

describe('journal file', () => {
  it.each(FORMS)('reads what journalctl reads: %s', (form) => {
    const { entries, damage } = read(fileOf(form));
    expect(damage).toBeNull();
    const seen = entries.map((entry) => ({
      message: entry.fields.MESSAGE,
      transport: entry.fields._TRANSPORT,
      identifier: entry.fields.SYSLOG_IDENTIFIER,
      facility: entry.fields.SYSLOG_FACILITY,
      realtimeUsec: entry.realtimeUsec,
      monotonicUsec: entry.monotonicUsec,
      sourceMonotonicUsec: entry.fields._SOURCE_MONOTONIC_TIMESTAMP ?? null,
      bootId: entry.bootId,
      host: entry.fields._HOSTNAME,
    }));
    const expected = EXPECTED.map((entry) => ({
      ...entry,
      message: textOf(entry.message),
    }));
    expect(seen).toEqual(expected);
  });

  it('has messages with line ends, with bytes that are no text, and long ones', () => {
    const messages = read(fileOf('regular')).entries.map((entry) => entry.fields.MESSAGE ?? '');
    expect(messages).toContain('a name\nwith a line end');
    expect(messages).toContain('(\udcff\udc80\udcc3()');
    expect(Math.max(...messages.map((message) => message.length))).toBeGreaterThan(1000);
  });

  it('makes records that know the kernel from a forger and from programs', () => {
    const records = read(fileOf('compact')).entries.map((entry, at) => journalRecord(entry, at + 1));
    const forged = records.find(({ text }) => text.endsWith('(init)'));
    expect(forged).toMatchObject({ origin: 'program', program: 'forger' });
    expect(records.find(({ text }) => text.includes('SIGTERM'))).toMatchObject({
      origin: 'program',
      program: 'earlyoom',
    });
    expect(records[0]).toEqual({
      text: 'Out of memory: Killed process 1000 (node) total-vm:0kB',
      line: 1,
      host: 'lab',
      time: { wall: '2026-11-21T02:25:00.000000Z', yearInferred: false, uptimeSeconds: 6.999979 },
      caller: null,
      origin: 'kernel',
      program: null,
      continuation: false,
      envelope: 'journal-file',
      lostBefore: 0,
      sequence: 1,
      bootId: 'b0071234567890abcdef1234567890ab',
    });
  });

  it('refuses flags that it does not know, and says what to do', () => {
    const bytes = fileOf('compact');
    bytes[12] = (bytes[12] as number) | 32;
    expect(() => read(bytes)).toThrow(/features not known here \(flags 0x20\).*journalctl/);
    expect(() => read(new TextEncoder().encode('LPKSHHRH'))).toThrow(InputDamage);
    expect(() => read(new TextEncoder().encode('not a journal at all'))).toThrow(
      'it is no systemd journal file',
    );
  });

  it.each(FORMS)('gives the entries before a cut and says that it was cut: %s', (form) => {
    const bytes = fileOf(form);
    const whole = keys(read(bytes).entries);
    const { firstObject, tailObject } = places(bytes);
    let most = 0;
    for (let step = 1; step < 30; step++) {
      const end = firstObject + Math.floor(((tailObject - firstObject) * step) / 30);
      const { entries, damage } = read(bytes.subarray(0, end));
      expect(damage?.kind).toBe('truncated');
      expect(keys(entries)).toEqual(whole.slice(0, entries.length));
      most = Math.max(most, entries.length);
    }
    expect(most).toBeGreaterThan(whole.length * 0.9);
  });

  it.each(FORMS)('finds every entry without an index: %s', (form) => {
    const bytes = fileOf(form);
    const whole = keys(read(bytes).entries);
    const { fieldTable } = places(bytes);
    bytes.fill(0xff, fieldTable, fieldTable + 64);
    const { entries, damage } = read(bytes);
    expect(damage).toMatchObject({ kind: 'corrupt', message: expect.stringContaining('index is damaged') });
    expect(keys(entries)).toEqual(whole);
  });

  it('says nothing of a file that is being written', () => {
    const bytes = fileOf('regular');
    const whole = keys(read(bytes).entries);
    bytes[16] = 1;
    expect(read(bytes).damage).toBeNull();
    expect(keys(read(bytes).entries)).toEqual(whole);
  });

  it('takes no harm from references that run in circles', () => {
    for (const form of FORMS) {
      const bytes = fileOf(form);
      const view = new DataView(bytes.buffer);
      const { fieldTable, fieldTableBytes } = places(bytes);
      const whole = keys(read(bytes).entries);
      for (let at = fieldTable; at < fieldTable + fieldTableBytes; at += 16) {
        const field = Number(view.getBigUint64(at, true));
        if (field > 0) view.setBigUint64(field + 24, BigInt(field), true);
      }
      const { entries, damage } = read(bytes);
      expect(damage?.message).toContain('circle');
      expect(keys(entries)).toEqual(whole);
    }
  });

  it('never throws, never hangs and never gives more entries than there are, whatever is changed', () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 16 }),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...FORMS),
        fc.array(change, { minLength: 1, maxLength: 12 }),
        (form, changes) => {
          const bytes = fileOf(form);
          const { firstObject, tailObject } = places(bytes);
          const most = places(bytes).entries;
          for (const { at, bytes: put } of changes) {
            bytes.set(put, firstObject + Math.floor((tailObject - firstObject) * at));
          }
          const { entries } = read(bytes);
          expect(entries.length).toBeLessThanOrEqual(most);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('gives an ordered part of the entries when cut at any place', () => {
    const whole = new Map(FORMS.map((form) => [form, keys(read(fileOf(form)).entries)]));
    fc.assert(
      fc.property(fc.constantFrom(...FORMS), fc.double({ min: 0, max: 1, noNaN: true }), (form, share) => {
        const bytes = fileOf(form);
        const { firstObject, tailObject } = places(bytes);
        const end = firstObject + Math.floor((tailObject - firstObject) * share);
        const { entries } = read(bytes.subarray(0, end));
        expect(isOrderedPart(keys(entries), whole.get(form) ?? [])).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  for (const [name, flag] of [
    ['xz', 1],
    ['lz4', 2],
  ] as const) {
    const has = hasTool(name);
    it.skipIf(!has)(
      `reads fields packed with ${name}${has ? '' : ` (skipped: ${name} is not installed)`}`,
      () => {
        const bytes = fileOf('uncompressed');
        const whole = keys(read(bytes).entries);
        repackLongMessage(bytes, name, flag);
        const { entries, damage } = read(bytes);
        expect(damage).toBeNull();
        expect(keys(entries)).toEqual(whole);
      },
    );
  }
});

/** journald of systemd 252 writes only zstd, so the other two are put into a file by hand, in place of the long message. */
function repackLongMessage(bytes: Uint8Array, tool: 'xz' | 'lz4', flag: number): void {
  const start = new TextEncoder().encode('MESSAGE=Tasks in /kubepods/');
  const payload = bytes.findIndex((_, at) => start.every((byte, place) => bytes[at + place] === byte));
  const object = payload - 64;
  const view = new DataView(bytes.buffer);
  const size = Number(view.getBigUint64(object + 8, true));
  const text = bytes.slice(payload, object + size);
  const packed = tool === 'xz' ? pipe('xz', ['-c'], text) : lz4Block(text);
  expect(packed.length).toBeLessThan(text.length);
  bytes.fill(0, payload, object + size);
  bytes.set(packed, payload);
  bytes[object + 1] = flag;
  view.setBigUint64(object + 8, BigInt(64 + packed.length), true);
}

/** The size, then the only block of an lz4 frame: header and block size in front of it are 11 bytes. */
function lz4Block(text: Uint8Array): Uint8Array {
  const frame = pipe('lz4', ['-c', '--no-frame-crc'], text);
  const blockBytes = new DataView(frame.buffer, frame.byteOffset).getUint32(7, true);
  const size = new Uint8Array(8);
  new DataView(size.buffer).setUint32(0, text.length, true);
  return concatBytes([size, frame.subarray(11, 11 + blockBytes)]);
}

describe('journals together', () => {
  const named = (...journals: Uint8Array[]) =>
    journals.map((bytes, at) => ({ path: `${at}.journal`, access: accessBytes(bytes) }));

  it('hands out an entry once that is in two files, in order', () => {
    const bytes = fileOf('regular');
    const whole = keys([...mergeJournals(named(bytes))]);
    expect(keys([...mergeJournals(named(bytes, bytes))])).toEqual(whole);
  });

  it('orders files of different sequences by boot and time', () => {
    const merged = [...mergeJournals(named(fileOf('compact'), fileOf('keyed')))];
    expect(merged).toHaveLength(2 * EXPECTED.length);
    const times = merged.map((entry) => entry.realtimeUsec);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('reads the good files and names the bad ones at the end', () => {
    const good = fileOf('compact');
    const seen: JournalEntry[] = [];
    const run = () => {
      for (const entry of mergeJournals(named(good, good.subarray(0, 100), new Uint8Array(300))))
        seen.push(entry);
    };
    expect(run).toThrow(
      /2 of 3 journal files.*1\.journal: .*ends inside its header.*2\.journal: it is no systemd/s,
    );
    expect(seen).toHaveLength(EXPECTED.length);
  });
});
