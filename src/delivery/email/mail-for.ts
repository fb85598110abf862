/** A letter as subject, text, markup and headers of a mail. Null where mail has nothing to say of it. */
import { clip } from '../../base/text.js';
import { mailChart } from '../../render/mail/chart.js';
import { renderMail } from '../../render/mail.js';
import { type Html, html } from '../../render/markup.js';
import { viewEvent } from '../../render/view.js';
import type { Letter } from '../notice.js';
import { closingWords, digestWords, originLines, repeatWords, updateLine, type Words } from '../words.js';

export interface MailParts {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly inReplyTo?: string;
  readonly references?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments?: readonly Picture[];
}

/** A picture in the text of the mail, as nodemailer takes it. */
interface Picture {
  readonly filename: string;
  readonly content: Buffer;
  readonly contentType: 'image/png';
  readonly contentDisposition: 'inline';
  readonly cid: string;
}

/** The drawing that goes with a letter, for whoever makes a picture of it; null where there is none. */
export function drawingFor({ body, event }: Letter): string | null {
  const isEvent = body.kind === 'incident' || body.kind === 'event' || body.kind === 'sample';
  return isEvent && event !== null ? (mailChart(viewEvent(event.event))?.svg ?? null) : null;
}

/** `picture`: the letter's drawing as PNG; null to do without. */
export function mailFor(letter: Letter, domain: string, picture: Uint8Array | null): MailParts | null {
  const { body } = letter;
  switch (body.kind) {
    case 'digest':
      return wordsMail(
        letter,
        domain,
        digestWords(body.reason, body.host, body.entries, body.leftOut, body.isLast),
        [],
      );
    case 'repeat':
      return wordsMail(
        letter,
        domain,
        repeatWords(body),
        letter.event === null ? [] : originLines(letter.event, letter),
      );
    case 'closing':
      return wordsMail(letter, domain, closingWords(body), []);
    case 'incident':
    case 'event':
    case 'sample':
      return eventMail(letter, domain, picture);
    // A mail that was sent cannot be changed, and has all parts.
    case 'update':
    case 'details':
      return null;
  }
}

function eventMail(letter: Letter, domain: string, picture: Uint8Array | null): MailParts | null {
  const { event, body, log } = letter;
  if (event === null) return null;
  const mail = renderMail(viewEvent(event.event), {
    ...(log === null ? {} : { log: [log] }),
    ...(picture === null ? {} : { chartId: CHART_ID }),
  });
  const isCounted = body.kind === 'incident' && body.figures.count > 1;
  const notes = [...(isCounted ? [updateLine(body)] : []), ...originLines(event, letter)];
  const marked =
    notes.length === 0
      ? mail
      : { ...mail, text: `${notes.join('\n')}\n\n${mail.text}`, html: withNotes(mail.html, notes) };
  const subject = body.kind === 'sample' ? `Test: ${mail.subject}` : mail.subject;
  return {
    ...marked,
    ...{ subject, ...identity(letter, domain), headers: { ...mail.headers, ...LIST } },
    ...(picture === null ? {} : { attachments: [attachment(picture)] }),
  };
}

const CHART_ID = 'memory@oomscope';

function attachment(picture: Uint8Array): Picture {
  return {
    filename: 'memory.png',
    content: Buffer.from(picture),
    contentType: 'image/png',
    contentDisposition: 'inline',
    cid: CHART_ID,
  };
}

function wordsMail(
  letter: Letter,
  domain: string,
  { title, lines }: Words,
  notes: readonly string[],
): MailParts {
  const all = [...notes, ...lines];
  const page = html`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${title}</title></head><body style="font-family:system-ui,sans-serif;font-size:15px;line-height:22px"><h1 style="font-size:19px">${title}</h1>${all.map(paragraph)}</body></html>`;
  return {
    subject: clip(`OOM: ${title}`.replaceAll('=?', '= ?'), 160),
    text: `${[title, '', ...all].join('\n')}\n`,
    html: page.markup,
    ...identity(letter, domain),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', ...LIST },
  };
}

const LIST = { 'List-Id': 'oomscope <oomscope.localhost>' } as const;

/** The first mail of a thread has the thread's own id, so that replies can name it without knowing more. */
function identity(letter: Letter, domain: string): Pick<MailParts, 'messageId' | 'inReplyTo' | 'references'> {
  const id = (name: string): string => `<${name.replace(/[^\w.-]/g, '_')}@${domain}>`;
  if (letter.thread === null) return { messageId: id(letter.key) };
  const first = id(letter.thread.id);
  if (letter.body.kind === 'incident') return { messageId: first };
  return { messageId: id(letter.key), inReplyTo: first, references: first };
}

function paragraph(text: string): Html {
  return html`<p style="margin:4px 0">${text}</p>`;
}

function withNotes(page: string, notes: readonly string[]): string {
  const block = html`<div style="font-family:system-ui,sans-serif;font-size:14px;line-height:20px;margin:0 0 12px">${notes.map(paragraph)}</div>`;
  return page.replace(/<body[^>]*>/, (body) => body + block.markup);
}
