/**
 * Kernel records to recognised lines: puts together what a mailer wrapped, a terminal cut or a concurrent printk split
 * (pr_cont pieces), splits multi-line records, and hands everything on in order. A line that may go on is held until
 * the next record of its host and caller shows whether it does.
 */
import type { KernelRecord } from '../envelope/record.js';
import { improves, separators } from './join-rules.js';
import type { OomLine } from './oom-line.js';
import { isQuote } from './quoted-line.js';
import { recognise, recogniseForeign, recogniseProgram, UNRECOGNISED } from './recognise.js';
import { createRecordOwner } from './record-owner.js';

/** A recognised line with the record it began in. */
export interface RecognisedLine {
  readonly record: KernelRecord;
  readonly line: OomLine;
  readonly text: string;
  /** Number of the last physical line that is part of it. */
  readonly lastLine: number;
}

export interface LineJoiner {
  push(record: KernelRecord, emit: (line: RecognisedLine) => void): void;
  /** Hands out the held lines: at the end of input, or when a live log pauses. */
  flush(emit: (line: RecognisedLine) => void): void;
  /** Lines were left out: nothing before them goes on behind them. */
  skipped(emit: (line: RecognisedLine) => void): void;
  /** Numbers of the lines that are held. */
  heldLines(): readonly number[];
  /** Integers per row of the table that the record pushed last may belong to; null before a header. */
  columns(): number | null;
}

type Emit = (line: RecognisedLine) => void;

/** State of one host and caller. */
interface Stream {
  held: RecognisedLine | null;
  /** The held text with unprefixed lines put to it that did not complete it yet: a line cut into three or more. */
  partials: readonly string[];
  /** Text that was not recognised and may be the first part of a wrapped line. */
  head: { readonly record: KernelRecord; readonly text: string; readonly parts: number } | null;
  /** Integers per row by the table's header; null before one is seen. */
  columns: number | null;
}

const NONE: readonly string[] = [];

/** Hosts and callers with lines in flight; more than this at once means that old ones are stale. */
const MOST_STREAMS = 512;
const MOST_PARTS = 5;
/** Ways to put the pieces together that are kept for the next piece. */
const MOST_PARTIALS = 12;
const LONGEST_JOIN = 8 * 1024;

/** Kinds worth putting together from a beginning that says nothing by itself. */
const FROM_HEAD = new Set([
  'trigger',
  'constraint',
  'killed',
  'select',
  'identity',
  'task-header',
  'group',
  'reaper',
  'no-killable',
  'panic',
  'zone',
  'node',
  'task-in',
  'memcg-usage',
  'memcg-stats',
  'sharing',
  'cpuset',
]);

export function createLineJoiner(): LineJoiner {
  const streams = new Map<string, Stream>();
  const owner = createRecordOwner();
  let wrapped = false;

  /** Most lines have the host and caller of the line before. */
  let last: { readonly host: string | null; readonly caller: string | null; readonly stream: Stream } | null =
    null;

  const streamOf = (record: KernelRecord, emit: Emit): Stream => {
    const { host, caller } = record;
    if (last === null || last.host !== host || last.caller !== caller)
      last = { host, caller, stream: findStream(record, emit) };
    return last.stream;
  };
  const findStream = (record: KernelRecord, emit: Emit): Stream => {
    const key = `${record.host ?? ''}\n${record.caller ?? ''}`;
    const known = streams.get(key);
    if (known !== undefined) return known;
    if (streams.size >= MOST_STREAMS) {
      for (const stream of streams.values()) release(stream, emit);
      streams.clear();
    }
    const fresh: Stream = { held: null, partials: NONE, head: null, columns: null };
    streams.set(key, fresh);
    return fresh;
  };

  const pushPart = (record: KernelRecord, text: string, sameRecord: boolean, emit: Emit): void => {
    const stream = streamOf(record, emit);
    const line = recogniseOf(record, text, stream.columns);
    if (line.kind === 'unrecognised' || isWeak(line, record)) {
      const joined = joinHeld(stream, record, text, sameRecord, wrapped) ?? joinHead(stream, record, text);
      if (joined !== null) {
        if (joined.record !== record && record.continuation && !sameRecord && !joined.text.includes('\n'))
          wrapped = true;
        hold(stream, joined, emit);
        return;
      }
    }
    if (line.kind === 'unrecognised') {
      stream.head = nextHead(stream, record, text);
      const foreign = recogniseForeign(text);
      if (foreign.kind !== 'unrecognised') release(stream, emit);
      emit({ record, line: foreign, text, lastLine: record.line });
      return;
    }
    owner.recognised(record);
    hold(stream, { record, line, text, lastLine: record.line }, emit);
  };

  return {
    push(record, emit) {
      const whose = owner.own(record);
      if (whose.origin === 'program') {
        emit({
          record: whose,
          line: recogniseProgram(whose.text, whose.program),
          text: whose.text,
          lastLine: whose.line,
        });
        return;
      }
      if (!whose.text.includes('\n')) pushPart(whose, whose.text, false, emit);
      else
        for (const [index, part] of whose.text.split('\n').entries()) pushPart(whose, part, index > 0, emit);
    },
    flush(emit) {
      for (const stream of streams.values()) release(stream, emit);
    },
    skipped(emit) {
      for (const stream of streams.values()) release(stream, emit);
      streams.clear();
      last = null;
      owner.forget();
    },
    columns: () => last?.stream.columns ?? null,
    heldLines: () => [...streams.values()].flatMap(({ held }) => (held === null ? [] : [held.record.line])),
  };
}

