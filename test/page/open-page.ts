/** Opens the built page from a disk in a real browser, and notes everything that it asks the network for or complains of. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export interface OpenedPage {
  readonly tab: Page;
  /** Requests for anything but the page itself and what it made of its own. */
  readonly requests: readonly string[];
  /** Messages on the console and errors. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext(options);
  const requests: string[] = [];
  const complaints: string[] = [];
  context.on('request', (request) => {
    const url = request.url();
    if (url.replace(/#.*$/, '') !== address && !url.startsWith('blob:')) requests.push(url);
  });
  context.setDefaultTimeout(12_000);
  const tab = await context.newPage();
  tab.on('console', (message) => complaints.push(message.text()));
  tab.on('pageerror', (error) => complaints.push(String(error)));
  await tab.goto(address);
  return { tab, requests, complaints, close: () => context.close() };
}

/** Opens logs through the file dialog's field. */
export async function openLogs(tab: Page, logs: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0]) {
  await tab.locator('#start input[data-opens][multiple]').setInputFiles(logs);
}

/** Drags a file or folder over the page and lets it go there. */
export async function drop(tab: Page, path: string) {
  const session = await tab.context().newCDPSession(tab);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 500, data });
  await tab.waitForFunction(() => document.documentElement.classList.contains('over'));
  await session.send('Input.dispatchDragEvent', { type: 'drop', x: 300, y: 500, data });
}

/** Waits for the report to stand, and gives its headings. */
export async function reportHeadings(tab: Page): Promise<readonly string[]> {
  await tab.waitForFunction(() => document.activeElement?.id === 'result');
  return tab.locator('#result h1').allTextContents();
}
