/**
 * The inverse of the envelope decoder, for tests: kernel records -> the bytes of a log in any of the wrappings that
 * people have. Every wrapping says what of a record it keeps, so that a test knows what to expect back.
 */

import { encodeLossless } from '../../src/base/lossless-text.js';
import { type WrapFormat, wrapFormats } from './wrap-formats.js';

export interface WrapRecord {
  /** Without prefix; newlines make it a record of several lines. */
  readonly text: string;
  readonly uptimeSeconds: number;
  /** `2026-11-21T02:25:00.123456`: UTC, without offset. */
  readonly wall: string;
  readonly host: string;
  /** `T12`, `C0`, or null where the kernel prints none. */
  readonly caller: string | null;
  /** 0-7. */
  readonly level: number;
}

export interface Envelope {
  readonly name: string;
  readonly keepsHost: boolean;
  /** How much of the wall clock is left. */
  readonly wall: 'none' | 'minute' | 'second' | 'microsecond';
  readonly keepsUptime: boolean;
  readonly keepsCaller: boolean;
  /**
   * What becomes of a record of several lines: `record`: still one; `lines`: a record for each line; `continuations`: the
   * further lines have no prefix.
   */
  readonly newlines: 'record' | 'lines' | 'continuations';
  /** False where a blank at the start of the text is lost (rsyslog's traditional template). */
  readonly keepsLeadingBlank: boolean;
  /** False where the lines show nothing of the kernel: bare text. */
  readonly showsKernel: boolean;
}

export const envelopes: readonly Envelope[] = wrapFormats.map(({ write: _, ...envelope }) => envelope);
export const envelopeNames: readonly string[] = envelopes.map((envelope) => envelope.name);

/** `records` as a log of the wrapping `name`. */
export function wrapAs(name: string, records: readonly WrapRecord[]): Uint8Array {
  const format: WrapFormat | undefined = wrapFormats.find((candidate) => candidate.name === name);
  if (format === undefined) throw new Error(`no envelope "${name}"; there are: ${envelopeNames.join(', ')}`);
  return encodeLossless(format.write(records));
}
