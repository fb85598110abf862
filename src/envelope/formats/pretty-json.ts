/**
 * JSON over many lines (`journalctl -o json-pretty`, `dmesg --json`, cloud exports), Ruby's hashes too: collects the lines of each object
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

interface State {
  open: OpenObject | null;
  /** Objects of a list are being read: what parts them is ours too. */
  listed: boolean;
  /** The line before may have opened a list of objects. */
  mayBeList: boolean;
}

type Progress = ReturnType<Collector['push']>;

export function createPrettyJson(): Collector {
  const state: State = { open: null, listed: false, mayBeList: false };
  return {
    begins: (text) => /^\s*(?:\[|\[?\{|\},\s*\{)\s*$/.test(text),
    push(line, out) {
      const text = line.text.trim();
      return state.open === null
        ? pushBetween(state, text, line)
        : pushInside(state, state.open, text, line, out);
    },
    end: (out) => giveUp(state, out),
  };
}

function start(state: State, line: RawLine): Progress {
  state.open = { lines: [line], length: line.text.length, depth: 1 };
  state.mayBeList = false;
  return 'open';
}

function giveUp(state: State, out: Collected): void {
  if (state.open !== null) for (const line of state.open.lines) out.line(line);
  state.open = null;
  state.listed = false;
}

function pushBetween(state: State, text: string, line: RawLine): Progress {
  if (/^\[?\{$/.test(text)) return start(state, line);
  // The end of an object and the beginning of the next: reading began in the middle of a list.
  if (/^\},\s*\{$/.test(text)) {
    state.listed = true;
    return start(state, line);
  }
  state.listed = text === '[' || (state.listed && isBetweenObjects(text));
  return state.listed ? 'open' : 'refused';
}

function pushInside(state: State, object: OpenObject, text: string, line: RawLine, out: Collected): Progress {
  if (!isJsonLine(text)) {
    giveUp(state, out);
    return 'refused';
  }
  if (text === '{' && state.mayBeList) {
    // What was open is only the frame of a list: the objects in it are what counts.
    state.listed = true;
    return start(state, line);
  }
  state.mayBeList = object.depth === 1 && isListOpening(text);
  object.lines.push(line);
  object.length += text.length + 1;
  if (object.depth === 1 && /^\}[\],; ]*\{?$/.test(text)) {
    giveOut(object, out);
    state.open = null;
    return text.endsWith('{') ? start(state, line) : state.listed ? 'open' : 'closed';
  }
  object.depth += depthStep(text);
  if (object.length <= MAX_COLLECTED) return 'open';
  giveUp(state, out);
  return 'closed';
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
  return /^(?:"[^"\\]{1,256}"\s*(?::|=>)\s*)?[{[]$/.test(text) ? 1 : 0;
}

function giveOut(object: OpenObject, out: Collected): void {
  const inner = object.lines.slice(1, -1).map((line) => line.text);
  const line = object.lines[0]?.number ?? 0;
  const value = parsed(`{${inner.join('\n')}}`) ?? parsed(`{${inner.map(jsonOfRuby).join('\n')}}`);
  if (value !== null) out.object(value, { line, envelope: null, wall: null });
  else for (const given of object.lines) out.line(given);
}

/** A line of a hash as Ruby prints it (Logstash's `rubydebug`): arrows behind names, times without quotes, numbered members of lists. */
function jsonOfRuby(line: string): string {
  const [, name, value = ''] = /^\s*("(?:[^"\\]|\\.)*") => (.*)$/.exec(line) ?? [];
  if (name === undefined) return line.replace(/^\s*\[ *\d+\] /, '').replaceAll('\\#', '#');
  const isBare = !/^(?:["{[]|(?:true|false|-?\d+(?:\.\d+)?),?$)/.test(value);
  return `${name}: ${isBare ? value.replace(/^([^,]*)/, '"$1"') : value.replaceAll('\\#', '#')}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON after all: the caller gives the lines out for themselves.
    return null;
  }
}
