/**
 * A line that was broken where nothing shows how -> what of it is certain: without its last word, which may go on in the text
 * behind it. Null where that leaves nothing.
 */
import { byteLength } from '../base/byte-length.js';
import { withoutLastWord } from '../base/last-word.js';
import { COMM_BYTES } from './grammar/kill-result.js';
import { BIOS_DATE } from './identity-lines.js';
import type { OomLine } from './oom-line.js';
import { recognise } from './recognise.js';

/** A part of such a line says nothing, or something else. */
const WHOLE_OR_NOTHING = new Set([
  'hardware',
  'workqueue',
  'lowmem',
  'buddy',
  'trace',
  'panic',
  'reaper',
  'task-header',
  'group',
]);
/** A cut name of a counter, or a counter without its unit, takes a second step. */
const MOST_WORDS = 3;

/** A line as long as any that is broken. */
const SHORTEST_BROKEN = 40;
const LONGEST_REST = 80;

/** No clock, no address: behind a number of the kernel's stands a blank, a unit or another sign of a list, or a line end as /dev/kmsg or syslog write it. */
const REST_OF_NUMBER = /^\d+(?:kB|pages|[\s,)\]]|\\(?:x0a|n)|#012|$)/;

/** Whether the text behind a line may be the rest of it: what is none goes on with none of the line's last words. */
export function mayGoOn(line: OomLine, text: string, rest: string): boolean {
  if (!/[\p{L}\p{N}]/u.test(rest)) return false;
  if (line.kind !== 'trace' && /\d$/.test(text) && REST_OF_NUMBER.test(rest)) return true;
  switch (line.kind) {
    case 'task-row':
      return isRestOfName(line.name ?? '', rest.trim());
    case 'hardware':
    case 'workqueue':
      return rest.length <= LONGEST_REST;
    case 'trigger':
      return line.open && text.lastIndexOf('(') > text.lastIndexOf(')');
    case 'identity':
      return !text.includes('#');
    case 'constraint':
      return line.open && !rest.trim().includes(' ');
    case 'task-in':
    case 'cpuset':
      return text.length >= SHORTEST_BROKEN && !rest.trim().includes(' ');
    case 'trace':
      return /[\da-f]$/.test(text) && /^[\da-f]+(?:\s|$)/.test(rest);
    default:
      return false;
  }
}

/** What people put in the place of lines they leave out is not like a name, nor is a pager's `--More--`. */
function isRestOfName(name: string, rest: string): boolean {
  return /^(?!--)[^[(<$#%]/.test(rest) && byteLength(name) + byteLength(rest) <= COMM_BYTES;
}

/** The same in a log without any prefix, where a line of other origin may stand anywhere. */
export function mayGoOnBare(line: OomLine, rest: string): boolean {
  if (line.kind !== 'hardware' || line.name === null || BIOS_DATE.test(line.name)) return false;
  return BIOS_DATE.test(`${line.name}${rest}`);
}

/** Of the summary line nothing is certain but its beginning: a path or a name may look like what comes behind it. */
export function certainPart(line: OomLine, text: string, columns: number | null): OomLine | null {
  if (WHOLE_OR_NOTHING.has(line.kind)) return null;
  if (line.kind === 'constraint') return recognise(text.replace(/,cpuset=.*/s, ''), columns);
  let rest = text;
  for (let words = 0; words < MOST_WORDS; words++) {
    rest = withoutLastWord(rest);
    const part = rest === '' ? null : recognise(rest, columns);
    if (part?.kind === line.kind && (part.rest ?? '') === '') return part;
  }
  return null;
}
