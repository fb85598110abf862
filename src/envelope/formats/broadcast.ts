/**
 * What syslogd writes to everybody's terminal: `Message from syslogd@web1 at Nov 21 02:25:00 ...` and, below it, ` kernel:text`.
 * The second line becomes the syslog line that it is of.
 */

import type { Format } from '../format.js';
import { BLANK } from '../scan.js';

const HEAD =
  /^Message from syslogd@([\w.-]{1,255}) at ([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)(?: \d{4})? \.{3}\s*$/;
const LONGEST_HEAD = 320;
const TAG = ' kernel:';
const M = 0x4d;

export const broadcast: Format = {
  layer: 'wrapper',
  begins: (code) => code === M || code === BLANK,
  take(draft, memory) {
    const { text, at, line } = draft;
    const { broadcast: head } = memory;
    if (text.charCodeAt(at) === BLANK) {
      if (head === null || head.line !== line - 1 || !text.startsWith(TAG, at)) return false;
      draft.text = `${head.stamp} ${head.host} kernel: ${text.slice(at + TAG.length)}`;
      draft.at = 0;
      return true;
    }
    const found = HEAD.exec(text.slice(at, at + LONGEST_HEAD));
    if (found === null) return false;
    memory.broadcast = { host: found[1] ?? '', stamp: found[2] ?? '', line };
    draft.swallowed = true;
    draft.closed = true;
    return true;
  },
};
