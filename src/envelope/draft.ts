/**
 * The record in the making: one mutable scratch object per decoder, moved along a line by one format after the other,
 * and copied into a `KernelRecord` at the end. Reused for every line, because bulk logs have tens of millions.
 */

import type { KernelRecord, Origin } from './record.js';

export interface Draft {
  /** The line, or what a wrapper held inside it (the member of a JSON object). */
  text: string;
  /** Where the part not yet understood begins. */
  at: number;
  /** Where the line proper begins, once the wrappers are off. */
  bodyAt: number;
  /** Characters of the prefixes that a terminal does not show. */
  unseen: number;
  /** A log's or the kernel's own prefix was found. */
  stamped: boolean;
  /** Name of the innermost wrapper, which stands where no log prefix is found inside. */
  wrapper: string;
  line: number;
  lastLine: number;
  isAlike: boolean;
  isFollowedAlike: boolean;
  isAligned: boolean;
  isIndented: boolean;
  host: string | null;
  wall: string | null;
  yearInferred: boolean;
  uptimeSeconds: number | null;
  caller: string | null;
  origin: Origin;
  program: string | null;
  /** `''` until a format named it. */
  envelope: string;
  /** syslog facility where a number or a word for it was printed, else -1. */
  facility: number;
  /** The part not understood is the text already: nothing inside it may be taken for a prefix. */
  closed: boolean;
  /** A tag ended the log's prefix: only the kernel's own may follow. */
  tagged: boolean;
  /** A syslog daemon wrote the line, which spells control characters `#012`. */
  bySyslog: boolean;
  /** The text is decoded already: escapes in it are the message's own. */
  verbatim: boolean;
  /** Nothing to hand out for this line, now. */
  swallowed: boolean;
  /** The line is a part of a record: of `length` characters, those from `offset`. */
  fragment: { readonly offset: number; readonly length: number } | null;
  /** The line holds several log lines or records (JSON): each is decoded on its own. */
  parts: readonly unknown[] | null;
  /** `** 12 printk messages dropped **` that stood in front of the line. */
  notice: string | null;
  continuation: boolean;
  lostBefore: number;
  sequence: number | null;
  bootId: string | null;
  /** See `KernelRecord`. */
  isCut: boolean;
  isUnmarked: boolean;
}

export function newDraft(): Draft {
  const draft = { envelope: '', origin: 'unknown' } as Draft;
  resetDraft(draft, '', 0);
  return draft;
}

export function resetDraft(draft: Draft, text: string, line: number): void {
  draft.text = text;
  draft.at = 0;
  draft.bodyAt = 0;
  draft.unseen = 0;
  draft.stamped = false;
  draft.wrapper = '';
  draft.line = line;
  draft.lastLine = line;
  draft.isAlike = false;
  draft.isFollowedAlike = true;
  draft.isAligned = false;
  draft.isIndented = false;
  draft.host = null;
  draft.wall = null;
  draft.yearInferred = false;
  draft.uptimeSeconds = null;
  draft.caller = null;
  draft.origin = 'unknown';
  draft.program = null;
  draft.envelope = '';
  draft.facility = -1;
  draft.closed = false;
  draft.tagged = false;
  draft.bySyslog = false;
  draft.verbatim = false;
  draft.swallowed = false;
  draft.fragment = null;
  draft.parts = null;
  draft.notice = null;
  draft.continuation = false;
  draft.lostBefore = 0;
  draft.sequence = null;
  draft.bootId = null;
  draft.isCut = false;
  draft.isUnmarked = false;
}

export function recordFrom(draft: Draft, text: string): KernelRecord {
  return {
    text,
    line: draft.line,
    lastLine: draft.lastLine,
    isAlike: draft.isAlike,
    isFollowedAlike: draft.isFollowedAlike,
    isAligned: draft.isAligned,
    isIndented: draft.isIndented,
    host: draft.host,
    time: { wall: draft.wall, yearInferred: draft.yearInferred, uptimeSeconds: draft.uptimeSeconds },
    caller: draft.caller,
    origin: draft.origin,
    program: draft.program,
    continuation: draft.continuation,
    envelope: draft.envelope || draft.wrapper || 'bare',
    lostBefore: draft.lostBefore,
    sequence: draft.sequence,
    bootId: draft.bootId,
    isCut: draft.isCut,
    isUnmarked: draft.isUnmarked || draft.tagged,
  };
}
