/**
 * Physical lines -> kernel records. Each line is cleaned, its prefixes are taken off from the outside in, and what is
 * left becomes the text; objects spread over several lines are collected first. Formats may change from line to line.
 * Never throws: a line that nothing is known about is a bare record.
 */

import type { Collected, CollectedFrom, Collector } from './collector.js';
import type { Draft } from './draft.js';
import { newDraft, recordFrom, resetDraft } from './draft.js';
import { createJournalExport } from './formats/journal-export.js';
import { createJournalVerbose } from './formats/journal-verbose.js';
import { takeJson } from './formats/json.js';
import { createPrettyJson } from './formats/pretty-json.js';
import { createFragments } from './fragments.js';
import { gluedStampAt } from './glued-stamp.js';
import type { JsonObject } from './journal-entry.js';
import { loseText, takeJournalEntry } from './journal-entry.js';
import { newMemory } from './memory.js';
import { createTable, takePrefixes } from './prefixes.js';
import { cleanLine } from './raw-line.js';
import type { EnvelopeDecoder, KernelRecord, RawLine } from './record.js';
import { CLOSE_BRACKET } from './scan.js';
import { setProgram, takeTag } from './tag.js';
import { textOf } from './text-of.js';

export interface EnvelopeDecoderOptions {
  /**
   * ISO 8601: when the log was last written (a file's mtime). Gives stamps without a year their year; without it they
   * have no wall time, since no year is ever made up.
   */
  readonly referenceTime?: string | undefined;
}

type Emit = (record: KernelRecord) => void;

/** Objects in objects; deeper nesting is nobody's log. */
const MAX_NESTING = 4;

export function createEnvelopeDecoder(options: EnvelopeDecoderOptions = {}): EnvelopeDecoder {
  const memory = newMemory(options.referenceTime);
  const table = createTable();
  const draft = newDraft();
  const fragments = createFragments();
  const verbose = createJournalVerbose();
  const collectors: readonly Collector[] = [createJournalExport(), createPrettyJson()];
  let collecting: Collector | null = null;

  function decodeLine(line: RawLine, emit: Emit): void {
    const text = cleanLine(line.text, memory);
    resetDraft(draft, text, line.number);
    const isKmsgKey = memory.kmsgKeys && /^ [A-Z_]{1,32}=/.test(text);
    memory.kmsgKeys = isKmsgKey;
    if (isKmsgKey) return;
    takePrefixes(draft, table, memory);
    if (!draft.stamped && !draft.closed) splitGlued(emit);
    handOut(draft, emit, 0);
  }

  /** Console output of a program with a kernel line behind it: two records. */
  function splitGlued(emit: Emit): void {
    const { text, bodyAt, line } = draft;
    const at = gluedStampAt(text, bodyAt);
    if (at < 0) return;
    resetDraft(draft, text.slice(0, at), line);
    draft.bodyAt = bodyAt;
    emitDraft(draft, emit);
    resetDraft(draft, text.slice(at), line);
    takePrefixes(draft, table, memory, 2);
  }

  function handOut(draft: Draft, emit: Emit, nesting: number): void {
    if (draft.parts !== null) {
      const { parts, line } = draft;
      for (const part of parts) decodeObject(part, { line, envelope: null, wall: null }, emit, nesting + 1);
    } else if (draft.fragment !== null) fragments.add(draft, (whole) => emitDraft(whole, emit));
    else if (memory.verboseWall !== null) {
      verbose.open(memory.verboseWall, draft.line);
      memory.verboseWall = null;
      collecting = verbose;
    } else if (!draft.swallowed) emitDraft(draft, emit);
  }

  function decodeObject(value: unknown, from: CollectedFrom, emit: Emit, nesting: number): void {
    if (nesting > MAX_NESTING) return;
    resetDraft(draft, '', from.line);
    draft.wall = from.wall;
    if (from.envelope !== null) takeJournalEntry(draft, memory, value as JsonObject, from.envelope);
    else if (!takeJson(draft, memory, value)) return;
    else takePrefixes(draft, table, memory);
    handOut(draft, emit, nesting);
  }

  function emitDraft(draft: Draft, emit: Emit): void {
    if (draft.facility > 0 && draft.program === null && !takeTag(draft, draft.at)) setProgram(draft, null);
    if (!draft.stamped && !draft.closed) setBare(draft);
    const text = textOf(draft, memory);
    if (text.charCodeAt(text.length - 1) === CLOSE_BRACKET && BLOB.test(text)) loseText(draft, memory);
    if (draft.swallowed) return;
    draft.lostBefore += memory.lostTexts;
    memory.lostTexts = 0;
    if (draft.notice !== null) {
      const { continuation } = draft;
      draft.continuation = false;
      emit(recordFrom(draft, draft.notice));
      draft.continuation = continuation;
      draft.lostBefore = 0;
    }
    emit(recordFrom(draft, text));
  }

  function collectedFor(emit: Emit): Collected {
    return {
      object: (value, from) => decodeObject(value, from, emit, 0),
      line: (line) => decodeLine(line, emit),
    };
  }

  /** Whether a collector took the line. */
  function collect(line: RawLine, emit: Emit): boolean {
    if (collecting !== null) {
      const state = collecting.push(line, collectedFor(emit));
      if (state !== 'open') collecting = null;
      if (state !== 'refused') return true;
    }
    const code = line.text.charCodeAt(0);
    if (code !== 0x5f && line.text.length >= 64) return false;
    const next = collectors.find((collector) => collector.begins(line.text));
    if (next === undefined) return false;
    collecting = next.push(line, collectedFor(emit)) === 'open' ? next : null;
    return true;
  }

  return {
    push(line, emit) {
      if (!collect(line, emit)) decodeLine(line, emit);
    },
    end(emit) {
      collecting?.end(collectedFor(emit));
      collecting = null;
      fragments.flush((whole) => emitDraft(whole, emit));
      for (const stream of memory.partials.streams()) {
        const held = memory.partials.release(stream);
        if (held !== null) decodeLine({ text: held.text, number: held.line }, emit);
      }
    },
  };
}

/** What journalctl prints for a message that is not text, where it was not told to show all. */
const BLOB = /^\[[\d.]+[KMG]?B blob data\]$/;
const MARKER =
  /^(?:--|```.*|~~~.*|-- (?:Logs? begins?|Journal begins|Boot |Reboot|No entries|cursor:).*|--------- (?:beginning of|switch to) .*)$/;

/** A bare line may go on what the line before began; a separator does not. */
function setBare(draft: Draft): void {
  const text = draft.text.slice(draft.bodyAt);
  const isMarker =
    (text.startsWith('--') || text.startsWith('```') || text.startsWith('~~~')) && MARKER.test(text);
  draft.continuation = !isMarker;
  if (isMarker) draft.envelope = 'marker';
}
