/**
 * The part of Slack's Block Kit that the messages use. Text from a log stands only in `rich_text` and `plain_text`
 * elements, which Slack shows as they are: no mention, link or formatting comes to life in them.
 */
import { clip } from '../../base/text.js';

export interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  readonly emoji: false;
}

export interface TextElement {
  readonly type: 'text';
  readonly text: string;
  readonly style?: { readonly bold?: true; readonly code?: true };
}

export interface RichSection {
  readonly type: 'rich_text_section';
  readonly elements: readonly TextElement[];
}

export type RichElement =
  | RichSection
  | { readonly type: 'rich_text_preformatted'; readonly elements: readonly TextElement[] }
  | {
      readonly type: 'rich_text_list';
      readonly style: 'bullet' | 'ordered';
      readonly elements: readonly RichSection[];
    };

export type SlackBlock =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'rich_text'; readonly elements: readonly RichElement[] }
  | { readonly type: 'context'; readonly elements: readonly PlainText[] };

const HEADER_MAX = 150;

export function header(text: string): SlackBlock {
  return { type: 'header', text: plainText(text, HEADER_MAX) };
}

export function plainText(text: string, max: number): PlainText {
  return { type: 'plain_text', text: shown(text, max), emoji: false };
}

export function section(...elements: readonly TextElement[]): RichSection {
  return { type: 'rich_text_section', elements };
}

export function preformatted(text: string, max: number): RichElement {
  return { type: 'rich_text_preformatted', elements: [plain(text, max)] };
}

export function plain(text: string, max: number): TextElement {
  return { type: 'text', text: shown(text, max) };
}

export function bold(text: string, max: number): TextElement {
  return { ...plain(text, max), style: { bold: true } };
}

export function code(text: string, max: number): TextElement {
  return { ...plain(text, max), style: { code: true } };
}

/** Slack refuses empty text. */
function shown(text: string, max: number): string {
  return clip(text.trim() === '' ? '(blank)' : text, max);
}
