/** A syslog line whose stamp stands in brackets, as tools for following logs print it: `[2026-11-21 02:25:00 UTC] {host} kernel: text`. */
import type { Format } from '../format.js';
import { takeHostAndTag } from '../host-tag.js';
import { OPEN_BRACKET } from '../scan.js';

const STAMP =
  /^\[(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:[.,]\d{1,9})?) ?(Z|UTC|GMT|[+-]\d\d:?\d\d)?\] +(?=(?:[\w.-]{1,255} )?(?:kernel|[\w.@-]{1,64}\[\d{1,8}\]): )/;
const LONGEST = 400;

export const bracketedSyslog: Format = {
  layer: 'log',
  begins: (code) => code === OPEN_BRACKET,
  take(draft, memory) {
    const { text, at } = draft;
    if (text.charCodeAt(at + 5) !== 0x2d) return false;
    const [head, date, clock, zone = ''] = STAMP.exec(text.slice(at, at + LONGEST)) ?? [];
    if (head === undefined || clock === undefined) return false;
    draft.wall = `${date}T${clock.replace(',', '.')}${/^[UG]/.test(zone) ? 'Z' : zone}`;
    draft.envelope = 'syslog';
    takeHostAndTag(draft, at + head.length, memory.lastHost);
    return true;
  },
};
