/**
 * Which member of an object holds the log line. The names that shippers and stores give it are known; under any other name,
 * however deep, in a list or in JSON that was put into a string once more, it is known by a log's prefix or by a whole report.
 */

import { isObject } from '../../base/is-object.js';
import type { JsonObject } from '../journal-entry.js';
import { startsPrefix } from '../prefix-start.js';

/** Members that hold a log line, by what writes them. */
export const LINE_MEMBERS = [
  'log',
  'message',
  'MESSAGE',
  'msg',
  'short_message',
  'line',
  'textPayload',
  '@message',
  'Message',
  'body',
  '_raw',
  'Output',
  'output',
  'stdout',
  'logs',
  'stringValue',
  // Azure Monitor's and VictoriaLogs'.
  'SyslogMessage',
  '_msg',
  // What cloud consoles call a serial port's output; Loggly's, Better Stack's, and the Elastic Common Schema's.
  'contents',
  'logmsg',
  'raw',
  'original',
  // A message of Slack's.
  'text',
];

/** What an object of another shape was found to hold. */
export interface Found {
  /** The line or lines; another object or list that holds them. */
  readonly value: unknown;
  /** The objects on the way there, which may tell time and host. */
  readonly holders: readonly JsonObject[];
}

const MOST_VALUES = 2000;
const DEEPEST = 6;
/** A stamp alone is a member that tells the time. */
const SHORTEST_LINE = 40;
const SHORTEST_STAMPED = 16;
const TRIGGER = 'invoked oom-killer: ';
const BODY = /Call [Tt]race:|Mem-[Ii]nfo:|usage \d{1,20}kB, limit /;

/** `names`: the members in which lines were found before; one more is added. Null where nothing shows that a line is there. */
export function findLine(value: JsonObject | readonly unknown[], names: Set<string>): Found | null {
  return new Search(names).within(value, [], 0);
}

class Search {
  readonly #names: Set<string>;
  #left = MOST_VALUES;

  constructor(names: Set<string>) {
    this.#names = names;
  }

  within(value: unknown, holders: readonly JsonObject[], depth: number): Found | null {
    if (depth > DEEPEST) return null;
    if (Array.isArray(value)) return this.#inList(value, holders, depth);
    if (!isObject(value)) return null;
    const inside = [...holders, value];
    for (const [name, member] of Object.entries(value)) {
      const found = this.#member(name, member, inside, depth);
      if (found !== null) return found;
    }
    return null;
  }

  #member(name: string, member: unknown, holders: readonly JsonObject[], depth: number): Found | null {
    if (this.#left-- <= 0) return null;
    if (typeof member !== 'string') return this.within(member, holders, depth + 1);
    if (isLogText(member)) this.#names.add(name);
    if (this.#names.has(name)) return { value: member, holders };
    return this.within(parsedText(member), holders, depth + 1);
  }

  /** Several elements are several lines, or their objects; of one, it is what holds the line. */
  #inList(list: readonly unknown[], holders: readonly JsonObject[], depth: number): Found | null {
    for (const element of list) {
      if (this.#left-- <= 0) return null;
      const found =
        typeof element === 'string'
          ? isLogText(element) || isReportOf(list)
            ? { value: element, holders }
            : null
          : this.within(element, [], depth + 1);
      if (found === null) continue;
      const isOfLines = list.every((other) => typeof other === typeof element);
      return list.length > 1 && isOfLines
        ? { value: list, holders }
        : { ...found, holders: [...holders, ...found.holders] };
    }
    return null;
  }
}

/** One that begins in the text and goes on. */
export function isReport(text: string): boolean {
  const at = text.indexOf(TRIGGER);
  return at >= 0 && BODY.test(text.slice(at));
}

function isLogText(text: string): boolean {
  const shortest = text.startsWith('[') ? SHORTEST_STAMPED : SHORTEST_LINE;
  if (text.length > shortest && startsPrefix(text, 0)) return true;
  return text.includes('\n') && isReport(text);
}

/** Lines of a report that stand in a list of strings. */
function isReportOf(list: readonly unknown[]): boolean {
  return list.length > 2 && list.every((line) => typeof line === 'string') && isReport(list.join('\n'));
}

function parsedText(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    return JSON.parse(text);
  } catch {
    // A text that only begins with a bracket.
    return null;
  }
}
