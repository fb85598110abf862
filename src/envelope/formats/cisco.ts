/**
 * What a Cisco device puts in front of the time of its log lines: a number, `*` where its clock was never set, `.` where it
 * lost its source: `001234: *Nov 21 02:25:00.123: %IOSXE-4-PLATFORM: R0/0: kernel: text`.
 */
import type { Format } from '../format.js';
import { isDigit } from '../scan.js';

const HEAD =
  /^(?=[\d*.])(?:\d{1,10}: {1,2})?[*.]?(?=[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,6})?(?: [A-Z]{2,5})?: {1,2}%[A-Z])/;
const LONGEST = 80;

export const cisco: Format = {
  layer: 'wrapper',
  begins: (code) => isDigit(code) || code === 0x2a || code === 0x2e,
  take(draft) {
    const head = HEAD.exec(draft.text.slice(draft.at, draft.at + LONGEST));
    if (head === null) return false;
    draft.at += head[0].length;
    return true;
  },
};
