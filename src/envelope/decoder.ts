/**
 * Physical lines -> kernel records. Each line is cleaned, its prefixes are taken off from the outside in, and what is
 * left becomes the text; objects spread over several lines are collected first. Formats may change from line to line.
 * Never throws: a line that nothing is known about is a bare record.
 */

import { takeBareLine } from './bare-line.js';
import { type Collected, type CollectedFrom, type Collector, mayOpen } from './collector.js';
import { noteComment } from './comment.js';
import type { Draft } from './draft.js';
import { newDraft, recordFrom, resetDraft } from './draft.js';
import { createFieldRecords } from './formats/field-records.js';
import { createJournalExport } from './formats/journal-export.js';
import type { VerboseCollector } from './formats/journal-verbose.js';
import { createJournalVerbose } from './formats/journal-verbose.js';
import { takeJson } from './formats/json.js';
import { createPrettyJson } from './formats/pretty-json.js';
import { createYamlEntries } from './formats/yaml-entries.js';
import type { Fragments } from './fragments.js';
import { createFragments } from './fragments.js';
import { createHardWraps, type HardWraps } from './hard-wraps.js';
import type { JsonObject } from './journal-entry.js';
import { loseText, takeJournalEntry } from './journal-entry.js';
import { markEnd } from './learned-mark.js';
import { learnMark, takeMark } from './line-marks.js';
import { linePattern } from './line-pattern.js';
import { linesInLine } from './lines-in-line.js';
import type { Memory } from './memory.js';
import { forgetPlace, newMemory } from './memory.js';
import { takePrefixes } from './prefixes.js';
import type { QuotedPrintable } from './quoted-printable.js';
import { createQuotedPrintable } from './quoted-printable.js';
import { cleanLine } from './raw-line.js';
import type { EnvelopeDecoder, KernelRecord, RawLine } from './record.js';
import { CLOSE_BRACKET } from './scan.js';
import { isOpening, loggedLineAt, stampInsideAt } from './stamp-inside.js';
import { setProgram, takeTag } from './tag.js';
import { textOf } from './text-of.js';

export interface EnvelopeDecoderOptions {
  /** The log is read as it is written, so that no screen or mail has broken its lines: none waits for the next one. */
  readonly isLive?: boolean | undefined;
  /**
   * ISO 8601: when the log was last written (a file's mtime). Gives stamps without a year their year; without it they
   * have no wall time, since no year is ever made up.
   */
  readonly referenceTime?: string | undefined;
}

type Emit = (record: KernelRecord) => void;

/** Objects in objects; deeper nesting is nobody's log. */
const MAX_NESTING = 4;

interface State {
  readonly memory: Memory;
  /** Reused for every line. */
  readonly draft: Draft;
  readonly fragments: Fragments;
  readonly mail: QuotedPrintable;
  /** Null for a live log. */
  readonly hardWraps: HardWraps | null;
  readonly verbose: VerboseCollector;
  readonly collectors: readonly Collector[];
  collecting: Collector | null;
}

export function createEnvelopeDecoder(options: EnvelopeDecoderOptions = {}): EnvelopeDecoder {
  const state: State = {
    memory: newMemory(options.referenceTime),
    draft: newDraft(),
    fragments: createFragments(),
    mail: createQuotedPrintable(),
    hardWraps: options.isLive === true ? null : createHardWraps(),
    verbose: createJournalVerbose(),
    collectors: [createJournalExport(), createPrettyJson(), createYamlEntries(), createFieldRecords()],
    collecting: null,
  };
  return {
    push(line, emit) {
      if (line.isCut === true) {
        finish(state, emit);
        decodeLine(state, line, emit);
        return;
      }
      state.mail.unfold(line, (unfolded) => unwrap(state, unfolded, emit));
    },
    heldLines: () => state.hardWraps?.heldLines() ?? [],
    skipped(emit) {
      finish(state, emit);
      forgetPlace(state.memory);
    },
    end(emit) {
      finish(state, emit);
    },
    pattern: (line) => linePattern(state.draft, line.text),
    passed(count) {
      if (state.draft.envelope === 'dmesg') state.memory.plainStamps += count;
    },
  };
}

function finish(state: State, emit: Emit): void {
  state.mail.end((line) => unwrap(state, line, emit));
  state.hardWraps?.flush((line) => takeLine(state, line, emit));
  state.collecting?.end(collectedFor(state, emit));
  state.collecting = null;
  state.fragments.flush((whole) => emitDraft(whole, state.memory, emit));
  for (const stream of state.memory.partials.streams()) {
    const held = state.memory.partials.release(stream);
    if (held !== null) decodeLine(state, { text: held.text, number: held.line }, emit);
  }
}

function unwrap(state: State, line: RawLine, emit: Emit): void {
  if (state.hardWraps === null) takeLine(state, line, emit);
  else state.hardWraps.push(line, (whole) => takeLine(state, whole, emit));
}

function takeLine(state: State, line: RawLine, emit: Emit): void {
  if (!collect(state, line, emit)) decodeLines(state, line, emit);
}

