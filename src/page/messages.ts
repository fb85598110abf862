/** What the page and its worker tell each other. */
import type { HtmlParts } from '../render/html.js';

/** From the page: read these, and say what is in them. */
export interface Task {
  readonly files: readonly File[];
  /** The present as ISO 8601, for relative times and years that a log leaves out. */
  readonly now: string;
}

/** What became of one log: a file, or a member of an archive. */
export interface InputAccount {
  readonly path: string;
  /** Bytes of text after decompression; 0 for a journal. */
  readonly bytes: number;
  readonly lines: number;
  readonly events: number;
  /** What could not be read, in a sentence without the name; null when all was. */
  readonly problem: string | null;
}

export interface Result {
  readonly inputs: readonly InputAccount[];
  readonly events: number;
  /** Readings left out because another log has the event too. */
  readonly repeated: number;
  /** Null where there is no event. */
  readonly report: Report | null;
}

export interface Report {
  /** A page of its own, in pieces: the body is what is shown. */
  readonly html: HtmlParts;
  readonly markdown: string;
}

/** From the worker. After `done` or `failed` nothing more comes. */
export type Answer =
  | {
      readonly kind: 'progress';
      /** The file at hand; null once all are read and the report is being written. */
      readonly path: string | null;
      readonly readBytes: number;
      readonly totalBytes: number;
      readonly events: number;
    }
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'failed'; readonly message: string };
