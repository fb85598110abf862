/**
 * What one machine's netconsole sends, in the order in which it printed it: fragments joined, records that overtook others on
 * the way put back, and those that never came counted. Bounded; nothing waits long.
 */
import { withoutLastValue } from '../../../base/last-word.js';
import type { BasicText, ExtendedRecord } from './netconsole-record.js';

export type Printed =
  | { readonly kind: 'record'; readonly record: ExtendedRecord }
  /** A line of the console. */
  | { readonly kind: 'line'; readonly text: string }
  /** Records whose numbers are missing before what follows. */
  | { readonly kind: 'missing'; readonly records: number };

export interface NetconsoleStream {
  push(item: ExtendedRecord | BasicText, nowMs: number): readonly Printed[];
  /** What has waited for too long is handed out as it is. */
  flush(nowMs: number): readonly Printed[];
}

/** A record that others wait for is given up after so long, or once so many wait. */
const WAIT_MS = 300;
const MOST_WAITING = 64;
/** Numbers that are remembered, of records that came and of those that did not. */
const MOST_REMEMBERED = 1024;
const LONGEST_LINE = 64 << 10;
const LONGEST_BODY = 64 << 10;

interface Partial {
  readonly record: ExtendedRecord;
  readonly parts: Map<number, string>;
}

export function createNetconsoleStream(): NetconsoleStream {
  return new Stream();
}

class Stream implements NetconsoleStream {
  /** Number of the record to come; null before the first. */
  #next: number | null = null;
  #first = 0;
  /** Time stamps of the records handed out last, by number. */
  readonly #delivered = new Map<number, number>();
  readonly #missing = new Set<number>();
  readonly #waiting = new Map<number, ExtendedRecord>();
  readonly #partial = new Map<number, Partial>();
  #line = '';
  #changedMs = 0;

  push(item: ExtendedRecord | BasicText, nowMs: number): readonly Printed[] {
    if (item.kind === 'basic') return this.#console(item.text, nowMs);
    const whole = item.fragment === null ? item : this.#join(item);
    if (whole === null) {
      this.#changedMs = nowMs;
      return [];
    }
    return this.#order(whole, nowMs);
  }

  flush(nowMs: number): readonly Printed[] {
    if (nowMs - this.#changedMs < WAIT_MS) return [];
    const cut = [...this.#partial.values()].map(joined);
    this.#partial.clear();
    for (const record of cut) this.#waiting.set(record.sequence, record);
    const line = this.#line;
    this.#line = '';
    const lines = line === '' ? [] : [{ kind: 'line', text: line } as const];
    return [...this.#giveUp(), ...lines];
  }

  #console(text: string, nowMs: number): readonly Printed[] {
    this.#changedMs = nowMs;
    const lines = (this.#line + text).split('\n');
    const rest = lines.pop() ?? '';
    this.#line = rest.length > LONGEST_LINE ? '' : rest;
    if (rest.length > LONGEST_LINE) lines.push(rest);
    return lines.map((line) => ({ kind: 'line', text: line }));
  }

  /** Null while parts are missing. */
  #join(record: ExtendedRecord): ExtendedRecord | null {
    const { sequence, fragment, body } = record;
    if (fragment === null || fragment.length > LONGEST_BODY) return { ...record, fragment: null };
    const partial = this.#partial.get(sequence) ?? { record, parts: new Map<number, string>() };
    partial.parts.set(fragment.offset, body);
    const received = [...partial.parts.values()].reduce((sum, part) => sum + part.length, 0);
    if (received < fragment.length) {
      this.#partial.set(sequence, partial);
      return this.#partial.size > MOST_WAITING ? this.#oldestPartial() : null;
    }
    this.#partial.delete(sequence);
    return joined(partial);
  }

  #oldestPartial(): ExtendedRecord | null {
    for (const [sequence, partial] of this.#partial) {
      this.#partial.delete(sequence);
      return joined(partial);
    }
    return null;
  }

  #order(record: ExtendedRecord, nowMs: number): readonly Printed[] {
    const { sequence } = record;
    if (this.#next === null) this.#first = sequence;
    const next = this.#next ?? sequence;
    if (sequence < next) {
      // A network may send the same datagram twice.
      if (this.#delivered.get(sequence) === record.microseconds) return [];
      // Its place was given up: better late than never.
      if (this.#isStraggler(sequence)) return [this.#handOut(record)];
      return this.#startAgain(record);
    }
    if (this.#waiting.size === 0) this.#changedMs = nowMs;
    this.#waiting.set(sequence, record);
    this.#next = next;
    const ready = this.#inOrder();
    return this.#waiting.size > MOST_WAITING ? [...ready, ...this.#giveUp()] : ready;
  }

  #isStraggler(sequence: number): boolean {
    const isBeforeFirst = sequence < this.#first && sequence >= this.#first - MOST_WAITING;
    return this.#missing.has(sequence) || (isBeforeFirst && !this.#delivered.has(sequence));
  }

  /** The numbers begin anew: so has the machine. */
  #startAgain(record: ExtendedRecord): readonly Printed[] {
    const before = this.#giveUp();
    this.#delivered.clear();
    this.#missing.clear();
    this.#first = record.sequence;
    this.#next = record.sequence + 1;
    return [...before, this.#handOut(record)];
  }

  #handOut(record: ExtendedRecord): Printed {
    this.#missing.delete(record.sequence);
    this.#delivered.set(record.sequence, record.microseconds);
    for (const sequence of this.#delivered.keys()) {
      if (this.#delivered.size <= MOST_REMEMBERED) break;
      this.#delivered.delete(sequence);
    }
    return { kind: 'record', record };
  }

  /** As many as are remembered: of a longer gap the last ones. */
  #noteMissing(from: number, to: number): void {
    for (let sequence = Math.max(from, to - MOST_REMEMBERED); sequence < to; sequence++)
      this.#missing.add(sequence);
    for (const sequence of this.#missing) {
      if (this.#missing.size <= MOST_REMEMBERED) return;
      this.#missing.delete(sequence);
    }
  }

  #inOrder(): Printed[] {
    const ready: Printed[] = [];
    for (let next = this.#next; next !== null; next = this.#next) {
      const record = this.#waiting.get(next);
      if (record === undefined) break;
      this.#waiting.delete(next);
      this.#next = next + 1;
      ready.push(this.#handOut(record));
    }
    return ready;
  }

  /** All that waits, with the gaps named. */
  #giveUp(): readonly Printed[] {
    const printed: Printed[] = [];
    for (const record of [...this.#waiting.values()].sort((a, b) => a.sequence - b.sequence)) {
      const records = record.sequence - (this.#next ?? record.sequence);
      if (records > 0) {
        printed.push({ kind: 'missing', records });
        this.#noteMissing(record.sequence - records, record.sequence);
      }
      printed.push(this.#handOut(record));
      this.#next = Math.max(this.#next ?? 0, record.sequence + 1);
    }
    this.#waiting.clear();
    return printed;
  }
}

/** As far as its parts came without a gap, and without the word that is cut. What stands behind a gap belongs to nothing before it. */
function joined({ record, parts }: Partial): ExtendedRecord {
  let body = '';
  for (const [offset, part] of [...parts].sort(([a], [b]) => a - b)) {
    if (offset > body.length) break;
    body += part.slice(body.length - offset);
  }
  const isCut = body.length < (record.fragment?.length ?? 0);
  return { ...record, fragment: null, body: isCut ? withoutLastValue(body) : body };
}
