/**
 * Reports of real kernels' logs in every format, committed to be looked at. `npm run renders` remakes them after a
 * change of wording anywhere in the pipeline.
 */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createLogParser } from '../../src/log-parser.js';
import { renderHtml } from '../../src/render/html.js';
import { renderMail } from '../../src/render/mail.js';
import { renderMarkdown } from '../../src/render/markdown.js';
import { renderSlack } from '../../src/render/slack.js';
import { renderTerminal } from '../../src/render/terminal.js';
import { viewEvents } from '../../src/render/view.js';
import { readReportFixture } from '../kit/report-fixture.js';
import { slackComplaints } from '../kit/slack-validator.js';

const CAPTURES = [
  '6.12-memcg-v2-kubepods',
  '6.1-system-pool-40',
  '6.1-memcg-v2-oom-group',
  '6.1-memcg-v2-crash-loop',
  '6.1-hostile-names-bytes',
  '5.10-panic-on-oom',
] as const;

function readCapture(name: string) {
  const path = `${name}.log`;
  const fixture = readReportFixture(
    fileURLToPath(new URL(`../../fixtures/reports/lab/${path}`, import.meta.url)),
  );
  const parser = createLogParser({ path, excerpts: true });
  const events = [...parser.push(fixture.log), ...parser.end()];
  return { view: viewEvents(events), log: events.flatMap((event) => parser.excerpt(event)) };
}

describe.each(CAPTURES)('the report of %s', (name) => {
  const { view, log } = readCapture(name);
  const [first] = view.events;
  if (!first) throw new Error(`${name} has no event`);
  const place = `../../fixtures/renders/captures/${name}`;

  it('as text', async () => {
    await expect(renderTerminal(view, { columns: 80 })).toMatchFileSnapshot(`${place}.txt`);
  });

  it('as Markdown', async () => {
    await expect(renderMarkdown(view, { log })).toMatchFileSnapshot(`${place}.md`);
  });

  it('as HTML', async () => {
    await expect(renderHtml(view, { log })).toMatchFileSnapshot(`${place}.html`);
  });

  it('as Slack messages', async () => {
    const messages = renderSlack(first, { log });
    for (const message of [messages.root, ...messages.replies]) expect(slackComplaints(message)).toEqual([]);
    await expect(`${JSON.stringify(messages, null, 2)}\n`).toMatchFileSnapshot(`${place}.slack.json`);
  });

  it('as mail', async () => {
    const mail = renderMail(first, { log });
    await expect(`Subject: ${mail.subject}\n\n${mail.text}`).toMatchFileSnapshot(`${place}.mail.txt`);
    await expect(mail.html).toMatchFileSnapshot(`${place}.mail.html`);
  });
});
