/**
 * One syslog message -> the line that a syslog server would have written of it: with the sender where the message names no host,
 * the time of its arrival where it has none, and what would break the line escaped. RFC 3164, RFC 5424, and bare texts.
 */

export interface Arrival {
  /** Address of the sender. */
  readonly peer: string;
  /** ISO 8601. */
  readonly time: string;
}

const PRIORITY = /^<(\d{1,3})>/;
const RFC5424 = /^(<\d{1,3}>1 )(\S+) (\S+) /;
const STAMP =
  /^(?:[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d+)?:?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*) +/;
/** A kernel's own stamp, or the tag of its messages. */
const PRINTK = /^\[ *\d+\.\d+\]|^kernel:/;
/** Byte order mark that RFC 5424 puts before a UTF-8 text, as bytes. */
const BOM = '\u00ef\u00bb\u00bf';

/** Bytes that are no UTF-8 stay as they are. Null where the message is empty. */
export function syslogLine(message: Uint8Array, arrival: Arrival): Uint8Array | null {
  // One character for each byte, so that nothing is lost.
  const text = Buffer.from(message.buffer, message.byteOffset, message.length)
    .toString('latin1')
    .replace(/[\n\r\0]+$/, '')
    .replace(BOM, '');
  if (text === '') return null;
  const line = withOrigin(text, arrival).replace(/[\n\r]/g, (end) => (end === '\n' ? '#012' : '#015'));
  return Buffer.from(line, 'latin1');
}

function withOrigin(text: string, arrival: Arrival): string {
  const new5424 = RFC5424.exec(text);
  if (new5424 !== null) {
    const [head, version, time, host] = new5424;
    const at = time === '-' ? arrival.time : time;
    return `${version}${at} ${host === '-' ? arrival.peer : host} ${text.slice(head.length)}`;
  }
  const priority = PRIORITY.exec(text)?.[0] ?? '';
  const rest = text.slice(priority.length);
  const stamp = STAMP.exec(rest)?.[0];
  if (stamp === undefined) return `${priority}${arrival.time} ${arrival.peer} ${tagged(rest, priority)}`;
  const named = rest.slice(stamp.length);
  return isHost(named) ? text : `${priority}${stamp}${arrival.peer} ${named}`;
}

/** A text without a header: the kernel's, where its facility or its own stamp says so. */
function tagged(text: string, priority: string): string {
  const isKernel = priority === '' ? PRINTK.test(text) : Number(priority.slice(1, -1)) < 8;
  return isKernel && !text.startsWith('kernel:') ? `kernel: ${text}` : text;
}

/** What stands behind a stamp is a host, unless it is already the program's tag: `sshd[812]:`, `kernel:`. */
function isHost(text: string): boolean {
  const [first = ''] = text.split(' ', 1);
  return first !== '' && !/[[\]]|:$/.test(first);
}
