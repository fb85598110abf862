/**
 * Bytes of a text log -> bursts: whole lines that its stamps say were written in one go, as whoever follows the log reads them
 * together. Cut by the stamps alone, never by the chunks that the bytes come in.
 */

import { decodeLossless } from '../base/lossless-text.js';
import { concatBytes } from '../container/byte-source.js';
import { createEnvelopeDecoder } from '../envelope/decoder.js';
import { ONE_GO_MS } from './archive-feed.js';
import { timeMs } from './record-time.js';

export interface LineBurst {
  readonly bytes: Uint8Array;
  /** Number of the first line. */
  readonly line: number;
  /** Of the first and of the last line; null where nothing before them tells the time. */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
}

export interface LineBursts {
  push(bytes: Uint8Array): void;
  /** What is there is given: something is left out behind it, or nothing follows. A last line without its end waits. */
  flush(): void;
  skipLines(count: number): void;
  end(): void;
}

const NEWLINE = 0x0a;
/** A log without stamps is one burst: it is given in parts. */
const MOST_BYTES = 256 * 1024;

interface Draft {
  parts: Uint8Array[];
  length: number;
  readonly firstMs: number | null;
  lastMs: number | null;
  line: number;
}

/** `modified`: when the log was last written, for stamps without a year. */
export function createLineBursts(modified: Date, give: (burst: LineBurst) => void): LineBursts {
  const decoder = createEnvelopeDecoder({ referenceTime: modified.toISOString(), isLive: true });
  let rest: Uint8Array = new Uint8Array(0);
  let number = 1;
  let ms: number | null = null;
  let draft: Draft | null = null;
  const flush = (): void => {
    if (draft === null || draft.length === 0) return;
    const { parts, line, firstMs, lastMs } = draft;
    draft = { ...draft, parts: [], length: 0, line: number };
    give({ bytes: concatBytes(parts), line, firstMs, lastMs });
  };
  const add = (line: Uint8Array): void => {
    decoder.push({ text: decodeLossless(line.subarray(0, -1)), number }, (record) => {
      ms = timeMs(record) ?? ms;
    });
    if (draft !== null && (isApart(draft.firstMs, ms) || draft.length > MOST_BYTES)) flush();
    if (draft === null || isApart(draft.firstMs, ms))
      draft = { parts: [], length: 0, firstMs: ms, lastMs: ms, line: number };
    draft.parts.push(line);
    draft.length += line.length;
    draft.lastMs = ms;
    number++;
  };
  const push = (bytes: Uint8Array): void => {
    // A copy: the buffer of the chunk is used again.
    const whole = concatBytes([rest, bytes]);
    let at = 0;
    for (let end = whole.indexOf(NEWLINE); end >= 0; end = whole.indexOf(NEWLINE, at)) {
      add(whole.subarray(at, end + 1));
      at = end + 1;
    }
    rest = whole.subarray(at);
  };
  return {
    push,
    flush,
    skipLines(count) {
      flush();
      draft = null;
      number += count;
    },
    end() {
      if (rest.length > 0) push(Uint8Array.of(NEWLINE));
      flush();
    },
  };
}

/** Whether a line does not come in one go with the first one of it. */
export function isApart(first: number | null, now: number | null): boolean {
  return first !== now && (first === null || now === null || now - first >= ONE_GO_MS || now < first);
}
