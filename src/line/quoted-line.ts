/**
 * Whether a line that nothing shows to be the kernel's own is a quote: a sentence, a literal in source code, another
 * program's word for it. The kernel's line stands alone, from its first character to its last.
 */

import { byteLength } from '../base/byte-length.js';
import { COMM_BYTES } from './grammar/kill-result.js';
import { IN_BEANCOUNTER } from './kill-lines.js';
import type { OomLine, TriggerLine } from './oom-line.js';

const KILL_START = new RegExp(
  String.raw`^(?:(?:(?:Memory cgroup o|O)ut of [Mm]emory|No available memory)(?: ?\([^()]*\)| in cpuset|${IN_BEANCOUNTER})?: )?(?:Killed|[Kk]ill|OOM killed) process \d`,
);
type KillLine = Extract<OomLine, { kind: 'killed' | 'select' }>;

const QUOTE = /["'`\u2018-\u201f\u00ab\u00bb]/;

/** A string, a literal, an element or a macro that begins right in front of the name. */
const OPENS_TEXT = /["'`[\]}>](?=[^"'`[\]}>]{1,15}$)/;

export function isQuote(line: OomLine, text: string): boolean {
  switch (line.kind) {
    case 'killed':
    case 'select':
      return !KILL_START.test(text.trimStart()) || isQuotedKill(line);
    case 'trigger':
      return isQuotedTrigger(line);
    case 'constraint':
      return !text.trimStart().startsWith('oom-kill:');
    default:
      return false;
  }
}

/** Without sizes only the brackets end a name, perhaps those of another sentence. */
function isQuotedKill({ readings: [{ comm, totalVmBytes }], rest }: KillLine): boolean {
  const isName = totalVmBytes !== null || byteLength(comm ?? '') <= COMM_BYTES;
  return !isName || isSentence(rest ?? '', totalVmBytes);
}

/** Words behind the kernel's: damage where sizes came before them, a sentence that goes on where none did. */
function isSentence(rest: string, totalVmBytes: number | null): boolean {
  return rest.trim() !== '' && (totalVmBytes === null || QUOTE.test(rest.charAt(0)));
}

/** A quote is closed behind it; one that only opens in front begins a text of several lines. */
function isQuotedTrigger({ comm, rest = '' }: TriggerLine): boolean {
  if (QUOTE.test(rest)) return true;
  const front = comm ?? '';
  return byteLength(front) > COMM_BYTES && QUOTE.test(front) && !OPENS_TEXT.test(front);
}
