/**
 * Puts the fragments of one kernel record together again, in any order. Bounded: an incomplete record is given out as
 * far as it came once many later ones have begun, or at the end.
 */

import type { Draft } from './draft.js';
import { unescapeAllHex } from './escapes.js';

/** Records put together at the same time; netconsole sends the fragments of one right after each other. */
const MAX_OPEN = 16;
const MAX_LENGTH = 1 << 20;

interface OpenRecord {
  readonly draft: Draft;
  readonly parts: { readonly offset: number; readonly text: string }[];
  received: number;
}

export interface Fragments {
  /** Takes the fragment in `draft`; hands out every record that this completes or pushes out. */
  add(draft: Draft, out: (draft: Draft) => void): void;
  flush(out: (draft: Draft) => void): void;
}

export function createFragments(): Fragments {
  const open = new Map<number, OpenRecord>();
  const close = (sequence: number, out: (draft: Draft) => void) => {
    const record = open.get(sequence);
    open.delete(sequence);
    if (record !== undefined) out(joined(record));
  };
  return {
    add(draft, out) {
      const { fragment, sequence } = draft;
      if (fragment === null || sequence === null) return;
      const record = open.get(sequence) ?? { draft: { ...draft }, parts: [], received: 0 };
      open.set(sequence, record);
      const text = draft.text.slice(draft.at);
      if (!record.parts.some((part) => part.offset === fragment.offset)) {
        record.parts.push({ offset: fragment.offset, text });
        record.received += text.length;
      }
      if (record.received >= Math.min(fragment.length, MAX_LENGTH)) close(sequence, out);
      for (const oldest of open.keys()) if (open.size > MAX_OPEN) close(oldest, out);
    },
    flush(out) {
      for (const sequence of [...open.keys()]) close(sequence, out);
    },
  };
}

function joined(record: OpenRecord): Draft {
  const parts = [...record.parts].sort((left, right) => left.offset - right.offset);
  const text = unescapeAllHex(parts.map((part) => part.text).join(''));
  return { ...record.draft, text, at: 0, fragment: null };
}
