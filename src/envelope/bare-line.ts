/** Lines without a log's prefix, or with as much of one as every further line of a record has: further lines, or separators. */

import type { Draft } from './draft.js';

/** No text of the kernel's begins with so many blanks. */
const INDENTATION = ' '.repeat(8);

/** A time or a priority in front of a further line of a record, which has neither host nor writer of its own. */
function isIndentedRest({ text, at, stamped, closed, host, program, uptimeSeconds }: Draft): boolean {
  if (!stamped || closed || host !== null || program !== null || uptimeSeconds !== null) return false;
  return text.startsWith(INDENTATION, at) || text.slice(0, at).endsWith(INDENTATION);
}

const MARKER =
  /^(?:--|```.*|~~~.*|-- (?:Logs? begins?|Journal begins|Boot |Reboot|No entries|cursor:).*|--------- (?:beginning of|switch to) .*)$/;

/** A line without a prefix of its own may go on what the line before began; a separator does not. */
export function takeBareLine(draft: Draft): void {
  if (isIndentedRest(draft)) {
    // It stands under the text of the line before all the same.
    draft.text = ' '.repeat(draft.at) + draft.text.slice(draft.at);
    draft.bodyAt = 0;
    draft.stamped = false;
  }
  if (draft.closed) return;
  takeStringEnd(draft);
  if (draft.stamped) return;
  const text = draft.text.slice(draft.bodyAt);
  const isMarker =
    (text.startsWith('--') || text.startsWith('```') || text.startsWith('~~~')) && MARKER.test(text);
  draft.continuation = !isMarker;
  if (isMarker) draft.envelope = 'marker';
}

/** The last line of a kill, from its first word on, and what closes a string behind its last. */
const STRING_END =
  /^((?:(?:Memory cgroup o|O)ut of memory: |oom-kill:constraint=)?(?:Killed? process |CONSTRAINT_)?[^"'`]*(?:\dkB|oom_score_adj:-?\d+|score \d+ or sacrifice child|,uid=\d+))(?:\\n)?["'`]{1,3}[,;)\]}]{0,6}\s*$/;
const KILL = /Killed? process \d|oom-kill:constraint=/;

/** A string that began lines before ends here: a cell of a table, a literal. Of such, a report must show its structure. */
function takeStringEnd(draft: Draft): void {
  const { text, at, stamped, bodyAt } = draft;
  const from = stamped ? at : bodyAt;
  if (!/["'`]/.test(text.slice(-8)) || !KILL.test(text)) return;
  const found = STRING_END.exec(text.slice(from));
  if (found?.[1] === undefined) return;
  draft.text = text.slice(0, from) + found[1];
  // Nothing goes on behind it.
  draft.isFollowedAlike = true;
  if (!stamped) draft.envelope = 'quoted';
}
