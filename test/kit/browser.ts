/**
 * A headless Chromium for tests of what people see. Where none is installed the tests are skipped and say why.
 */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Path of the browser; null where none was found. */
export const chromiumPath = PLACES.find((path) => path !== undefined && existsSync(path)) ?? null;

/** For the name of a test suite. */
export const whySkipped = chromiumPath ? '' : ' (skipped: no Chromium; install the package or set CHROMIUM)';

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-sync',
    ],
  });
}
