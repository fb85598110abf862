/** A letter as the body of one Slack message. */
import { clip, visibleText } from '../../base/text.js';
import {
  bold,
  header,
  plain,
  plainText,
  preformatted,
  type SlackBlock,
  section,
} from '../../render/slack/blocks.js';
import { renderSlack, type SlackMessage } from '../../render/slack.js';
import { viewEvent } from '../../render/view.js';
import type { Letter } from '../notice.js';
import { closingWords, digestWords, originLines, repeatWords, updateLine, type Words } from '../words.js';

/** Without channel and thread. Null where there is nothing to say: a part of the details that the event has not. */
export function slackMessage(letter: Letter): SlackMessage | null {
  const { body, event } = letter;
  switch (body.kind) {
    case 'digest':
      return wordsMessage(digestWords(body.reason, body.host, body.entries, body.leftOut, body.isLast), []);
    case 'repeat':
      return wordsMessage(repeatWords(body), event === null ? [] : originLines(event, letter));
    case 'closing':
      return wordsMessage(closingWords(body), []);
    case 'details':
      return rendered(letter)?.replies[body.part] ?? null;
    case 'incident':
    case 'update':
    case 'event':
    case 'sample':
      return event === null ? null : rootMessage(letter);
  }
}

function rootMessage(letter: Letter): SlackMessage | null {
  const root = rendered(letter)?.root;
  if (root === undefined || letter.event === null) return null;
  const { body } = letter;
  const isCounted = (body.kind === 'incident' || body.kind === 'update') && body.figures.count > 1;
  const lines = [...(isCounted ? [updateLine(body)] : []), ...originLines(letter.event, letter)];
  return { ...root, blocks: [...root.blocks, ...lines.map(contextLine)] };
}

function rendered(letter: Letter): ReturnType<typeof renderSlack> | undefined {
  if (letter.event === null) return undefined;
  const view = viewEvent(letter.event.event);
  return renderSlack(view, letter.log === null ? {} : { log: [letter.log] });
}

/** How many parts the details of an event can have. */
export const DETAIL_PARTS = 3;

const LINES_MAX = 5000;
const LINE_MAX = 300;

function wordsMessage({ title, lines }: Words, notes: readonly string[]): SlackMessage {
  const text = clip(lines.map((line) => clip(line, LINE_MAX)).join('\n'), LINES_MAX);
  const isList = lines.length > 3;
  const blocks: SlackBlock[] = [
    header(title),
    ...(lines.length === 0
      ? []
      : [
          {
            type: 'rich_text',
            elements: [isList ? preformatted(text, LINES_MAX) : section(plain(text, LINES_MAX))],
          } as const,
        ]),
    ...notes.map(contextLine),
  ];
  return { text: fallback(title), blocks, mrkdwn: false, unfurl_links: false, unfurl_media: false };
}

function contextLine(text: string): SlackBlock {
  return { type: 'context', elements: [plainText(text, 300)] };
}

/** What remains where Slack refuses the blocks. */
export function shortMessage(message: SlackMessage): SlackMessage {
  const blocks: SlackBlock[] = [
    { type: 'rich_text', elements: [section(bold('Shortened: ', 20), plain(message.text, 1500))] },
  ];
  return { ...message, blocks };
}

/** As in the renderer: no mention may come to life in the plain text. */
function fallback(text: string): string {
  const safe = visibleText(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return clip(safe.replace(/@(?=\w)/g, '@\u200b'), 1000);
}
