/**
 * `journalctl -o verbose`: behind the head of an entry, `    FIELD=value` lines; the further lines of a value are
 * indented to where it began.
 */

import type { Collected, Collector } from '../collector.js';
import { MAX_COLLECTED } from '../collector.js';

const INDENT = '    ';
const FIELD = /^ {4}([A-Z_][A-Z0-9_]{0,63})=/;

/** `begins` is never true: the head line is recognised by its stamp, which `open` is told. */
export interface VerboseCollector extends Collector {
  open(wall: string, line: number): void;
}

export function createJournalVerbose(): VerboseCollector {
  let fields: Record<string, string> | null = null;
  let name = '';
  let size = 0;
  let first = 0;
  let headWall = '';
  const giveOut = (out: Collected) => {
    if (fields !== null && Object.keys(fields).length > 0) {
      out.object(fields, { line: first, envelope: 'journal-verbose', wall: headWall });
    }
    fields = null;
  };
  return {
    begins: () => false,
    open(wall, line) {
      fields = {};
      size = 0;
      first = line;
      headWall = wall;
    },
    push(line, out) {
      size += line.text.length;
      const match = FIELD.exec(line.text);
      const isMore =
        match === null && name !== '' && line.text.startsWith(' '.repeat(INDENT.length + name.length + 1));
      if (fields === null || size > MAX_COLLECTED || (match === null && !isMore)) {
        giveOut(out);
        return 'refused';
      }
      if (match !== null) {
        name = match[1] as string;
        fields[name] = line.text.slice(match[0].length);
      } else fields[name] += `\n${line.text.slice(INDENT.length + name.length + 1)}`;
      return 'open';
    },
    end: giveOut,
  };
}
