/**
 * `** 12 printk messages dropped ** `, which kernels up to 4.x print in front of the next message on the same line: a
 * record of its own, and the message behind it.
 */

import type { Format } from '../format.js';

const NOTICE = /^(\*\* \d{1,12} printk messages dropped(?: on console)? \*\*) ?/;

export const droppedNotice: Format = {
  layer: 'printk',
  begins: (code) => code === 0x2a,
  take(draft) {
    const { text, at } = draft;
    const match = text.startsWith('** ', at) ? NOTICE.exec(text.slice(at, at + 64)) : null;
    if (match === null) return false;
    if (draft.origin === 'unknown') draft.origin = 'kernel';
    if (draft.envelope === '') draft.envelope = 'dmesg';
    if (at + match[0].length < text.length) {
      draft.notice = match[1] as string;
      draft.at = at + match[0].length;
    } else draft.closed = true;
    return true;
  },
};
