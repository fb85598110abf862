/**
 * Rows of a table that a database's shell prints field by field, each on a line of its own below a heading: `mysql -E`
 * (`*** 1. row ***`), `psql -x` (`-[ RECORD 1 ]---`) and ClickHouse (`Row 1:`) -> one object for each row.
 */
import { type Collected, type Collector, MAX_COLLECTED } from '../collector.js';
import { membersOf } from '../delimited.js';
import type { RawLine } from '../record.js';

interface Shell {
  readonly heading: RegExp;
  readonly field: RegExp;
}

const SHELLS: readonly Shell[] = [
  { heading: /^\*{10,} *\d+\. row \*{10,}$/, field: /^ *([^\s:][^:]{0,62}): (.*)$/ },
  { heading: /^-\[ RECORD \d+ \][-+]*$/, field: /^(\S{1,63}) *\| ?(.*)$/ },
  { heading: /^Row \d+:$/, field: /^([^\s:]{1,63}): *(.*)$/ },
];
/** Below ClickHouse's heading. */
const RULE = /^\u2500+$/;

export function createFieldRecords(): Collector {
  let shell: Shell | null = null;
  let lines: RawLine[] = [];
  let size = 0;
  let fields: [name: string, value: string][] = [];

  const giveOut = (out: Collected): void => {
    const object = objectOf(fields);
    if (object === null) for (const line of lines) out.line(line);
    else out.object(object, { line: lines[0]?.number ?? 0, envelope: null, wall: null });
    lines = [];
    size = 0;
    fields = [];
  };
  const take = ({ text }: RawLine, out: Collected): boolean => {
    if (shell === null || shell.heading.test(text)) {
      giveOut(out);
      shell = SHELLS.find(({ heading }) => heading.test(text)) ?? null;
      return shell !== null;
    }
    const [, name, value] = shell.field.exec(text) ?? [];
    if (name !== undefined && value !== undefined) fields.push([name, value]);
    return name !== undefined || (fields.length === 0 && RULE.test(text));
  };
  return {
    begins: (text) => SHELLS.some(({ heading }) => heading.test(text)),
    push(line, out) {
      const isTaken = size <= MAX_COLLECTED && take(line, out);
      if (!isTaken) {
        giveOut(out);
        shell = null;
        return 'refused';
      }
      lines.push(line);
      size += line.text.length;
      return 'open';
    },
    end(out) {
      giveOut(out);
      shell = null;
    },
  };
}

/** Null where no field holds a log line. */
function objectOf(fields: readonly (readonly [name: string, value: string])[]): object | null {
  const members = membersOf(fields.map(([name]) => name));
  if (!members.includes('message')) return null;
  const known = members.flatMap((member, index) => (member === null ? [] : [[member, fields[index]?.[1]]]));
  return Object.fromEntries(known);
}
