/**
 * A wall stamp in brackets before a line of syslog, as tools for following logs print it, or before the kernel's own stamp,
 * as the logs of a console have it: `[2026-11-21 02:25:00 UTC] {host} kernel: text`, `[2026-11-21 02:25:00] [    4.694852] text`.
 */
import type { Format } from '../format.js';
import { takeHostAndTag } from '../host-tag.js';
import { isoEnd, isoText } from '../iso-stamp.js';
import { OPEN_BRACKET } from '../scan.js';

/** The rest of the bracket, and what must follow: the tag, with a host before it or not. */
const REST =
  /^(?: ([+-]\d\d):?(\d\d)| ?(UTC|GMT))?\] +(?:(\[ *\d{1,12}\.\d{6}\])|(?=(?:[\w.-]{1,255} )?(?:kernel|[\w.@-]{1,64}\[\d{1,8}\]): ))/;
const LONGEST = 400;

export const bracketedSyslog: Format = {
  layer: 'log',
  begins: (code) => code === OPEN_BRACKET,
  take(draft, memory) {
    const { text, at } = draft;
    const end = isoEnd(text, at + 1);
    const rest = end < 0 ? null : REST.exec(text.slice(end, end + LONGEST));
    if (rest === null) return false;
    const [all, hours, minutes, zone, stamp] = rest;
    const offset = hours === undefined ? (zone === undefined ? '' : 'Z') : `${hours}:${minutes}`;
    draft.wall = isoText(text, at + 1, end) + offset;
    if (stamp === undefined) {
      draft.envelope = 'syslog';
      takeHostAndTag(draft, end + all.length, memory.lastHost);
    } else draft.at = end + all.length - stamp.length;
    return true;
  },
};
