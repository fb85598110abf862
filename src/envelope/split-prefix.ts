/**
 * A syslog line's prefix that a mailer filled up a paragraph with: its beginning ends one line and the rest begins the next,
 * `... bounce:0 Nov 21` and `02:25:00 web1 kernel: DMA free:...`. The prefix is put together in front of its own line.
 */
import type { HeldLineRules } from './held-line.js';
import { markOf } from './line-start.js';
import type { RawLine } from './record.js';

/** With a host no longer than any. */
const LONGEST = 16 + 256;
const BEGINNING = /(?:^|\s)([A-Z][a-z]{2} [ \d]\d(?: \d\d:\d\d:\d\d(?: [A-Za-z\d][\w.-]{0,254})?)?)\s*$/;
const WHOLE = /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [A-Za-z\d][\w.-]{0,254} kernel:(?: |$)/;

export const SPLIT_PREFIX: HeldLineRules = {
  // A line with the same prefix behind it has lost nothing to it.
  mayGoOn: ({ isFollowedAlike, text }) => isFollowedAlike !== true && BEGINNING.test(text.slice(-LONGEST)),
  together: parted,
};

/** Both lines, each with what is its own. */
function parted(before: RawLine, line: RawLine): readonly [RawLine, RawLine] {
  const beginning = BEGINNING.exec(before.text.slice(-LONGEST));
  const mark = markOf(line.text);
  const prefix = `${beginning?.[1] ?? ''} ${line.text.slice(mark.length)}`;
  if (beginning === null || !WHOLE.test(prefix)) return [before, line];
  const rest = before.text.trimEnd().slice(0, -(beginning[1] ?? '').length);
  return [
    { ...before, text: rest.trimEnd() },
    { ...line, text: mark + prefix },
  ];
}
