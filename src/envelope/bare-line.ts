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
  if (draft.stamped || draft.closed) return;
  const text = draft.text.slice(draft.bodyAt);
  const isMarker =
    (text.startsWith('--') || text.startsWith('```') || text.startsWith('~~~')) && MARKER.test(text);
  draft.continuation = !isMarker;
  if (isMarker) draft.envelope = 'marker';
}
