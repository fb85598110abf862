/**
 * JSON over many lines (`journalctl -o json-pretty`, `dmesg --json`, cloud exports): collects the lines of each object
 * that stands on its own or in a list, so that a list without end is read object by object.
 */

import type { Collected, Collector } from '../collector.js';
import { MAX_COLLECTED } from '../collector.js';
import type { RawLine } from '../record.js';

interface OpenObject {
  readonly lines: RawLine[];
  length: number;
  depth: number;
}

export function createPrettyJson(): Collector {
  let open: OpenObject | null = null;
  let listed = false;
  let mayBeList = false;
  const start = (line: RawLine) => {
    open = { lines: [line], length: line.text.length, depth: 1 };
    mayBeList = false;
    return 'open' as const;
  };
  const close = (out: Collected) => {
    if (open !== null) giveOut(open, out);
    open = null;
    return listed ? ('open' as const) : ('closed' as const);
  };
  const giveUp = (out: Collected) => {
    if (open !== null) for (const line of open.lines) out.line(line);
    open = null;
    listed = false;
  };
  const pushBetween = (text: string, line: RawLine) => {
    if (/^\[?\{$/.test(text)) return start(line);
    if (text === '[' || (listed && isBetweenObjects(text))) {
      listed = true;
      return 'open' as const;
    }
    listed = false;
    return 'refused' as const;
  };
  const pushInside = (object: OpenObject, text: string, line: RawLine, out: Collected) => {
    if (!isJsonLine(text)) {
      giveUp(out);
      return 'refused' as const;
    }
    if (text === '{' && mayBeList) {
      // What was open is only the frame of a list: the objects in it are what counts.
      listed = true;
      return start(line);
    }
    mayBeList = object.depth === 1 && isListOpening(text);
    object.lines.push(line);
    object.length += text.length + 1;
    if (object.depth === 1 && /^\}[\],; ]*\{?$/.test(text)) {
      const result = close(out);
      return text.endsWith('{') ? start(line) : result;
    }
    object.depth += depthStep(text);
    if (object.length <= MAX_COLLECTED) return 'open' as const;
    giveUp(out);
    return 'closed' as const;
  };
  return {
    begins: (text) => text.length < 64 && /^\s*(?:\[|\[?\{)\s*$/.test(text),
    push(line, out) {
      const text = line.text.trim();
      return open === null ? pushBetween(text, line) : pushInside(open, text, line, out);
    },
    end: giveUp,
  };
}

/** A line of pretty-printed JSON begins with a name, a value or a bracket. */
function isJsonLine(text: string): boolean {
  return /^(?:$|["{}[\],\d-]|true|false|null)/.test(text);
}

function isBetweenObjects(text: string): boolean {
  return /^[\]},; ]*$/.test(text) || /^"[^"\\]{1,64}"\s*:/.test(text);
}

/** A list of objects has a lower-case name; `"MESSAGE" : [` is a list of bytes. */
function isListOpening(text: string): boolean {
  return text.endsWith('[') && /^"[a-z][^"\\]{0,64}"\s*:\s*\[$/.test(text);
}

/** JSON strings hold no raw line ends, so only the ends of a line open or close a level. */
function depthStep(text: string): number {
  if (/^[}\]],?$/.test(text)) return -1;
  return /^(?:"[^"\\]{1,256}"\s*:\s*)?[{[]$/.test(text) ? 1 : 0;
}

function giveOut(object: OpenObject, out: Collected): void {
  const inner = object.lines.slice(1, -1).map((line) => line.text);
  const line = object.lines[0]?.number ?? 0;
  const value = parsed(`{${inner.join('\n')}}`);
  if (value !== null) out.object(value, { line, envelope: null, wall: null });
  else for (const given of object.lines) out.line(given);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON after all: the caller gives the lines out for themselves.
    return null;
  }
}
