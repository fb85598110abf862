/**
 * The moment of death in every format, committed to be looked at, and that each shows what was sampled: the whole command, how it
 * grew, the state right after. `npm run renders` remakes them.
 */
import { describe, expect, it } from 'vitest';
import { createEventJson } from '../../src/cli/event-json.js';
import { renderHtml } from '../../src/render/html.js';
import { renderMail } from '../../src/render/mail.js';
import { renderMarkdown } from '../../src/render/markdown.js';
import { renderSlack } from '../../src/render/slack.js';
import { renderTerminal } from '../../src/render/terminal.js';
import { viewEvents } from '../../src/render/view.js';
import { killLines } from '../kit/kill-lines.js';
import { parseOne } from '../kit/parse-one.js';
import { SAMPLE_MOMENT } from '../kit/sample-moment.js';
import { slackComplaints } from '../kit/slack-validator.js';

const lines = killLines({
  ...{ pid: 4711, cgroup: '/system.slice/shop.service', at: new Date('2026-11-27T09:00:00.012Z') },
})
  .trimEnd()
  .split('\n');
const event = { ...parseOne(lines), moment: SAMPLE_MOMENT };
const view = viewEvents([event]);
const [first] = view.events;
if (first === undefined) throw new Error('no event');
const place = '../../fixtures/renders/moment';
const html = renderHtml(view, {});
const mail = renderMail(first, {});
const slack = renderSlack(first, {});

/** As `--format ndjson` writes it. */
function jsonOf(): string {
  return Buffer.concat(
    [...createEventJson().pieces('', event, '')].map((piece) => Buffer.from(piece)),
  ).toString();
}

const FORMATS: Readonly<Record<string, string>> = {
  txt: renderTerminal(view, { columns: 80 }),
  md: renderMarkdown(view, {}),
  html,
  'mail.txt': `Subject: ${mail.subject}\n\n${mail.text}`,
  'mail.html': mail.html,
  'slack.json': `${JSON.stringify(slack, null, 2)}\n`,
  json: `${JSON.stringify(JSON.parse(jsonOf()), null, 2)}\n`,
};

/** Without markup, escapes and line ends: what a reader sees. */
function seen(text: string): string {
  return text
    .replace(/<style>[\s\S]*?<\/style>|<script>[\s\S]*?<\/script>/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/\\n/g, ' ')
    .replace(/\\(?=[^\\nu"])/g, '')
    .replace(/[\s\u200b]+/g, ' ');
}

describe.each(Object.entries(FORMATS))('the moment of death as %s', (format, text) => {
  it('is as it was looked at', async () => {
    await expect(text).toMatchFileSnapshot(`${place}.${format}`);
  });

  it('names the command in full, secrets hidden, and the unit', () => {
    const words = seen(text).replaceAll(' ', '');
    expect(words).toContain('-Ddb.password=***-Xmx3g-jar/srv/shop/shop-server-2.14.jar--profile=prod');
    expect(words).toContain('shop.service');
  });

  it('says how it grew and what the state was', () => {
    const words = seen(text);
    if (format === 'json') {
      expect(JSON.parse(text)).toMatchObject({ moment: SAMPLE_MOMENT });
      return;
    }
    expect(words).toMatch(/grew suddenly: from 612 MiB to 1\.97 GiB in 40(?:\.0)? s/);
    expect(words).toContain('oom_kill 1');
    expect(words).toMatch(/9\.57 GiB \(61 %\)/);
  });
});

it('keeps to the limits of Slack', () => {
  for (const message of [slack.root, ...slack.replies]) expect(slackComplaints(message)).toEqual([]);
});

it('takes notes as text in markup', () => {
  expect(html).not.toContain('<b>is</b>');
  expect(mail.html).not.toContain('<b>is</b>');
});
