/**
 * oomscope as a library: `parseLog` reads events out of the bytes of any log; no function here does I/O.
 *
 *   import { createReadStream } from 'node:fs';
 *   import { parseLog } from 'oomscope';
 *   for await (const event of parseLog(createReadStream('kern.log'))) console.log(event.diagnosis.summary);
 *
 * Reports: `viewEvents` decides what to say, the renderers lay it out and escape for their syntax. `renderTerminal`,
 * `renderMarkdown` and `renderHtml` take the view of any number of events, `renderSlack` and `renderMail` that of one,
 * `renderCsv` the events themselves. A parser made with `excerpts: true` gives the log's own lines of each event
 * (`parser.excerpt(event)`); handed on as `log`, they are quoted, and findings lead to them.
 *
 *   const parser = createLogParser({ path: 'kern.log', excerpts: true });
 *   const events = [...parser.push(bytes), ...parser.end()];
 *   const log = events.flatMap((event) => parser.excerpt(event));
 *   writeFileSync('report.html', renderHtml(viewEvents(events), { log }));
 */

export type { KernelRecord, Origin, RecordTime } from './envelope/record.js';
export { createLogParser, type LogParser, type LogParserOptions, parseLog } from './log-parser.js';
export { renderCsv } from './render/csv.js';
export { type HtmlOptions, renderHtml } from './render/html.js';
export type { LogText } from './render/log-text.js';
export { type Mail, type MailOptions, renderMail } from './render/mail.js';
export { type MarkdownOptions, renderMarkdown } from './render/markdown.js';
export { renderSlack, type SlackMessage, type SlackMessages, type SlackOptions } from './render/slack.js';
export { renderTerminal, type TerminalOptions } from './render/terminal.js';
export { type ViewOptions, viewEvent, viewEvents } from './render/view.js';
export type * from './render/view-model.js';
export type * from './report/event.js';
export { SCHEMA } from './report/event.js';
