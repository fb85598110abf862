/**
 * Kernel records to recognised lines: puts together what a mailer wrapped, a terminal cut or a concurrent printk split
 * (pr_cont pieces), splits multi-line records, and hands everything on in order. A line that may go on is held until
 * the next record of its host and caller shows whether it does.
 */

import { areOfOneClock, secondsBetween } from '../base/seconds-between.js';
import type { KernelRecord } from '../envelope/record.js';
import { certainPart, mayGoOn, mayGoOnBare } from './certain-part.js';
import { withoutCutFacts } from './cut-line.js';
import {
  isWeak,
  joinHead,
  joinHeld,
  NO_PARTIALS,
  nextHead,
  recogniseOf,
  type Stream,
} from './join-pieces.js';
import type { OomLine } from './oom-line.js';
import { withoutOpenEnd } from './open-end.js';
import { createOpenFront } from './open-front.js';
import { recogniseForeign, UNRECOGNISED } from './recognise.js';
import { createRecordOwner } from './record-owner.js';
import { statsInLine } from './stats-in-line.js';
import { createWrappedPrograms } from './wrapped-program.js';

/** A recognised line with the record it began in. */
export interface RecognisedLine {
  readonly record: KernelRecord;
  readonly line: OomLine;
  readonly text: string;
  /** Number of the last physical line that is part of it. */
  readonly lastLine: number;
  /** What stood at its end was left out, because it may go on in the text behind it. */
  readonly isCut?: true;
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

/** Hosts and callers with lines in flight; more than this at once means that old ones are stale. */
const MOST_STREAMS = 512;

export function createLineJoiner(): LineJoiner {
  const streams = new Map<string, Stream>();
  const owner = createRecordOwner();
  const openFront = createOpenFront();
  const programs = createWrappedPrograms();
  let wrapped = false;
  /** The stream of the line recognised last, where that may have been broken: known once the next record is there. */
  let doubtful: Stream | null = null;
  /** The last record with a prefix had its lines in one: what follows it without one is a piece of that line. */
  let isInOneLine = false;
  /** Number of the last line with a prefix. */
  let lastPrefixed = Number.NEGATIVE_INFINITY;

  /** Most lines have the host and caller of the line before. */
  let last: { readonly host: string | null; readonly caller: string | null; readonly stream: Stream } | null =
    null;

  const streamOf = (record: KernelRecord, emit: Emit): Stream => {
    const { host, caller } = record;
    // Where the wrapping changes to one that names hosts, or names none, nothing goes on.
    const isStamped = record.time.uptimeSeconds !== null || record.time.wall !== null;
    if (isStamped && last !== null && (last.host === null) !== (host === null)) release(last.stream, emit);
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
    const fresh: Stream = { held: null, partials: NO_PARTIALS, head: null, columns: null, time: null };
    streams.set(key, fresh);
    return fresh;
  };

  const pushPart = (record: KernelRecord, text: string, sameRecord: boolean, emit: Emit): void => {
    const stream = streamOf(record, emit);
    if (record.isAligned !== true) leaveOtherBoot(stream, record, emit);
    const shown = recogniseOf(record, text, stream.columns);
    const read = sameRecord ? shown : openFront.believed(shown, record, wrapped);
    const isPiece = read.kind === 'stat' && isInOneLine && record.continuation && !sameRecord;
    const line = isPiece ? UNRECOGNISED : record.isCut === true ? withoutCutFacts(read, text) : read;
    if (line.kind === 'unrecognised' || isWeak(line, record, stream)) {
      const joined =
        joinHeld(stream, record, text, { sameRecord, wrapped, isPrefixed: isPrefixed(record) }) ??
        joinHead(stream, record, text);
      if (joined !== null) {
        if (joined.record !== record && record.continuation && !sameRecord && !joined.text.includes('\n'))
          wrapped = true;
        hold(stream, joined, emit);
        return;
      }
    }
    if (line.kind === 'unrecognised') {
      if (!sameRecord && record.isAligned !== true) leaveCertain(stream, doubtful, text, isPrefixed(record));
      stream.head = nextHead(stream, record, text);
      const foreign = recogniseForeign(text);
      if (foreign.kind !== 'unrecognised') release(stream, emit);
      emit({ record, line: foreign, text, lastLine: record.lastLine ?? record.line });
      return;
    }
    owner.recognised(record);
    if (standsAlone(line)) {
      emit({ record, line, text, lastLine: record.lastLine ?? record.line });
      return;
    }
    hold(stream, { record, line, text, lastLine: record.lastLine ?? record.line }, emit);
    doubtful = stream.held === null ? null : stream;
  };
  const isPrefixed = (record: KernelRecord): boolean => record.line - lastPrefixed < FAR;
  /** A line that is whole waits for nothing but a record that might be its rest. */
  const endDoubt = (record: KernelRecord, emit: Emit): void => {
    const isRest = record.continuation && record.isAlike !== true;
    if (!record.continuation) {
      lastPrefixed = record.line;
      isInOneLine = record.text.includes('\n');
    }
    if (doubtful === null || isRest) return;
    if (doubtful.held?.line.open === false) release(doubtful, emit);
    doubtful = null;
  };

  /** Nobody tells what a kill led to before its line was whole, as far as it ever will be; and nothing goes on behind a gap. */
  const releaseBefore = (line: OomLine, record: KernelRecord, emit: Emit): void => {
    for (const stream of streams.values()) {
      const { held } = stream;
      const isOver = line.kind === 'gap' || (line.kind === 'aftermath' && held?.line.kind === 'killed');
      if (isOver && held?.record.host === record.host) release(stream, emit);
    }
  };

  const said =
    (emit: Emit): Emit =>
    (found) => {
      releaseBefore(found.line, found.record, emit);
      emit(found);
    };

  return {
    push(record, emit) {
      endDoubt(record, emit);
      const whose = owner.own(record);
      if (whose.origin === 'program') {
        programs.push(whose, said(emit));
        return;
      }
      if (programs.isHolding()) programs.flush(said(emit));
      const parts = whose.text.includes('\n') ? whose.text.split('\n') : statsInLine(whose.text);
      if (parts === null) pushPart(whose, whose.text, false, emit);
      else for (const [index, part] of parts.entries()) pushPart(whose, part, index > 0, emit);
    },
    flush(emit) {
      programs.flush(said(emit));
      for (const stream of streams.values()) release(stream, emit);
    },
    skipped(emit) {
      programs.flush(said(emit));
      for (const stream of streams.values()) release(stream, emit);
      streams.clear();
      last = null;
      owner.forget();
    },
    columns: () => last?.stream.columns ?? null,
    heldLines: () => [
      ...programs.heldLines(),
      ...[...streams.values()].flatMap(({ held }) => (held === null ? [] : [held.record.line])),
    ],
  };
}

/** Printed by another CPU at any time, also between the pieces of a line: it ends none. */
function standsAlone(line: OomLine): boolean {
  return line.kind === 'sysrq' && line.ignored;
}

function hold(stream: Stream, line: RecognisedLine, emit: Emit): void {
  if (stream.held !== line) release(stream, emit);
  stream.head = null;
  if (line.line.kind === 'task-header' && !line.line.open) stream.columns = line.line.columns.length;
  if (line.line.kind === 'trigger') stream.columns = null;
  const mayGoOn = line.line.open || line.record.isFollowedAlike === false;
  if (mayGoOn && line.record.isCut !== true) stream.held = line;
  else emit(line);
}

/** Lines behind the last one with a prefix that may go on what it began. */
const FAR = 40;

/** Text that nothing explains stands behind the line: of what was broken there, only a part is certain. */
function leaveCertain(stream: Stream, doubtful: Stream | null, text: string, isPrefixed: boolean): void {
  const { held } = stream;
  // What came out of an object, or has a line like it behind it, is whole.
  if (held === null || held.isCut === true || stream !== doubtful || held.record.isFollowedAlike !== false)
    return;
  if (isPrefixed ? !mayGoOn(held.line, held.text, text) : !mayGoOnBare(held.line, text)) return;
  const line = certainPart(held.line, held.text, stream.columns) ?? UNRECOGNISED;
  stream.held = { ...held, line, isCut: true };
}

/** Slower than any console prints a table. */
const LONGEST_TABLE_SECONDS = 600;

/** Nothing of a log that another boot's was put to goes on in that one: no line, and no table. */
function leaveOtherBoot(stream: Stream, { time }: KernelRecord, emit: Emit): void {
  const before = stream.time;
  stream.time = time;
  if (before === null || before === time || !areOfOneClock(before, time)) return;
  // Reading two dates is dear: most lines are of one hour.
  if (time.uptimeSeconds === null && before.wall?.slice(0, 13) === time.wall?.slice(0, 13)) return;
  const seconds = secondsBetween(before, time);
  if (seconds === null || (seconds > -5 && seconds < LONGEST_TABLE_SECONDS)) return;
  release(stream, emit);
  stream.head = null;
  stream.columns = null;
}

function release(stream: Stream, emit: Emit): void {
  const { held } = stream;
  if (held === null) return;
  stream.held = null;
  stream.partials = NO_PARTIALS;
  const line = held.line.open && held.isCut !== true ? withoutOpenEnd(held.line, held.text) : held.line;
  emit(line === held.line ? held : { ...held, line });
}
