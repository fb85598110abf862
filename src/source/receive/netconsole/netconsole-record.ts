/**
 * A netconsole datagram -> what it holds. Extended netconsole (a `+` in its parameters) sends records with a header as
 * /dev/kmsg has it, the kernel's release before it since 6.6, cut into fragments where they are long; basic netconsole
 * sends bare console text. drivers/net/netconsole.c.
 */

export interface ExtendedRecord {
  readonly kind: 'extended';
  /** Syslog priority: facility times 8, plus level. */
  readonly priority: number;
  readonly sequence: number;
  /** Since boot. */
  readonly microseconds: number;
  /** printk caller, `T123` or `C0`; null where the kernel does not print it. */
  readonly caller: string | null;
  /** Null for a whole record. `offset` and `length` count bytes of the whole record's body. */
  readonly fragment: { readonly offset: number; readonly length: number } | null;
  /** What follows the header, one character for each byte: the text, escaped, and further lines of keys. */
  readonly body: string;
}

export interface BasicText {
  readonly kind: 'basic';
  /** One character for each byte. A text that does not end in a newline goes on in the next datagram. */
  readonly text: string;
}

const HEADER = /^(?:[^,;\s]{1,64},)?(\d{1,5}),(\d{1,15}),(\d{1,15}),[-c+]((?:,[^;,]{0,64}){0,8});/;
const FRAGMENT = /,ncfrag=(\d{1,9})\/(\d{1,9})/;
const CALLER = /,caller=([TC]\d{1,10})/;

export function readNetconsole(datagram: Uint8Array): ExtendedRecord | BasicText {
  const text = Buffer.from(datagram.buffer, datagram.byteOffset, datagram.length).toString('latin1');
  const header = HEADER.exec(text);
  if (header === null) return { kind: 'basic', text };
  const [head, priority, sequence, microseconds, extras = ''] = header;
  const fragment = FRAGMENT.exec(extras);
  return {
    kind: 'extended',
    priority: Number(priority),
    sequence: Number(sequence),
    microseconds: Number(microseconds),
    caller: CALLER.exec(extras)?.[1] ?? null,
    fragment: fragment === null ? null : { offset: Number(fragment[1]), length: Number(fragment[2]) },
    body: text.slice(head.length),
  };
}

/** The record's text: without its keys (`\n SUBSYSTEM=...`), unescaped, still one character for each byte. */
export function textOfBody(body: string): string {
  const [text = ''] = body.split('\n', 1);
  return text.replace(/\\x([\da-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}
