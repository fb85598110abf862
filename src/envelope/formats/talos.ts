/** `talosctl dmesg`: `{10.5.0.2: }kern: warning: [2026-11-21T02:25:00.123456789Z]: text`, the node in front where several are asked. */

import type { Format } from '../format.js';
import { isoEnd, isoText } from '../iso-stamp.js';
import { isLetter, skipBlank } from '../scan.js';

const HEAD =
  /^(?:([^\s:[\]]{1,255}|[0-9a-fA-F:]{2,39}): )?([a-z0-9]{3,9}): +(?:emerg|alert|crit|err|error|warn|warning|notice|info|debug): \[(?=\d{4}-)/;

export const talos: Format = {
  layer: 'log',
  begins: (code) => isLetter(code) || (code >= 0x30 && code <= 0x3a),
  take(draft) {
    const { text, at } = draft;
    const close = text.indexOf('Z]: ', at);
    const end = close < 0 && text.endsWith('Z]:') ? text.length - 3 : close;
    if (end < 0) return false;
    const match = HEAD.exec(text.slice(at, end));
    if (match === null || isoEnd(text, at + match[0].length) !== end + 1) return false;
    draft.host = match[1] ?? null;
    draft.wall = isoText(text, at + match[0].length, end + 1);
    draft.facility = match[2] === 'kern' ? 0 : 1;
    if (draft.facility === 0) draft.origin = 'kernel';
    draft.envelope = 'talos';
    draft.tagged = true;
    draft.at = skipBlank(text, end + 3);
    return true;
  },
};
