/**
 * The name in front of ` invoked oom-killer`. Nothing but a blank parts it from what stands before it, where a log's prefix
 * was not understood whole: then it is left out rather than given with a host or a mark in it.
 */

import { byteLength } from '../base/byte-length.js';
import { isNameLeftOut } from '../base/left-out.js';
import type { KernelRecord } from '../envelope/record.js';
import { COMM_BYTES } from '../line/grammar/kill-result.js';
import type { TriggerLine } from '../line/oom-line.js';

export interface PlacedTrigger extends TriggerLine {
  /**
   * What the line's prefix says of its beginning: it is whole, since the kernel wrote the line, or a field holds it alone;
   * only a time was understood, behind which a host may stand; there was no prefix.
   */
  readonly front: 'known' | 'time' | 'none';
}

/** Wrappings in which a host stands behind the time. */
const HOST_BEHIND_TIME = /^(?:syslog|syslog-iso|journal-full|journal-unix)$/;

export function placedTrigger(line: TriggerLine, record: KernelRecord): PlacedTrigger {
  const { envelope, host, time } = record;
  if (record.isUnmarked === true || host !== null || time.uptimeSeconds !== null)
    return { ...line, front: 'known' };
  const isTimed = HOST_BEHIND_TIME.test(envelope);
  return { ...line, front: isTimed ? 'time' : envelope === 'bare' ? 'none' : 'known' };
}

/** `onCpu`: the name in the CPU line. `fromKernel`: the prefixes of the report's lines say that the kernel wrote them. */
export function triggerComm(
  { comm: printed, front }: PlacedTrigger,
  onCpu: string | null,
  fromKernel: boolean,
): string | null {
  if (printed === null || printed === onCpu) return printed;
  if (isNameLeftOut(printed)) return onCpu;
  if (onCpu !== null && isMendedBy(printed, onCpu)) return onCpu;
  const trimmed = printed.trim();
  if (byteLength(trimmed) > COMM_BYTES) return onlyNameIn(trimmed);
  if (front === 'time' && /\s/.test(trimmed)) return null;
  if (front === 'none' && MARKED.test(trimmed)) return null;
  return onCpu === null && fromKernel ? printed : trimmed;
}

/**
 * The CPU line tells whether blanks in front belong to the name, completes a name that a newline or the front of the log
 * cut (the same task prints both lines), and finds the name where the line was glued to other output.
 */
function isMendedBy(printed: string, onCpu: string): boolean {
  if (onCpu.trim() === printed.trim() || (printed !== '' && onCpu.endsWith(printed))) return true;
  return onCpu !== '' && printed.endsWith(onCpu) && !/\w$/.test(printed.slice(0, -onCpu.length));
}

/** Signs and blanks that no program names itself with, but marks, tags and prompts end in. */
const MARKED = /^(?:\W{1,3}\s|\d+\s|<\w+>)|\t|[:>$#|]\s/;
const LAST_MARK = /^.*[:>$#|\]]\s+(?=\S)/s;

/** What of a text that is too long for a name must be one; null where it could be cut at more than one blank. */
function onlyNameIn(text: string): string | null {
  const rest = text.replace(LAST_MARK, '');
  if (rest !== text && byteLength(rest) <= COMM_BYTES) return rest;
  const words = rest.split(/\s+/);
  const names = words
    .map((_, at) => words.slice(at).join(' '))
    .filter((name) => byteLength(name) <= COMM_BYTES);
  return names.length === 1 ? (names[0] ?? null) : null;
}
