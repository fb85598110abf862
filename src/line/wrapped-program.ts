/**
 * What killers in user space say of a kill, where a mailer, a terminal or a person broke it into several lines -> one line. A
 * line of theirs that is no whole kill is held until the next record shows whether it goes on.
 */
import type { KernelRecord } from '../envelope/record.js';
import type { RecognisedLine } from './joiner.js';
import type { OomLine } from './oom-line.js';
import { recogniseProgram } from './recognise.js';

export interface WrappedPrograms {
  /** Takes a record of a program's. */
  push(record: KernelRecord, emit: Emit): void;
  /** Hands out what is held: what follows is no rest of it. */
  flush(emit: Emit): void;
  isHolding(): boolean;
  /** Numbers of the lines that are held. */
  heldLines(): readonly number[];
}

type Emit = (line: RecognisedLine) => void;

/** Whose lines are held; those of any other program may be of any number, and tell of no kill. */
const KILLER = /^(?:systemd-oomd|oomd|earlyoom|nohang(?:-desktop)?|lmkd|lowmemorykiller)$/;
/** More pieces than a window of 20 columns would make of it. */
const MOST_PIECES = 16;

export function createWrappedPrograms(): WrappedPrograms {
  let held: KernelRecord[] = [];

  const flush = (emit: Emit): void => {
    const records = held;
    held = [];
    for (const record of records) emit(asItStands(record));
  };
  /** Whether the record went to the held ones, or made a kill of them. */
  const goesOn = (record: KernelRecord, emit: Emit): boolean => {
    const [first] = held;
    if (first === undefined || !record.continuation || held.length >= MOST_PIECES) return false;
    if (record.host !== first.host || record.program !== first.program || record.text.trim() === '')
      return false;
    held.push(record);
    const text = held.map((piece) => piece.text.trim()).join(' ');
    const line = recogniseProgram(text, first.program);
    if (!isWholeKill(line)) return true;
    held = [];
    emit({ record: first, line, text, lastLine: record.lastLine ?? record.line });
    return true;
  };
  return {
    push(record, emit) {
      if (goesOn(record, emit)) return;
      flush(emit);
      const found = asItStands(record);
      const mayGoOn = !record.continuation && record.isCut !== true && KILLER.test(record.program ?? '');
      if (mayGoOn && !isWholeKill(found.line)) held = [record];
      else emit(found);
    },
    flush,
    isHolding: () => held.length > 0,
    heldLines: () => held.slice(0, 1).map(({ line }) => line),
  };
}

function asItStands(record: KernelRecord): RecognisedLine {
  const { text, program, line, lastLine } = record;
  return { record, line: recogniseProgram(text, program), text, lastLine: lastLine ?? line };
}

function isWholeKill(line: OomLine): boolean {
  return line.kind === 'userspace-kill' && (line.rest ?? '') === '';
}
