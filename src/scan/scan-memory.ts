/**
 * The memory that needles are looked for in. Bytes may be put anywhere behind `ROOM`; a scan reads a little before the
 * place it begins at.
 */
export interface ScanMemory {
  /** All of it; the first `ROOM` bytes are taken. */
  readonly bytes: Uint8Array;
  /**
   * Number of the first needle whose mark is between `LATE` bytes before `start` and `LATE` bytes before `end`, or -1. A
   * needle is so looked for once all of it is there.
   */
  scan(start: number, end: number): number;
  /** Newlines between `start` and `end` of the last scan that found nothing. */
  newlines(): number;
}

/** Bytes by which the search for needles stays behind. */
export const LATE = 16;
/** Bytes before `start` that a scan reads. */
export const BEFORE = 32;
/** Where free memory begins. */
export const ROOM = 64 * 1024;
