/**
 * The page as one HTML file: markup, style, the page's script, and as data the worker's program and the example logs.
 * Its Content-Security-Policy names what it runs by hash and allows no connection at all.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { SCRIPT } from '../render/html/script.js';
import { STYLE } from '../render/html/style.js';
import { type Html, html, trusted } from '../render/markup.js';
import { PAGE_STYLE } from './style.js';

/** A log to try the page with. */
export interface Example {
  /** File name, shown as the log's. */
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** The log, gzip, base64. */
  readonly data: string;
}

export interface PageParts {
  /** Bundled programs: they must not hold a closing script tag. */
  readonly main: string;
  readonly worker: string;
  readonly examples: readonly Example[];
  readonly version: string;
  /** Licences of what is bundled. */
  readonly notices: string;
}

export function pageDocument(parts: PageParts): string {
  const style = STYLE + PAGE_STYLE;
  // The report's own script runs once a report is shown; both are allowed by hash, and nothing else is.
  const scripts = [parts.main, SCRIPT].map((text) => `'sha256-${hashOf(text)}'`).join(' ');
  const policy = `default-src 'none'; style-src 'sha256-${hashOf(style)}'; script-src ${scripts}; worker-src blob:; base-uri 'none'; form-action 'none'`;
  for (const text of [parts.main, parts.worker, parts.notices])
    if (/<\/script|<!--/i.test(text)) throw new Error('a bundled text would end its script element');
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="oomscope ${parts.version}">
<title>oomscope</title>
<style>${trusted(style)}</style>
</head>
<body>
${BODY}
<script type="text/plain" id="worker">${trusted(parts.worker)}</script>
<script type="application/json" id="examples">${trusted(dataOf(parts.examples))}</script>
<script type="text/plain" id="notices">${trusted(parts.notices)}</script>
<script>${trusted(parts.main)}</script>
</body>
</html>
`.markup;
}

const BODY: Html = html`<header class="brand"><strong>oomscope</strong> <span>Linux out-of-memory reports, explained. Nothing leaves this page.</span></header>
<main>
<noscript><p class="message">This page reads logs with JavaScript, all of it inside this file. Allow it to run, or use the command: <code>oomscope parse --format html kern.log</code></p></noscript>
<section id="start" aria-labelledby="question">
<h1 id="question">Who was killed for memory, and why?</h1>
<p class="lead">Open a kernel log, syslog or journal. You get who was killed, why, where the memory went and what to change.</p>
<div class="drop">
<p class="row"><label class="button first">Open logs…<input type="file" multiple data-opens></label> <label class="button with-mouse">Open a folder…<input type="file" webkitdirectory data-opens></label> <span class="with-mouse">or drop them anywhere on this page</span></p>
<div><label class="field" for="paste">Or paste lines of a log</label><textarea id="paste" spellcheck="false" autocomplete="off" aria-describedby="paste-help"></textarea><p class="row"><button type="button" class="button" id="explain">Explain these lines</button> <span class="small with-mouse" id="paste-help">Ctrl+Enter does the same.</span></p></div>
<p class="small">Reads dmesg, syslog, journalctl (text, JSON, export), journal files, console and container logs; also compressed (.gz, .xz, .zst, .bz2, .lz4) and in .tar archives, up to gigabytes, several at once.</p>
</div>
<h2>No log at hand?</h2>
<ul class="examples" id="example-list"></ul>
</section>
<section id="again" class="bar-of-report" aria-label="This report" hidden>
<p class="row"><label class="button">Open other logs…<input type="file" multiple data-opens></label> <button type="button" class="button" id="save">Save as HTML</button> <button type="button" class="button" id="copy">Copy as Markdown</button> <button type="button" class="button" id="restart">Start over</button></p>
</section>
<section id="work" class="work" aria-label="Progress" hidden>
<p><label for="progress" id="doing">Reading</label></p>
<progress id="progress" max="1"></progress>
<p class="row"><button type="button" class="button" id="cancel">Cancel</button> <span class="small" id="amount"></span></p>
</section>
<p id="status" role="status"></p>
<ul id="inputs" class="inputs" aria-label="Logs that were read" hidden></ul>
<section id="result" tabindex="-1" aria-label="Report" hidden></section>
</main>
<footer>This page is one file: it works from a disk, without a network, and its Content-Security-Policy forbids every connection. Close it and nothing of your logs is kept.</footer>`;

/** JSON that cannot end the element it stands in. */
function dataOf(examples: readonly Example[]): string {
  return JSON.stringify(examples).replaceAll('<', '\\u003c');
}

function hashOf(text: string): string {
  return btoa(String.fromCharCode(...sha256(new TextEncoder().encode(text))));
}