/** Whether a collector took the line. */
function collect(state: State, line: RawLine, emit: Emit): boolean {
  if (state.collecting !== null) {
    const progress = state.collecting.push(line, collectedFor(state, emit));
    if (progress !== 'open') state.collecting = null;
    if (progress !== 'refused') return true;
  }
  if (!mayOpen(line.text)) return false;
  const next = state.collectors.find((collector) => collector.begins(line.text));
  if (next === undefined) return false;
  state.collecting = next.push(line, collectedFor(state, emit)) === 'open' ? next : null;
  return true;
}

function collectedFor(state: State, emit: Emit): Collected {
  return {
    object: (value, from) => decodeObject(state, value, from, emit, 0),
    line: (line) => decodeLine(state, line, emit),
  };
}

function decodeLines(state: State, line: RawLine, emit: Emit): void {
  const lines = linesInLine(line.text);
  if (lines === null) decodeLine(state, line, emit);
  else for (const text of lines) decodeLine(state, { text, number: line.number }, emit);
}

const KMSG_KEY = /^ [A-Z_]{1,32}=/;

function decodeLine(state: State, line: RawLine, emit: Emit): void {
  const { draft, memory } = state;
  const text = cleanLine(line.text, memory);
  if (memory.kmsgKeys) {
    memory.kmsgKeys = KMSG_KEY.test(text);
    if (memory.kmsgKeys) return;
  }
  resetDraft(draft, text, line.number);
  draft.lastLine = line.lastNumber ?? line.number;
  draft.isAlike = line.isAlike === true;
  draft.isFollowedAlike = state.hardWraps === null || line.isFollowedAlike === true;
  draft.isCut = line.isCut === true;
  draft.isUnmarked = line.isUnmarked === true;
  takePrefixes(draft, memory);
  const logged = loggedLineAt(draft);
  if (logged >= 0) {
    draft.at = logged;
    takePrefixes(draft, memory, 2);
  }
  for (let at = stampInsideAt(draft, false); at >= 0; at = stampInsideAt(draft, true))
    splitAt(state, at, emit);
  if (draft.stamped) learnMark(draft, text, memory);
  else if (!draft.closed) takeMark(draft, memory);
  noteComment(draft, text, memory);
  handOut(state, emit, 0);
}

/** What is more than a mark: a word or two and a sign. Or a counter, with which the line before goes on. */
const SENTENCE = /\S\s+\S+\s+\S|[([]|[a-z]_[a-z]+:\d+\s*$/;

/** The draft's text up to `at` is a record of its own, or a mark in front of all lines; the rest is the next line. */
function splitAt(state: State, at: number, emit: Emit): void {
  const { draft, memory } = state;
  const { text, line, stamped } = draft;
  const isMark = !stamped && (markEnd(text, memory.mark) === at || !SENTENCE.test(text.slice(0, at)));
  if (stamped || !isMark) {
    draft.text = stamped ? text.slice(0, at).trimEnd() : text.slice(0, at);
    handOut(state, emit, 0);
  }
  resetDraft(draft, stamped ? text.slice(at) : text, line);
  if (!stamped) {
    draft.at = at;
    draft.bodyAt = at;
  }
  takePrefixes(draft, memory);
  // A string of several lines may be an example: it takes a report to make an event of it.
  if (!stamped && isOpening(text.charAt(at - 1))) draft.envelope = 'quoted';
}

/** What a line came to: records, a part of one, or the beginning of one. */
function handOut(state: State, emit: Emit, nesting: number): void {
  const { draft, memory } = state;
  if (draft.parts !== null) {
    const from = { line: draft.line, envelope: null, wall: null };
    for (const part of draft.parts) decodeObject(state, part, from, emit, nesting + 1);
  } else if (draft.fragment !== null) {
    state.fragments.add(draft, (whole) => emitDraft(whole, memory, emit));
  } else if (memory.verboseWall !== null) {
    state.verbose.open(memory.verboseWall, draft.line);
    memory.verboseWall = null;
    state.collecting = state.verbose;
  } else if (!draft.swallowed) emitDraft(draft, memory, emit);
}

function decodeObject(state: State, value: unknown, from: CollectedFrom, emit: Emit, nesting: number): void {
  const { draft, memory } = state;
  if (nesting > MAX_NESTING) return;
  resetDraft(draft, '', from.line);
  draft.wall = from.wall;
  if (from.envelope !== null) takeJournalEntry(draft, memory, value as JsonObject, from.envelope);
  else if (!takeJson(draft, memory, value)) return;
  else takePrefixes(draft, memory);
  handOut(state, emit, nesting);
}

function emitDraft(draft: Draft, memory: Memory, emit: Emit): void {
  if (draft.facility > 0 && draft.program === null && !takeTag(draft, draft.at)) setProgram(draft, null);
  takeBareLine(draft);
  const text = textOf(draft, memory);
  if (text.charCodeAt(text.length - 1) === CLOSE_BRACKET && BLOB.test(text)) loseText(draft, memory);
  if (draft.swallowed) return;
  draft.lostBefore += memory.lostTexts;
  memory.lostTexts = 0;
  if (draft.notice !== null) {
    emit({ ...recordFrom(draft, draft.notice), continuation: false });
    draft.lostBefore = 0;
  }
  emit(recordFrom(draft, text));
}

/** What journalctl prints for a message that is not text, where it was not told to show all. */
const BLOB = /^\[[\d.]+[KMG]?B blob data\]$/;
