/**
 * Bytes of a syslog connection -> messages. RFC 6587 has two framings, and senders may use either: a count of bytes before the
 * message, or a newline behind it. Which one it is, is told for each message by its first characters.
 */

export interface SyslogFrames {
  /** The messages that the chunk completes. `cut`: how many of them were longer than allowed and lost their end. */
  push(chunk: Uint8Array): { readonly messages: readonly Uint8Array[]; readonly cut: number };
  /** A message has begun and not ended. */
  isOpen(): boolean;
  /** What came without its end before the connection was closed; null where nothing did. */
  end(): Uint8Array | null;
}

/** Longest message that is kept whole; RFC 5424 wants 2 KiB at least, rsyslog sends up to 8 KiB unless told otherwise. */
export const LONGEST_MESSAGE = 64 << 10;
const COUNT = /^([1-9]\d{0,8}) </;
const MAY_BE_COUNT = /^[1-9]\d{0,8} ?$/;
const COUNT_CHARACTERS = 11;
const NEWLINE = 0x0a;

/** What is at the beginning of the bytes at hand. */
type Frame =
  | { readonly kind: 'open' }
  /** `length` bytes from `start`; `skip` more belong to it and are too many. A null `skip`: up to the next newline. */
  | {
      readonly kind: 'message';
      readonly start: number;
      readonly length: number;
      readonly skip: number | null;
    };

export function createSyslogFrames(): SyslogFrames {
  let rest: Buffer = Buffer.alloc(0);
  /** Bytes of a message that was too long, still to come; null: all up to a newline. */
  let skip: number | null = 0;

  /** Whether there may be more in what is left. */
  const skipTooMuch = (): boolean => {
    if (skip === null) {
      const end = rest.indexOf(NEWLINE);
      rest = end < 0 ? rest.subarray(rest.length) : rest.subarray(end + 1);
      if (end >= 0) skip = 0;
    } else if (skip > 0) {
      const skipped = Math.min(skip, rest.length);
      rest = rest.subarray(skipped);
      skip -= skipped;
    }
    return skip === 0 && rest.length > 0;
  };

  return {
    push(chunk) {
      rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
      const messages: Uint8Array[] = [];
      let cut = 0;
      while (skipTooMuch()) {
        const frame = frameOf(rest);
        if (frame.kind === 'open') break;
        const end = frame.start + frame.length;
        if (frame.length > 0) messages.push(rest.subarray(frame.start, end));
        if (frame.skip !== 0) cut++;
        skip = frame.skip;
        rest = rest.subarray(end);
      }
      // A copy, so that a small rest does not hold a large chunk.
      rest = Buffer.from(rest);
      return { messages, cut };
    },
    isOpen: () => rest.length > 0 || skip !== 0,
    end() {
      const count = COUNT.exec(rest.toString('latin1', 0, COUNT_CHARACTERS))?.[1];
      const last = count === undefined ? rest : rest.subarray(count.length + 1);
      rest = Buffer.alloc(0);
      return last.length === 0 ? null : last;
    },
  };
}

function frameOf(bytes: Buffer): Frame {
  const blanks = bytes.findIndex((byte) => byte !== NEWLINE && byte !== 0x0d && byte !== 0);
  if (blanks !== 0) return { kind: 'message', start: blanks < 0 ? bytes.length : blanks, length: 0, skip: 0 };
  const head = bytes.toString('latin1', 0, COUNT_CHARACTERS);
  const count = COUNT.exec(head)?.[1];
  if (count !== undefined) return counted(bytes, count);
  return MAY_BE_COUNT.test(head) ? { kind: 'open' } : delimited(bytes);
}

function counted(bytes: Buffer, count: string): Frame {
  const start = count.length + 1;
  const length = Math.min(Number(count), LONGEST_MESSAGE);
  if (bytes.length < start + length) return { kind: 'open' };
  return { kind: 'message', start, length, skip: Number(count) - length };
}

function delimited(bytes: Buffer): Frame {
  const end = bytes.indexOf(NEWLINE);
  if (end > LONGEST_MESSAGE || (end < 0 && bytes.length > LONGEST_MESSAGE))
    return { kind: 'message', start: 0, length: LONGEST_MESSAGE, skip: null };
  return end < 0 ? { kind: 'open' } : { kind: 'message', start: 0, length: end, skip: 0 };
}
