/** A letter in plain lines, the first one its title: for showing what would be sent. */
import { viewEvent } from '../render/view.js';
import type { Letter } from './notice.js';
import { closingWords, digestWords, originLines, repeatWords, updateLine, type Words } from './words.js';

export function tellInLines(letter: Letter): readonly string[] {
  const { body, event } = letter;
  switch (body.kind) {
    case 'digest':
      return flat(digestWords(body.reason, body.host, body.entries, body.leftOut, body.isLast));
    case 'repeat':
      return flat(repeatWords(body));
    case 'closing':
      return flat(closingWords(body));
    case 'update':
      return [updateLine(body)];
    case 'details':
      return [['findings', 'tables', 'log'][body.part] ?? 'more'];
    case 'incident':
    case 'event':
    case 'sample': {
      if (event === null) return ['an event that is no longer stored'];
      const view = viewEvent(event.event);
      const counted = body.kind === 'incident' && body.figures.count > 1 ? [updateLine(body)] : [];
      return [
        `${view.headline} on ${view.host ?? view.placeName}`,
        view.summary,
        ...counted,
        ...originLines(event, letter),
      ];
    }
  }
}

function flat({ title, lines }: Words): readonly string[] {
  return [title, ...lines];
}
