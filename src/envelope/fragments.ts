/**
 * Puts the fragments of one kernel record together again, in any order. Bounded: of an incomplete record the beginning is
 * given out, as far as it came without a gap, once many later ones have begun, or at the end.
 */

import { withoutLastValue } from '../base/last-word.js';
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

function joined({ draft, parts }: OpenRecord): Draft {
  const text = beginning(parts);
  const isCut = text.length < (draft.fragment?.length ?? 0);
  const kept = isCut ? withoutLastValue(text) : text;
  const lostBefore = draft.lostBefore + (text === '' ? 1 : 0);
  return { ...draft, text: unescapeAllHex(kept), at: 0, fragment: null, isCut, lostBefore };
}

/** What stands behind a gap belongs to nothing before it. */
function beginning(parts: OpenRecord['parts']): string {
  let text = '';
  for (const part of [...parts].sort((left, right) => left.offset - right.offset)) {
    if (part.offset > text.length) break;
    text += part.text.slice(text.length - part.offset);
  }
  return text;
}
