/** Mails: the committed ones, their limits, and headers and markup that hostile text cannot touch. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailChart } from '../../src/render/mail/chart.js';
import { renderMail } from '../../src/render/mail.js';
import { viewEvent } from '../../src/render/view.js';
import { chromiumPath, launchChromium, whySkipped } from '../kit/browser.js';
import { HOSTILE, hostileEvent } from '../kit/hostile.js';
import { sampleTask } from '../kit/sample-event.js';
import { bareKill, kubepodsKill, postgresPool } from '../kit/sample-events.js';
import { sampleLogs } from '../kit/sample-log.js';

const NOW = '2026-11-20T08:00:00+01:00';
const RENDERS = '../../fixtures/renders';

describe('renderMail', () => {
  it.each([
    ['kubepods', kubepodsKill()],
    ['postgres', postgresPool()],
    ['bare', bareKill()],
  ] as const)('writes %s', async (name, event) => {
    const mail = renderMail(viewEvent(event, { now: NOW }), { log: sampleLogs() });
    const headers = Object.entries({ Subject: mail.subject, ...mail.headers }).map(
      ([key, value]) => `${key}: ${value}\n`,
    );
    await expect(`${headers.join('')}\n${mail.text}`).toMatchFileSnapshot(`${RENDERS}/${name}.mail.txt`);
    await expect(mail.html).toMatchFileSnapshot(`${RENDERS}/${name}.mail.html`);
  });

  it('stays below the size at which mail is cut', () => {
    const event = postgresPool();
    const [finding] = event.diagnosis.findings;
    const findings = Array(40).fill({ ...finding, detail: '<&>"'.repeat(4000) });
    const tasks = Array.from({ length: 3000 }, (_, index) => sampleTask(index, '数'.repeat(15), 4096));
    const huge = { ...event, tasks, diagnosis: { ...event.diagnosis, summary: '数'.repeat(9000), findings } };
    const log = [
      { path: '/var/log/kern.log', firstLine: 10_233, lines: Array(109).fill('数<'.repeat(3000)) },
    ];
    const { html } = renderMail(viewEvent(huge), { log });
    expect(new TextEncoder().encode(html).length).toBeLessThan(100_000);
    expect(html).toContain('</html>');
  });

  it.each(HOSTILE)('keeps headers to one line of plain characters for $aim', ({ text }) => {
    const { subject, headers } = renderMail(viewEvent(hostileEvent(text)));
    expect(subject).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|=\?/u);
    expect(subject.length).toBeLessThanOrEqual(120);
    for (const value of Object.values(headers)) expect(value).toMatch(/^[\x21-\x7e]{0,200}$/);
  });

  it('shows a picture only where it comes with the mail, and its numbers always', () => {
    const event = viewEvent(postgresPool());
    const plain = renderMail(event).html;
    const pictured = renderMail(event, { chartId: 'memory@oomscope' }).html;
    expect(plain).not.toContain('<img');
    expect(pictured).toMatch(/<img src="cid:memory@oomscope" alt="3\.86 GiB usable RAM: anonymous 75 %/);
    expect(pictured.match(/ src=/g)).toHaveLength(1);
    for (const html of [plain, pictured]) expect(html).toMatch(/>anonymous<.*>2\.89 GiB<.*>75 %</);
    expect(mailChart(viewEvent(bareKill()))).toBe(null);
  });

  it('says the same in the text as in the markup', () => {
    const { text, html } = renderMail(viewEvent(kubepodsKill()));
    for (const words of [
      'node (pid 41877)',
      '512 MiB of 512 MiB (100 %)',
      'max-old-space-size=384',
      'memory.pressure',
    ]) {
      expect(text).toContain(words);
      expect(html).toContain(words);
    }
  });
});

describe.skipIf(chromiumPath === null)(`the mail in a browser${whySkipped}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it('runs and loads nothing for hostile text', async () => {
    const tab = await browser.newPage({ viewport: { width: 390, height: 800 } });
    const requests: string[] = [];
    await tab.route('**/*', (route) => {
      requests.push(route.request().url());
      return route.abort();
    });
    for (const { text } of HOSTILE) {
      await tab.setContent(
        renderMail(viewEvent(hostileEvent(text)), { log: [{ path: text, firstLine: 1, lines: [text] }] })
          .html,
      );
      expect(await tab.evaluate(() => 'pwned' in window)).toBe(false);
      expect(await tab.locator('script, img, a, link, iframe, form, svg').count()).toBe(0);
      expect(
        await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
      ).toBeLessThanOrEqual(0);
    }
    expect(requests).toEqual([]);
    await tab.close();
  });
});
