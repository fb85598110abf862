/**
 * Entries of a log store as YAML documents, `gcloud logging read` prints them so, or as a list of objects (`- time: ...`): the fields
 * of each, whatever they are nested in, become one object. Only what such programs print is read: names with a value behind or below them, values folded at 80 columns.
 */
import { type Collected, type Collector, MAX_COLLECTED } from '../collector.js';
import type { RawLine } from '../record.js';
import { LINE_MEMBERS } from './line-member.js';
import { indentOf, isClosedScalar, yamlScalar } from './yaml-scalar.js';

const SEPARATOR = '---';
const FIELD = /^( *)(?:- )?([A-Za-z_@][\w@./-]{0,80}):(?: +(.*))?$/;
const ENTRY = /^ *- (?=[A-Za-z_@][\w@./-]{0,80}: )/;
/** A member of a list, or a list or object in a line. */
const OTHER_VALUE = /^ *- |^ *[\]})]/;

/** A quoted value is folded no more often: no line of the kernel's is so long. */
const MOST_FOLDS = 64;

interface OpenField {
  readonly name: string;
  readonly indent: number;
  readonly pieces: string[];
}

export function createYamlEntries(): Collector {
  let lines: RawLine[] = [];
  let size = 0;
  let fields: Record<string, string> = {};
  let open: OpenField | null = null;

  const closeField = (): void => {
    if (open !== null) fields[open.name] ??= yamlScalar(open.pieces);
    open = null;
  };
  const restart = (): void => {
    lines = [];
    size = 0;
    fields = {};
    open = null;
  };
  /** It was something else: each line for itself. */
  const giveUp = (out: Collected): void => {
    for (const line of lines) out.line(line);
    restart();
  };
  const giveOut = (out: Collected): void => {
    closeField();
    if (LINE_MEMBERS.some((name) => Object.hasOwn(fields, name))) {
      out.object(fields, { line: lines[0]?.number ?? 0, envelope: null, wall: null });
      restart();
    } else giveUp(out);
  };
  const take = (text: string): boolean => {
    if (open !== null && isInside(open, text)) open.pieces.push(text);
    else {
      const [, blanks, name, value] = FIELD.exec(text) ?? [];
      if (name === undefined) return OTHER_VALUE.test(text) && lines.length > 1;
      closeField();
      open = { name, indent: blanks?.length ?? 0, pieces: [value ?? ''] };
    }
    return true;
  };
  return {
    // What was copied may lack the separator before its first entry.
    begins: (text) => text === SEPARATOR || text.startsWith('insertId: ') || ENTRY.test(text),
    push(line, out) {
      const isAfterMember = isMember(lines[0]) && !isDeeper(line.text, lines[0]);
      const isBegin =
        line.text === SEPARATOR ||
        (lines[0]?.text === SEPARATOR && lines.length === 1 && ENTRY.test(line.text));
      if (isAfterMember || isBegin) giveOut(out);
      if (isAfterMember && !ENTRY.test(line.text)) return 'refused';
      if (line.text !== SEPARATOR && (!take(line.text) || size > MAX_COLLECTED)) {
        giveUp(out);
        return 'refused';
      }
      lines.push(line);
      size += line.text.length;
      return 'open';
    },
    end: giveOut,
  };
}

function isMember(first: RawLine | undefined): first is RawLine {
  return first !== undefined && ENTRY.test(first.text);
}

function isDeeper(text: string, { text: first }: RawLine): boolean {
  return text.trim() === '' || indentOf(text) > indentOf(first);
}

/** Whether the line goes on with the field's value: a quote is open, or it stands further in. */
function isInside({ indent, pieces }: OpenField, text: string): boolean {
  const begin = (pieces[0] || pieces[1] || '').trimStart();
  if (/^["']/.test(begin)) {
    const isLong = pieces.length > MOST_FOLDS;
    return !isLong && !isClosedScalar(pieces.join('\n').trimStart());
  }
  const isFurtherIn = indentOf(text) > indent && text.trim() !== '';
  // What begins below the name may be fields of its own.
  return isFurtherIn && (begin !== '' || !(FIELD.test(text) || OTHER_VALUE.test(text)));
}
