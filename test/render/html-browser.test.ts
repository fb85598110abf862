/** The HTML report in a real browser: it sorts and filters, passes axe, and obeys nothing that a log says. */
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/render/html.js';
import { viewEvents } from '../../src/render/view.js';
import { chromiumPath, launchChromium, whySkipped } from '../kit/browser.js';
import { HOSTILE, hostileEvent } from '../kit/hostile.js';
import { kubepodsKill, postgresPool, sampleEvents } from '../kit/sample-events.js';
import { sampleLogs } from '../kit/sample-log.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const ORIGIN = 'http://report.test/';

describe.skipIf(chromiumPath === null)(`renderHtml in a browser${whySkipped}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  /** Serves `page` and nothing else; every other request is noted and refused. */
  async function open(
    page: string,
    context: BrowserContext,
  ): Promise<{ tab: Page; requests: string[]; complaints: string[] }> {
    const tab = await context.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    tab.on('console', (message) => complaints.push(message.text()));
    tab.on('pageerror', (error) => complaints.push(String(error)));
    await tab.route('**/*', (route) => {
      if (route.request().url() === ORIGIN) return route.fulfill({ contentType: 'text/html', body: page });
      requests.push(route.request().url());
      return route.abort();
    });
    await tab.goto(ORIGIN);
    return { tab, requests, complaints };
  }

  it('sorts by a column and filters by words', async () => {
    const context = await browser.newContext();
    const { tab, complaints } = await open(renderHtml(viewEvents([postgresPool()])), context);
    const table = tab.locator('#event1-tasks');
    await tab.getByRole('button', { name: 'PID' }).click();
    expect(await table.locator('tbody td:nth-child(2)').first().textContent()).toBe('2139');
    await tab.getByRole('button', { name: 'PID' }).press('Enter');
    expect(await table.locator('tbody td:nth-child(2)').first().textContent()).toBe('612');
    await tab.getByRole('button', { name: 'Program' }).click();
    expect(await table.locator('tbody td:nth-child(3)').last().textContent()).toBe('systemd-journal');
    await tab.getByLabel('Show tasks with').fill('sshd 702');
    expect(await table.locator('tbody tr:visible').count()).toBe(1);
    expect(await table.locator('tbody tr:visible td:nth-child(3)').textContent()).toBe('sshd');
    expect(await tab.locator('.filter output').textContent()).toBe('1 of 44');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('reads whole without script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const { tab } = await open(renderHtml(viewEvents([postgresPool()])), context);
    expect(await tab.locator('#event1-tasks tbody tr').count()).toBe(44);
    expect(await tab.locator('.filter').isVisible()).toBe(false);
    expect(await tab.getByRole('button').count()).toBe(0);
    await context.close();
  });

  it.each(['light', 'dark'] as const)('passes axe in the %s scheme', async (colorScheme) => {
    const context = await browser.newContext({ colorScheme, bypassCSP: true });
    const { tab } = await open(renderHtml(viewEvents(sampleEvents()), { log: sampleLogs() }), context);
    await tab.addScriptTag({ path: AXE });
    const violations = await tab.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      return (await axe.run()).violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`);
    });
    expect(violations).toEqual([]);
    await context.close();
  });

  it.each([320, 390, 1100])('needs no sideways scrolling at %i pixels', async (width) => {
    const context = await browser.newContext({ viewport: { width, height: 800 } });
    const { tab } = await open(
      renderHtml(viewEvents([kubepodsKill(), postgresPool(), hostileEvent('x'.repeat(3000))]), {
        log: sampleLogs(),
      }),
      context,
    );
    const excess = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(excess).toBeLessThanOrEqual(0);
    await context.close();
  });

  it('runs nothing, loads nothing and shows everything of hostile text', async () => {
    const context = await browser.newContext();
    const events = HOSTILE.map(({ text }) => hostileEvent(text));
    const logs = HOSTILE.map(({ text }) => ({
      path: text,
      firstLine: 1,
      lines: Array.from({ length: 50 }, () => text),
    }));
    const { tab, requests, complaints } = await open(renderHtml(viewEvents(events), { log: logs }), context);
    expect(await tab.evaluate(() => 'pwned' in window)).toBe(false);
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await tab.locator('script').count()).toBe(1);
    expect(
      await tab.locator('img, iframe, object, embed, base, form, link, a:not([href^="#"])').count(),
    ).toBe(0);
    expect(await tab.locator('article').count()).toBe(HOSTILE.length);
    const shown = await tab.locator('.summary').allTextContents();
    expect(shown).toContain('<script>window.pwned=1</script>');
    await context.close();
  });

  it('would be caught if the same text stood in the page unescaped', async () => {
    const context = await browser.newContext();
    const raw = HOSTILE.map(({ text }) => `<p title="${text}">${text}</p>`).join('\n');
    const { tab, requests } = await open(`<!DOCTYPE html><title>x</title>${raw}`, context);
    await tab.waitForFunction(() => 'pwned' in window);
    expect(requests.length).toBeGreaterThan(0);
    await context.close();
  });
});
