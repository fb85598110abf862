/**
 * The browser page as its readers have it: opened from a disk in a real browser, given logs in every way, used by
 * keyboard, checked by axe, and watched for anything that would leave it.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { decompress } from '../../src/container/decompress.js';
import { buildPage } from '../../src/page/build.mjs';
import { chromiumPath, launchChromium, whySkipped } from '../kit/browser.js';
import { HOSTILE } from '../kit/hostile.js';
import { readReportFixture } from '../kit/report-fixture.js';
import { drop, type OpenedPage, openLogs, openPage, reportHeadings } from './open-page.js';
import { tarOf } from './tar-of.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const lab = fileURLToPath(new URL('../../fixtures/reports/lab', import.meta.url));
const capture = (name: string): Buffer => Buffer.from(readReportFixture(join(lab, `${name}.log`)).log);
const log = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer });

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const SLOW = { timeout: 60_000 };

describe.skipIf(chromiumPath === null)(`the browser page${whySkipped}`, SLOW, () => {
  let folder: string;
  let address: string;
  let browser: Browser;
  let page: OpenedPage | null = null;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'oomscope-page-'));
    const file = join(folder, 'oomscope.html');
    address = pathToFileURL(file).href;
    writeFileSync(file, await buildPage());
    browser = await launchChromium();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });
  /** Whatever a test did, nothing may have been asked of the network, and nothing have gone wrong. */
  afterEach(async () => {
    const seen = page;
    page = null;
    await seen?.close();
    expect(seen?.requests ?? []).toEqual([]);
    expect(seen?.complaints ?? []).toEqual([]);
  });
  const open = async (options: BrowserContextOptions = {}): Promise<Page> => {
    page = await openPage(browser, address, options);
    return page.tab;
  };
  const status = (tab: Page) => tab.locator('#status').textContent();
  const waitForStatus = async (tab: Page, words: RegExp) => {
    await tab.waitForFunction(
      (source) => new RegExp(source).test(document.getElementById('status')?.textContent ?? ''),
      words.source,
    );
    return status(tab);
  };

  it('explains an example, and starts over', async () => {
    const tab = await open();
    await tab.getByRole('button', { name: 'A pod over its limit' }).click();
    expect(await reportHeadings(tab)).toHaveLength(1);
    expect(await status(tab)).toMatch(
      /^1 out-of-memory event in \d+ lines of 6\.12-memcg-v2-kubepods\.log\.$/,
    );
    expect(await tab.title()).toMatch(/killed - oomscope$/);
    expect(await tab.locator('#start').isVisible()).toBe(false);
    await tab.getByRole('button', { name: 'Start over' }).click();
    expect(await tab.locator('#start').isVisible()).toBe(true);
    expect(await tab.locator('#result').isVisible()).toBe(false);
    expect(await tab.title()).toBe('oomscope');
  });

  it('opens plain and compressed logs, archives and several files at once, same names apart', async () => {
    const tab = await open();
    const kill = capture('6.12-memcg-v2-kubepods');
    const archive = tarOf([
      { path: 'sos/var/log/messages', bytes: capture('6.1-system-pool-40') },
      { path: 'sos/etc/passwd', bytes: Buffer.from('root:x:0:0\n') },
    ]);
    await openLogs(tab, [
      log('kern.log', kill),
      log('kern.log', gzipSync(kill)),
      log('sos.tar.gz', gzipSync(archive)),
    ]);
    expect(await reportHeadings(tab)).toEqual(['2 out-of-memory events']);
    expect(await tab.locator('#status').textContent()).toMatch(
      /^2 out-of-memory events in \d+ lines\. 1 event found again in another log is shown once\.$/,
    );
    const inputs = await tab.locator('#inputs li').allTextContents();
    expect(inputs.map((text) => text.replace(/[\d,]+ lines/, 'N lines'))).toEqual([
      'kern.log: N lines, 1 event',
      'kern.log (2): N lines, 1 event',
      'sos.tar.gz!sos/var/log/messages: N lines, 1 event',
    ]);
    expect(await tab.locator('#result article').count()).toBe(2);
    expect(await tab.locator('#result section.log').count()).toBe(2);
  });

  it('opens a journal, as it is and compressed', async () => {
    const tab = await open();
    const packed = readFileSync(
      fileURLToPath(new URL('../../fixtures/containers/regular.journal.zst', import.meta.url)),
    );
    const chunks: Uint8Array[] = [];
    for await (const chunk of decompress(once(packed), 'zstd')) chunks.push(chunk);
    await openLogs(tab, [log('system.journal', Buffer.concat(chunks)), log('old.journal.zst', packed)]);
    await reportHeadings(tab);
    const inputs = await tab.locator('#inputs li').allTextContents();
    expect(inputs[0]).toMatch(/^system\.journal: \d+ lines, [1-9]\d* events?$/);
    expect(inputs[1]?.replace('old.journal.zst', 'system.journal')).toBe(inputs[0]);
    expect(await tab.locator('#result section.log code').first().textContent()).toMatch(/\w/);
  });

  it('says what it cannot read, and goes on with the rest', async () => {
    const tab = await open();
    const kill = capture('6.12-memcg-v2-kubepods');
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    await openLogs(tab, [
      log('picture.png', png),
      log('empty.log', Buffer.alloc(0)),
      log('cut.gz', gzipSync(kill).subarray(0, 1500)),
      log('kern.log', kill),
    ]);
    await waitForStatus(tab, /out-of-memory event/);
    const inputs = await tab.locator('#inputs li').allTextContents();
    expect(inputs[0]).toMatch(/^picture\.png: it looks like .*, not like a log$/);
    expect(inputs[1]).toBe('empty.log: it is empty');
    expect(inputs[2]).toMatch(/^cut\.gz: .*ends early/);
    expect(inputs[3]).toMatch(/^kern\.log: \d+ lines, 1 event$/);
    expect(await tab.locator('#inputs li.problem').count()).toBe(3);
  });

  it.each([
    [
      'a log without events',
      Buffer.from('Nov 20 03:12:45 web1 sshd[7]: session opened\n'.repeat(1000)),
      /^No run of an OOM killer found in 1,000 lines of x\.log\.$/,
    ],
    [
      'a binary file',
      Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0]),
      /^Nothing could be read\.$/,
    ],
  ] as const)('tells of %s, and can be used again', async (_, bytes, words) => {
    const tab = await open();
    await openLogs(tab, [log('x.log', bytes)]);
    expect(await waitForStatus(tab, /found|Nothing/)).toMatch(words);
    expect(await tab.locator('#start').isVisible()).toBe(true);
    await openLogs(tab, [log('kern.log', capture('6.12-memcg-v2-kubepods'))]);
    expect(await reportHeadings(tab)).toHaveLength(1);
  });

  it('takes logs that are dropped on it', async () => {
    const tab = await open();
    const path = join(folder, 'dropped.log');
    writeFileSync(path, capture('6.1-system-pool-40'));
    await drop(tab, path);
    expect(await reportHeadings(tab)).toEqual(['postgres (pid 309) killed']);
    expect(await tab.locator('html.over').count()).toBe(0);
  });

  it.each(['dropped', 'chosen'] as const)(
    'takes the logs of a folder that is %s, oldest first',
    async (way) => {
      const tab = await open();
      const root = join(folder, way);
      mkdirSync(join(root, 'var/log'), { recursive: true });
      writeFileSync(join(root, 'var/log/kern.log'), capture('6.1-system-pool-40'));
      writeFileSync(join(root, 'var/log/kern.log.1'), capture('6.12-memcg-v2-kubepods'));
      utimesSync(join(root, 'var/log/kern.log.1'), 1_700_000_000, 1_700_000_000);
      writeFileSync(join(root, 'notes.txt'), capture('6.1-system-pool-40'));
      if (way === 'dropped') await drop(tab, root);
      else await tab.locator('#start input[webkitdirectory]').setInputFiles(root);
      expect(await reportHeadings(tab)).toEqual(['2 out-of-memory events']);
      const names = await tab.locator('#inputs .name').allTextContents();
      expect(names).toEqual([`${way}/var/log/kern.log.1`, `${way}/var/log/kern.log`]);
    },
  );

  it('says so where a folder has no log', async () => {
    const tab = await open();
    const root = join(folder, 'empty');
    mkdirSync(root);
    writeFileSync(join(root, 'notes.txt'), 'nothing');
    await drop(tab, root);
    expect(await waitForStatus(tab, /No log found/)).toContain('Open the file itself');
    expect(await tab.locator('#start').isVisible()).toBe(true);
  });

  it('explains pasted lines: typed into the field, and pasted anywhere', async () => {
    const tab = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    const text = capture('6.12-memcg-v2-kubepods').toString('utf8');
    await tab.getByLabel('Or paste lines of a log').fill(text);
    await tab.getByLabel('Or paste lines of a log').press('Control+Enter');
    expect(await reportHeadings(tab)).toHaveLength(1);
    expect(await status(tab)).toContain('of pasted text.');
    await tab.getByRole('button', { name: 'Start over' }).click();
    await tab.evaluate((words) => navigator.clipboard.writeText(words), text);
    await tab.getByRole('heading', { level: 1 }).click();
    await tab.keyboard.press('Control+V');
    expect(await reportHeadings(tab)).toHaveLength(1);
  });

  it('sorts and filters the table, and leads from a finding to its line', async () => {
    const tab = await open();
    await tab.getByRole('button', { name: 'A whole machine short of memory' }).click();
    await reportHeadings(tab);
    const table = tab.locator('#event1-tasks');
    await tab.getByRole('button', { name: 'PID' }).click();
    const first = table.locator('tbody tr').first().locator('td').nth(1);
    const highest = Number(await first.textContent());
    await tab.getByRole('button', { name: 'PID' }).press('Enter');
    expect(Number(await first.textContent())).toBeLessThan(highest);
    await tab.getByLabel('Show tasks with').fill('node_exporter');
    expect(await table.locator('tbody tr:visible').count()).toBe(1);
    await tab.evaluate(() => {
      for (const folded of document.querySelectorAll('details')) folded.open = true;
    });
    const link = tab.locator('#result .evidence a').first();
    const target = await link.getAttribute('href');
    await link.click();
    const line = tab.locator(`[id="${target?.slice(1)}"]`);
    expect(await line.evaluate((found) => found.matches(':target'))).toBe(true);
    expect(await line.locator('.no').textContent()).toBe(target?.split('-').at(-1));
    // A second report gets its own table, not twice the buttons.
    await openLogs(tab, [log('again.log', capture('6.1-system-pool-40'))]);
    await waitForStatus(tab, /again\.log/);
    await reportHeadings(tab);
    expect(await tab.getByRole('button', { name: 'PID' }).count()).toBe(1);
  });

  it('is used by keyboard alone', async () => {
    const tab = await open();
    const focused = () =>
      tab.evaluate(() => {
        const active = document.activeElement;
        return active?.id || active?.getAttribute('data-opens') === ''
          ? active.id || 'open'
          : active?.textContent;
      });
    const order: (string | null | undefined)[] = [];
    for (let step = 0; step < 5; step++) {
      await tab.keyboard.press('Tab');
      order.push(await focused());
    }
    expect(order.slice(0, 4)).toEqual(['open', 'open', 'paste', 'explain']);
    expect(order[4]).toContain('A pod over its limit');
    expect(
      await tab.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle),
    ).toBe('solid');
    await tab.keyboard.press('Enter');
    await reportHeadings(tab);
    await tab.keyboard.press('Tab');
    expect(await tab.evaluate(() => document.activeElement?.closest('#result') !== null)).toBe(true);
  });

  it('saves a report that stands alone, and copies it as Markdown', async () => {
    const tab = await open({ permissions: ['clipboard-read', 'clipboard-write'], acceptDownloads: true });
    await openLogs(tab, [log('kern log?.log', capture('6.12-memcg-v2-kubepods'))]);
    const [heading] = await reportHeadings(tab);
    const download = tab.waitForEvent('download');
    await tab.getByRole('button', { name: 'Save as HTML' }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe('oomscope-kern-log-.log.html');
    const html = readFileSync(await saved.path(), 'utf8');
    expect(html).toMatch(/^<!DOCTYPE html>[\s\S]*Content-Security-Policy[\s\S]*<\/html>\n$/);
    expect(html).toContain(`<h1>${heading}</h1>`);
    await tab.getByRole('button', { name: 'Copy as Markdown' }).click();
    await waitForStatus(tab, /Copied/);
    expect(await tab.evaluate(() => navigator.clipboard.readText())).toContain(`# ${heading}`);
  });

  it('obeys nothing that a log or a file name says', async () => {
    const tab = await open();
    const names = HOSTILE.map(({ text }) => text.slice(0, 15)).filter((text) => !/[\n\r\0/]/.test(text));
    const lines = names.map(
      (name, index) =>
        `[  100.00000${index % 10}] Out of memory: Killed process ${1000 + index} (${name}) total-vm:9000kB, anon-rss:8000kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:40kB oom_score_adj:0\n`,
    );
    await openLogs(tab, [
      log('<img src=http://evil.example/x onerror="window.pwned=1">.log', Buffer.from(lines.join(''))),
      log('\u202e<script>window.pwned=1</script>', capture('6.1-hostile-names-sinks')),
    ]);
    await reportHeadings(tab);
    expect(await tab.evaluate(() => 'pwned' in window)).toBe(false);
    expect(
      await tab
        .locator('#result')
        .locator('img, iframe, object, link, form, base, a:not([href^="#"])')
        .count(),
    ).toBe(0);
    expect(await tab.locator('#result script').count()).toBe(1);
    expect(await tab.locator('#result article').count()).toBeGreaterThan(names.length / 2);
    expect(await tab.locator('#inputs').textContent()).toContain('<U+202E><script>window.pwned=1</script>');
  });

  it('could neither run foreign script nor reach a network', async () => {
    const seen = await openPage(browser, address);
    const reached = await seen.tab.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.pwned = 1';
      document.body.append(script);
      const button = document.createElement('button');
      button.setAttribute('onclick', 'window.pwned = 1');
      document.body.append(button);
      button.click();
      const image = new Image();
      const blocked = new Promise((resolve) => image.addEventListener('error', () => resolve('blocked')));
      image.src = 'http://evil.example/x.png';
      const fetched = await fetch('http://evil.example/').then(
        () => 'reached',
        () => 'blocked',
      );
      return ['pwned' in window, fetched, await blocked];
    });
    expect(reached).toEqual([false, 'blocked', 'blocked']);
    expect(
      seen.complaints.filter((text) => text.includes('Content Security Policy')).length,
    ).toBeGreaterThanOrEqual(4);
    await seen.close();
  });

  it.each(['light', 'dark'] as const)(
    'passes axe in the %s scheme, before and with a report',
    async (colorScheme) => {
      const tab = await open({ colorScheme, bypassCSP: true });
      await tab.addScriptTag({ path: AXE });
      const violations = () =>
        tab.evaluate(async () => {
          const { axe } = globalThis as unknown as {
            axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
          };
          return (await axe.run()).violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`);
        });
      expect(await violations()).toEqual([]);
      await openLogs(tab, [
        log('kern.log', capture('6.12-memcg-v2-kubepods')),
        log('pool.log', capture('6.1-system-pool-40')),
        log('x.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')),
      ]);
      await reportHeadings(tab);
      expect(await violations()).toEqual([]);
      await tab.evaluate(() => {
        for (const part of document.querySelectorAll<HTMLElement>('#work, #start')) part.hidden = false;
      });
      expect(await violations()).toEqual([]);
    },
  );

  it.each([320, 390, 1100])('needs no sideways scrolling at %i pixels', async (width) => {
    const tab = await open({ viewport: { width, height: 800 } });
    const excess = () => tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await excess()).toBeLessThanOrEqual(0);
    await openLogs(tab, [
      log(`${'long-name'.repeat(20)}.log`, capture('6.1-hostile-names-sinks')),
      log('x', Buffer.alloc(0)),
    ]);
    await reportHeadings(tab);
    expect(await excess()).toBeLessThanOrEqual(0);
  });

  describe('with 50 MB', () => {
    let path: string;
    const BYTES = 50 * 1024 * 1024;
    let kills = 0;
    beforeAll(() => {
      const noise = Array.from(
        { length: 40_000 },
        (_, index) =>
          `Nov 20 03:12:45 web1 audit[${index}]: type=1400 apparmor="ALLOWED" operation="open" profile="snap.x" pid=${index} comm="worker"\n`,
      ).join('');
      const part = Buffer.concat([Buffer.from(noise), capture('6.1-system-pool-40')]);
      path = join(folder, 'large.log');
      kills = Math.ceil(BYTES / part.length);
      writeFileSync(path, Buffer.concat(Array.from({ length: kills }, () => part)));
    });

    /** Longest silence of the page's own clock from now on. */
    const watchBeats = (tab: Page) =>
      tab.evaluate(() => {
        const beats = { last: performance.now(), longest: 0, count: 0 };
        Object.assign(window, { beats });
        setInterval(() => {
          const now = performance.now();
          beats.longest = Math.max(beats.longest, now - beats.last);
          beats.last = now;
          beats.count++;
        }, 20);
      });

    it('stays responsive while it reads, and shows how far it is', async () => {
      const tab = await open();
      await watchBeats(tab);
      await openLogs(tab, path);
      await tab.locator('#progress').waitFor();
      expect(await tab.locator('#doing').textContent()).toMatch(/Reading large\.log|Writing the report/);
      expect(await reportHeadings(tab)).toEqual([`${kills} out-of-memory events`]);
      expect(await tab.locator('#work').isVisible()).toBe(false);
      const beats = await tab.evaluate(
        () => (window as unknown as { beats: { longest: number; count: number } }).beats,
      );
      expect(beats.longest).toBeLessThan(2000);
      expect(beats.count).toBeGreaterThan(10);
    }, 120_000);

    it('can be cancelled', async () => {
      const tab = await open();
      await openLogs(tab, path);
      await tab.getByRole('button', { name: 'Cancel' }).click();
      expect(await status(tab)).toBe('Cancelled.');
      expect(await tab.locator('#start').isVisible()).toBe(true);
      expect(await tab.evaluate(() => document.activeElement?.hasAttribute('data-opens'))).toBe(true);
      await tab.waitForTimeout(1500);
      expect(await tab.locator('#result').isVisible()).toBe(false);
      expect(await status(tab)).toBe('Cancelled.');
    }, 60_000);
  });
});
