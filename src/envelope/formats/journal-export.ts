/**
 * `journalctl -o export`: blocks of `FIELD=value` lines, parted by blank lines; a field that is not one line of text is
 * its name, eight bytes of length (little-endian) and the bytes. Length bytes may look like line ends, so the lines
 * are put back into bytes before they are counted.
 */

import { decodeLossless, encodeLossless } from '../../base/lossless-text.js';
import type { Collected, Collector } from '../collector.js';
import { MAX_COLLECTED } from '../collector.js';
import type { RawLine } from '../record.js';

const FIELD = /^[A-Z_][A-Z0-9_]{0,63}(?==|$)/;
const LENGTH_BYTES = 8;

interface BinaryField {
  readonly name: string;
  readonly lines: string[];
  bytes: number;
  /** Length that the first eight bytes tell, once they are there. */
  announced: number | null;
}

export function createJournalExport(): Collector {
  let fields: Record<string, string> = {};
  let size = 0;
  let first = 0;
  let binary: BinaryField | null = null;
  const giveOut = (out: Collected) => {
    if (binary !== null) fields[binary.name] = binaryText(binary);
    binary = null;
    if (Object.keys(fields).length > 0)
      out.object(fields, { line: first, envelope: 'journal-export', wall: null });
    fields = {};
    size = 0;
  };
  return {
    begins: (text) => text.startsWith('__CURSOR=') || text.startsWith('__REALTIME_TIMESTAMP='),
    push(line: RawLine, out: Collected) {
      if (size === 0) first = line.number;
      size += line.text.length + 1;
      if (size > MAX_COLLECTED) {
        giveOut(out);
        return 'refused';
      }
      if (binary !== null) {
        binary = pushBinary(binary, line.text, fields);
        return 'open';
      }
      const name = FIELD.exec(line.text)?.[0];
      if (name === undefined) {
        giveOut(out);
        return line.text === '' ? 'closed' : 'refused';
      }
      if (line.text.length === name.length) binary = { name, lines: [], bytes: 0, announced: null };
      else fields[name] ??= line.text.slice(name.length + 1);
      return 'open';
    },
    end: giveOut,
  };
}

/** Adds a line; once the announced number of bytes is there the field is whole. */
function pushBinary(field: BinaryField, text: string, fields: Record<string, string>): BinaryField | null {
  field.lines.push(text);
  field.bytes += encodeLossless(text).length + 1;
  if (field.bytes <= LENGTH_BYTES) return field;
  field.announced ??= announcedLength(field);
  // A length that no log has is damage: the field is given up, not what follows it.
  if (field.announced > MAX_COLLECTED) return null;
  if (field.bytes - 1 < LENGTH_BYTES + field.announced) return field;
  fields[field.name] = binaryText(field);
  return null;
}

function announcedLength(field: BinaryField): number {
  const head = encodeLossless(`${field.lines.join('\n')}\n`.slice(0, LENGTH_BYTES));
  let length = 0;
  for (let index = LENGTH_BYTES - 1; index >= 0; index--) length = length * 256 + (head[index] ?? 0);
  return length;
}

function binaryText(field: BinaryField): string {
  return decodeLossless(encodeLossless(field.lines.join('\n')).subarray(LENGTH_BYTES));
}
