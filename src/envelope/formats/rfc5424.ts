/**
 * RFC 5424 lines behind their priority: `1 2026-11-21T02:25:00.123456Z host app procid msgid [data] text`, `-` for
 * whatever is not known.
 */

import type { Format } from '../format.js';
import { isoEnd, isoText } from '../iso-stamp.js';
import { BLANK, skipBlank } from '../scan.js';
import { setProgram } from '../tag.js';

const MAX_FIELD = 255;

export const rfc5424: Format = {
  layer: 'log',
  mayFollow: true,
  begins: (code) => code === 0x31,
  take(draft) {
    const { text, at } = draft;
    if (text.charCodeAt(at + 1) !== BLANK) return false;
    const stampEnd = text.startsWith('- ', at + 2) ? at + 3 : isoEnd(text, at + 2);
    if (stampEnd < 0) return false;
    const ends = fieldEnds(text, stampEnd + 1, 4);
    const dataEnd = ends === null ? -1 : structuredDataEnd(text, (ends[3] as number) + 1);
    if (ends === null || dataEnd < 0) return false;
    const host = text.slice(stampEnd + 1, ends[0]);
    const app = text.slice((ends[0] as number) + 1, ends[1]);
    draft.wall = stampEnd === at + 3 ? null : isoText(text, at + 2, stampEnd);
    draft.host = host === '-' ? null : host;
    draft.envelope = 'rfc5424';
    draft.bySyslog = true;
    const messageAt = skipBlank(text, dataEnd);
    draft.at = text.charCodeAt(messageAt) === 0xfeff ? messageAt + 1 : messageAt;
    if (app === 'kernel' && draft.facility <= 0) draft.origin = 'kernel';
    else if (app !== '-') setProgram(draft, app);
    return true;
  },
};

/** Ends of `count` fields parted by single blanks, or null. */
function fieldEnds(text: string, at: number, count: number): number[] | null {
  const ends: number[] = [];
  for (let from = at; ends.length < count; ) {
    const end = text.indexOf(' ', from);
    if (end <= from || end - from > MAX_FIELD) return null;
    ends.push(end);
    from = end + 1;
  }
  return ends;
}

/** End of `-` or of `[id key="value"][...]`, in which `\"`, `\\` and `\]` are escaped; -1 where neither stands. */
function structuredDataEnd(text: string, at: number): number {
  if (text.charAt(at) === '-') return at + 1;
  let end = at;
  while (text.charAt(end) === '[') {
    let index = end + 1;
    let quoted = false;
    for (; index < text.length && (quoted || text.charAt(index) !== ']'); index++) {
      const character = text.charAt(index);
      if (character === '\\') index++;
      else if (character === '"') quoted = !quoted;
    }
    if (index >= text.length) return -1;
    end = index + 1;
  }
  return end === at ? -1 : end;
}
