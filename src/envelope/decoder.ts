/**
 * Physical lines -> kernel records: takes the wrappers off, then the log's prefix, then the kernel's own, trying only
 * the formats that can begin with the character at hand. Formats may change from line to line. Never throws: a line
 * that nothing is known about is a bare record.
 */

import type { Draft } from './draft.js';
import { newDraft, recordFrom, resetDraft } from './draft.js';
import type { Format, Layer } from './format.js';
import { monotonicHost } from './formats/monotonic-host.js';
import { innerPriority, printkCaller, printkTime, priority } from './formats/printk.js';
import { createSyslog } from './formats/syslog.js';
import type { Memory } from './memory.js';
import { newMemory } from './memory.js';
import type { EnvelopeDecoder, KernelRecord, RawLine } from './record.js';
import { setProgram, takeTag } from './tag.js';

export interface EnvelopeDecoderOptions {
  /** ISO 8601: when the log was last written. Gives stamps without a year their year; without it they have no wall time. */
  readonly referenceTime?: string;
}

const LAYERS: readonly Layer[] = ['wrapper', 'log', 'printk'];
/** Prefixes on one line; real lines have at most six. */
const MAX_PREFIXES = 12;

type Emit = (record: KernelRecord) => void;

export function createEnvelopeDecoder(options: EnvelopeDecoderOptions = {}): EnvelopeDecoder {
  const table = dispatchTable([
    createSyslog(),
    priority,
    printkTime,
    printkCaller,
    innerPriority,
    monotonicHost,
  ]);
  const memory = newMemory(options.referenceTime);
  const draft = newDraft();
  return {
    push(line: RawLine, emit: Emit) {
      resetDraft(draft, line.text, line.number);
      takePrefixes(draft, table, memory);
      emit(finished(draft));
    },
    end() {},
  };
}

/** Per layer and first character (codes above 127 share a slot): the formats to try, in order. */
type DispatchTable = readonly (readonly (readonly Format[])[])[];

const OTHER = 128;

function dispatchTable(formats: readonly Format[]): DispatchTable {
  return LAYERS.map((_, depth) =>
    Array.from({ length: OTHER + 1 }, (_slot, code) =>
      formats.filter((format) => LAYERS.indexOf(format.layer) >= depth && format.begins(code)),
    ),
  );
}

function slotOf(code: number): number {
  return code >= 0 && code < OTHER ? code : OTHER;
}

function takePrefixes(draft: Draft, table: DispatchTable, memory: Memory): void {
  let depth = 0;
  for (let taken = 0; taken < MAX_PREFIXES && !draft.closed; taken++) {
    const code = draft.text.charCodeAt(draft.at);
    const candidates = table[depth]?.[slotOf(code)];
    const format = candidates === undefined ? undefined : firstTaken(candidates, draft, memory);
    if (format === undefined) return;
    depth = format.layer === 'printk' ? 2 : format.layer === 'log' ? 1 : depth;
  }
}

function firstTaken(formats: readonly Format[], draft: Draft, memory: Memory): Format | undefined {
  for (const format of formats) if (format.take(draft, memory)) return format;
  return undefined;
}

function finished(draft: Draft): KernelRecord {
  if (draft.facility > 0 && draft.program === null && !takeTag(draft, draft.at)) setProgram(draft, null);
  if (draft.envelope === '') draft.continuation = true;
  const text = draft.text.slice(draft.at);
  return recordFrom(draft, text.endsWith('\r') ? text.slice(0, -1) : text);
}
