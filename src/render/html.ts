/**
 * Lays events out as one HTML file that needs nothing else: no network, no further file, and no script to be read. A
 * strict Content-Security-Policy allows exactly the style and the small script it carries.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { eventArticle, heading } from './html/event.js';
import { lineId, logSection } from './html/log.js';
import { overview } from './html/overview.js';
import { SCRIPT } from './html/script.js';
import { STYLE } from './html/style.js';
import { type LogText, type Quote, quoteLogs } from './log-text.js';
import { type Html, html, trusted } from './markup.js';
import type { EventsView, EventView } from './view-model.js';

export interface HtmlOptions {
  /** What is at hand of the logs that the events were read from: it is quoted, and findings link to its lines. */
  readonly log?: readonly LogText[];
}

const MAX_QUOTED_LINES = 20_000;
const POLICY = `default-src 'none'; style-src '${hashOf(STYLE)}'; script-src '${hashOf(SCRIPT)}'; base-uri 'none'; form-action 'none'`;

/** The whole page. */
export function renderHtml(view: EventsView, options: HtmlOptions = {}): string {
  return [...renderHtmlPieces(view, options)].join('');
}

/** The whole page in pieces, each of which is made when it is asked for: a page of a hundred events is large. */
export function* renderHtmlPieces(view: EventsView, options: HtmlOptions = {}): Generator<string> {
  yield headOf(view.title).markup;
  yield* sections(view, options);
  yield TAIL.markup;
}

/** The page in pieces, for whoever shows its body in a page of their own. */
export interface HtmlParts {
  readonly title: string;
  readonly head: string;
  /** Sections, each whole in itself. */
  readonly body: readonly string[];
  readonly tail: string;
}

export function renderHtmlParts(view: EventsView, options: HtmlOptions = {}): HtmlParts {
  const body = [...sections(view, options)];
  return { title: view.title, head: headOf(view.title).markup, body, tail: TAIL.markup };
}

function* sections(view: EventsView, options: HtmlOptions): Generator<string> {
  const quotes = quoteLogs(options.log ?? [], view.events, MAX_QUOTED_LINES);
  const isAlone = view.rows.length === 1;
  if (!isAlone) yield html`${heading(1, view.title)}${overview(view, articleId)}`.markup;
  for (const [index, event] of view.events.entries()) {
    const place = {
      id: articleId(index),
      level: isAlone ? 1 : 2,
      lineLink: linkerFor(event, quotes),
    } as const;
    yield eventArticle(event, place).markup;
  }
  for (const [index, quote] of quotes.entries()) yield logSection(quote, index).markup;
}

function articleId(index: number): string {
  return `event${index + 1}`;
}

function linkerFor(event: EventView, quotes: readonly Quote[]): (line: number) => string | null {
  const index = quotes.findIndex((quote) => quote.path === event.source.path);
  const numbers = new Set(quotes[index]?.lines.map((line) => line.number));
  return (line) => (numbers.has(line) ? `#${lineId(index, line)}` : null);
}

function headOf(title: string): Html {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<a class="skip" href="#report">Skip to the report</a>
<main id="report">
`;
}

const TAIL = html`
</main>
<footer>Written by oomscope. Sizes are binary (1 KiB = 1024 bytes); exact numbers show where you point.</footer>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`;

/** A Content-Security-Policy source that allows exactly this inline text. */
function hashOf(text: string): string {
  const digest = sha256(new TextEncoder().encode(text));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}
