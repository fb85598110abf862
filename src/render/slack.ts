/**
 * An event as Slack messages: the essentials in the first, findings, tables and log in the thread. Whatever the event
 * holds, every message stays within Slack's limits, counted or not documented (all blocks together about 13,000
 * characters).
 */
import { clip } from '../base/text.js';
import type { LogText } from './log-text.js';
import type { SlackBlock } from './slack/blocks.js';
import { rootBlocks } from './slack/root.js';
import { findingBlocks, logBlocks, tableBlocks } from './slack/thread.js';
import type { EventView } from './view-model.js';

/** The body of one `chat.postMessage`, without channel and thread. */
export interface SlackMessage {
  /** For notifications and screen readers; also what remains when Slack refuses the blocks. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  readonly mrkdwn: false;
  readonly unfurl_links: false;
  readonly unfurl_media: false;
  /** Finds a message again whose delivery was in doubt. */
  readonly metadata?: {
    readonly event_type: 'oom_incident';
    readonly event_payload: { readonly event_id: string };
  };
}

export interface SlackMessages {
  readonly root: SlackMessage;
  readonly replies: readonly SlackMessage[];
}

export interface SlackOptions {
  /** The logs that the events were read from, for an excerpt in the thread. */
  readonly log?: readonly LogText[];
}

const ROOT_MAX = 6000;
const REPLY_MAX = 9000;
const FALLBACK_MAX = 1000;

export function renderSlack(event: EventView, options: SlackOptions = {}): SlackMessages {
  const root = message(
    `${event.headline}: ${event.summary}`,
    within(ROOT_MAX, (scale) => rootBlocks(event, scale)),
  );
  const replies = [
    message(
      'Findings',
      within(REPLY_MAX, (scale) => findingBlocks(event, scale)),
    ),
    message(
      'Tables',
      within(REPLY_MAX, (scale) => tableBlocks(event, scale)),
    ),
    message(
      'Log',
      within(REPLY_MAX, (scale) => logBlocks(event, options.log ?? [], scale)),
    ),
  ];
  return {
    root: { ...root, metadata: { event_type: 'oom_incident', event_payload: { event_id: event.id } } },
    replies: replies.filter((reply) => reply.blocks.length > 0),
  };
}

/** Shortens the texts of a message until it fits as JSON, which is how Slack gets it. */
function within(max: number, build: (scale: number) => readonly SlackBlock[]): readonly SlackBlock[] {
  let scale = 1;
  let blocks = build(scale);
  while (JSON.stringify(blocks).length > max && scale > 0.01) {
    scale *= 0.75;
    blocks = build(scale);
  }
  return blocks;
}

function message(fallback: string, blocks: readonly SlackBlock[]): SlackMessage {
  return { text: escapeFallback(fallback), blocks, mrkdwn: false, unfurl_links: false, unfurl_media: false };
}

/** Slack reads control sequences in this text even without formatting; a zero-width space stops bare mentions. */
function escapeFallback(text: string): string {
  return clip(text, FALLBACK_MAX)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/@(?=\w)/g, '@\u200b');
}
