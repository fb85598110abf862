/**
 * Takes off a physical line what its transport left on it, before any format looks: byte order marks, carriage returns
 * and zero bytes of consoles, no-break and invisible blanks, entities and line ends of web pages.
 */

import { withoutEmphasis } from './emphasis.js';
import { isClearlyHtml, unescapeEntities } from './escapes.js';
import { type Memory, NOT_PADDED } from './memory.js';
import { BLANK, CLOSE_BRACKET, TAB } from './scan.js';

/** Lines after an escaped one that are taken to be escaped too. */
const HTML_LINES = 200;
/** No process name ends in more blanks: a terminal's padding. */
const MOST_NAME_BLANKS = 15;

const ESCAPE = 0x1b;
/** What editors and typeset pages put in front of the rest of a line that they broke: arrows, and vim's sign. */
const WRAP_MARK = /^[ \t]{0,40}[\u21a9\u21aa\u21b3\u2937\u00bb]+[ \t]?/;
/** Of the terminal, by which a shell tells it to mark what is pasted: `script` keeps them in front of a command's output. */
const TERMINAL_MODES = /^(?:\x1b\[\?\d{1,4}[hl]\r{0,3})+/;

export function cleanLine(raw: string, memory: Memory): string {
  let text = raw;
  const first = text.charCodeAt(0);
  if (first >= 0x200b || first <= 0x0d) text = text.replace(/^[\ufeff\u200b-\u200f\u2060\0\r]+/, '');
  if (first === ESCAPE && text.startsWith('[?', 1)) text = text.replace(TERMINAL_MODES, '');
  if (first === BLANK || first === TAB || first > 0x7f) text = text.replace(WRAP_MARK, '');
  text = withoutEmphasis(text);
  const last = text.charCodeAt(text.length - 1);
  if (last !== BLANK && text.length < memory.blankEnded.length) memory.blankEnded = NOT_PADDED;
  if (last === 0x4b) text = withoutErasure(text);
  else if (last === 0x0d) text = text.replace(/\r{1,8}$/, '');
  else if (last === BLANK) text = withoutPadding(text, memory);
  else if (last === 0x29 || last === CLOSE_BRACKET) text = withoutCount(text);
  else if (last === 0x60) text = withoutClosingTicks(text);
  else if (last === 0x3e || last === 0x5c || last === 0x6e) text = withoutWrittenEnd(text, memory);
  if (text.indexOf('&') >= 0) text = withoutEntities(text, memory);
  if (text.indexOf('\u200b') >= 0 || text.indexOf('\ufeff') >= 0) text = withoutBreakMarks(text);
  return text.indexOf('\u00a0') >= 0 ? withoutHiddenBlanks(text) : text;
}

/** A terminal fills its lines up to one width: so many in a row, of one length but with different numbers of blanks. */
const FEWEST_PADDED = 3;
/** A fragment of a record, or a container runtime's piece of a line, may end anywhere. */
const PIECE = /,ncfrag=| std(?:out|err) P /;

function withoutPadding(text: string, memory: Memory): string {
  if (PIECE.test(text)) return text;
  let end = text.length;
  while (text.charCodeAt(end - 1) === BLANK) end--;
  const run = memory.blankEnded;
  const isNext = run.length === text.length && run.ink !== end;
  memory.blankEnded = { length: text.length, ink: end, lines: isNext ? run.lines + 1 : 1 };
  if (memory.blankEnded.lines >= FEWEST_PADDED) memory.paddedTo = text.length;
  return text.length - end > MOST_NAME_BLANKS || text.length === memory.paddedTo ? text.slice(0, end) : text;
}

const WRITTEN_END = /(?:<br ?\/?>|<\/(?:p|div|li|span|code|samp)>|\\r\\n|\\n|\\)$/i;
/** A line that ends in a process name, which may look like anything. */
const ENDS_IN_NAME = /\] +-?\d+ +-?\d+ +\d+ +\d/;

/** What ends a line of the kernel's that ends in no name. */
const WHOLE_END = /(?:adj[=:]-?\d+|\d[kK]B|[,:]uid=\d+|score_adj name)\\$/;

/** Somebody broke the line between two words, as in a shell. */
const BETWEEN_WORDS = /[ ,]\\$/;

/** A line end that a page or a program wrote out: `<br>`, `\n`. A name keeps it, unless the line before had it too. */
function withoutWrittenEnd(text: string, memory: Memory): string {
  const found = WRITTEN_END.exec(text);
  if (found === null) return text;
  const isRepeated = memory.writtenEnd === found[0];
  memory.writtenEnd = found[0];
  const endsInName = ENDS_IN_NAME.test(text);
  const isBetween = BETWEEN_WORDS.test(text) && !endsInName;
  const isDoubtful = found[0] === '\\' ? !WHOLE_END.test(text) && !isBetween : endsInName;
  if (!isRepeated && isDoubtful) return text;
  return text.slice(0, found.index);
}

const COUNT = / [([](?:(?:message )?repeated \d{1,9} times?|x ?\d{1,9}|\d{1,9} ?(?:x|times?))[)\]]$/i;

/** How often the line came, where a viewer shows one for all. */
function withoutCount(text: string): string {
  const found = COUNT.exec(text.slice(-40));
  return found === null || ENDS_IN_NAME.test(text) ? text : text.slice(0, text.length - found[0].length);
}

/** Markdown's fence right behind the last line, or the tick that closes a span of code begun lines before. */
function withoutClosingTicks(text: string): string {
  if (text.length > 3 && text.endsWith('```')) return text.replace(/`{3,}$/, '');
  return text.indexOf('`') < text.length - 1 || ENDS_IN_NAME.test(text) ? text : text.slice(0, -1);
}

/** `ESC [ K`, with which tools that colour erase the rest of each line; one that also begins so has it from them. */
function withoutErasure(text: string): string {
  return text.startsWith('\x1b[') ? text.replace(/(?:\x1b\[\d{0,2}[mK])+$/, '') : text;
}

/** Pages put invisible marks behind punctuation, where a line may break; between letters they are a name's own. */
function withoutBreakMarks(text: string): string {
  return text.replace(/(?<=[,:;=/_|.\-\]\s])[\u200b\ufeff]|[\u200b\ufeff](?=[,:;=/_|.\-[\s])/g, '');
}

function withoutEntities(text: string, memory: Memory): string {
  if (isClearlyHtml(text)) memory.htmlLines = HTML_LINES;
  else if (memory.htmlLines === 0) return text;
  else memory.htmlLines--;
  return unescapeEntities(text);
}

/** Beside blanks and brackets, several of them, and behind a month: nobody's name. */
const HIDDEN_BLANKS =
  /^\u00a0+|(?<=[[\]:> ])\u00a0+|\u00a0+(?= )|\u00a0{2,}|(?<=^[A-Z][a-z]{2})\u00a0(?=\d)/g;

/** A no-break space beside a blank, or where a prefix needs a blank, stood for a blank; so do all where they are many. */
function withoutHiddenBlanks(text: string): string {
  const hidden = text.split('\u00a0').length;
  if (hidden > 3 && hidden > text.split(' ').length) return text.replaceAll('\u00a0', ' ');
  return text.replace(HIDDEN_BLANKS, (blanks) => ' '.repeat(blanks.length));
}