/** `record`: where the text begins. A line without a prefix of its own may be anybody's. */
function recogniseOf(record: KernelRecord, text: string, columns: number | null): OomLine {
  const line = recognise(text, columns);
  const isAnybodys = record.origin === 'unknown' || record.continuation;
  return isAnybodys && isQuote(line, text) ? UNRECOGNISED : line;
}

/** Recognised, but only for want of its beginning: a trigger without a name on a wrapped line, a stray counter. */
function isWeak(line: OomLine, record: KernelRecord): boolean {
  return (
    (line.kind === 'trigger' && line.comm === null) ||
    (record.continuation && line.kind === 'totals' && Object.keys(line.counters).length === 1)
  );
}

function hold(stream: Stream, line: RecognisedLine, emit: Emit): void {
  if (stream.held !== line) release(stream, emit);
  stream.head = null;
  if (line.line.kind === 'task-header' && !line.line.open) stream.columns = line.line.columns.length;
  if (line.line.kind === 'trigger') stream.columns = null;
  if (line.line.open) stream.held = line;
  else emit(line);
}

function release(stream: Stream, emit: Emit): void {
  const { held } = stream;
  if (held === null) return;
  stream.held = null;
  stream.partials = NONE;
  emit(held);
}

/** The held line with this text put to its end, where that reads better than without; takes it out of the stream. */
function joinHeld(
  stream: Stream,
  record: KernelRecord,
  text: string,
  sameRecord: boolean,
  wrapped: boolean,
): RecognisedLine | null {
  const { held } = stream;
  if (held === null || held.text.length + text.length > LONGEST_JOIN) return null;
  const tried: string[] = [];
  for (const base of [...stream.partials, held.text]) {
    for (const separator of separators(held, record, sameRecord, wrapped)) {
      const joined = joinedBy(separator, base, text);
      const line = recogniseOf(held.record, joined, stream.columns);
      if (!improves(held.line, line)) {
        tried.push(joined);
        continue;
      }
      stream.held = null;
      stream.partials = NONE;
      return { record: held.record, line, text: joined, lastLine: record.line };
    }
  }
  stream.partials = record.continuation && text.trim() !== '' ? tried.slice(0, MOST_PARTIALS) : [];
  return null;
}

function joinedBy(separator: string | null, base: string, text: string): string {
  if (separator === null) return `${base}${text}`;
  return separator === '\n' ? `${base}\n${text}` : `${base.trimEnd()}${separator}${text.trim()}`;
}

function joinHead(stream: Stream, record: KernelRecord, text: string): RecognisedLine | null {
  const { head } = stream;
  if (head === null || !record.continuation || head.text.length + text.length > LONGEST_JOIN) return null;
  for (const separator of [' ', '']) {
    const joined = `${head.text.trimEnd()}${separator}${text.trim()}`;
    const line = recognise(joined, stream.columns);
    if (isQuote(line, joined) || !FROM_HEAD.has(line.kind) || (line.rest ?? '') !== '') continue;
    if (line.kind === 'trigger' && line.comm === null) continue;
    return { record: head.record, line, text: joined, lastLine: record.line };
  }
  return null;
}

function nextHead(stream: Stream, record: KernelRecord, text: string): Stream['head'] {
  const { head } = stream;
  if (text.trim() === '' || text.length > LONGEST_JOIN) return null;
  if (!record.continuation || head === null || head.parts >= MOST_PARTS) return { record, text, parts: 1 };
  if (head.text.length + text.length > LONGEST_JOIN) return { record, text, parts: 1 };
  return { record: head.record, text: `${head.text.trimEnd()} ${text.trim()}`, parts: head.parts + 1 };
}
