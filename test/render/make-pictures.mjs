/**
 * Makes the README's pictures from committed captures: a terminal report, drawn from the command's own coloured output,
 * and the browser page with a report. Usage: npm run pictures (builds first; needs Chromium).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { palettePng } from './palette-png.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = resolve(process.argv[2] ?? join(root, 'dist'));
const output = join(root, 'fixtures/renders/pictures');
const TERMINAL_CAPTURE = '6.12-memcg-v2-kubepods';
const PAGE_EXAMPLE = 'A whole machine short of memory';
const COLUMNS = 88;
const MOST_BYTES = 200_000;
/** What ends each attribute that the terminal renderer sets. */
const ENDS = { 22: ['1', '2'], 24: ['4'], 27: ['7'], 39: ['31', '32', '33', '34', '35', '36', '90'] };

const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);
if (executablePath === undefined) throw new Error('no Chromium: install the package or set CHROMIUM');

const folder = mkdtempSync(join(tmpdir(), 'oomscope-pictures-'));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  mkdirSync(output, { recursive: true });
  await drawTerminal(join(output, 'terminal.png'));
  await drawPage(join(output, 'page.png'));
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

async function drawTerminal(path) {
  const log = join(folder, 'kern.log');
  const capture = readFileSync(join(root, `fixtures/reports/lab/${TERMINAL_CAPTURE}.log`));
  writeFileSync(log, capture.subarray(capture.indexOf('\n\n') + 2));
  const ansi = execFileSync(process.execPath, [join(dist, 'cli.js'), 'parse', '--color', 'kern.log'], {
    cwd: folder,
    env: { ...process.env, COLUMNS: String(COLUMNS), NO_COLOR: '' },
    encoding: 'utf8',
  });
  const page = join(folder, 'terminal.html');
  writeFileSync(page, terminalPage(`$ oomscope parse kern.log\n${ansi}`));
  const tab = await browser.newPage({ viewport: { width: 900, height: 800 }, deviceScaleFactor: 1.5 });
  await tab.goto(pathToFileURL(page).href);
  await save(path, await tab.locator('pre').screenshot());
}

async function drawPage(path) {
  const tab = await browser.newPage({ viewport: { width: 1000, height: 1250 }, colorScheme: 'light' });
  await tab.goto(pathToFileURL(join(dist, 'page/oomscope.html')).href);
  await tab.getByRole('button', { name: PAGE_EXAMPLE }).click();
  await tab.waitForFunction(() => document.activeElement?.id === 'result');
  await save(path, await tab.screenshot());
}

async function save(path, picture) {
  const { width, height, pixels } = await pixelsOf(picture);
  writeFileSync(path, palettePng(Buffer.from(pixels, 'base64'), width, height));
  const { size } = statSync(path);
  if (size > MOST_BYTES)
    throw new Error(`${path} has ${size} bytes; more than ${MOST_BYTES} slow a README down`);
  console.log(`${path}: ${size} bytes`);
}

/** The browser is the decoder at hand. */
async function pixelsOf(picture) {
  const tab = await browser.newPage();
  const decoded = await tab.evaluate(async (data) => {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const { width, height } = bitmap;
    const canvas = new OffscreenCanvas(width, height).getContext('2d');
    canvas.drawImage(bitmap, 0, 0);
    let text = '';
    for (const row of Array.from({ length: height }, (_, at) => canvas.getImageData(0, at, width, 1).data))
      text += String.fromCharCode(...row);
    return { width, height, pixels: btoa(text) };
  }, picture.toString('base64'));
  await tab.close();
  return decoded;
}

/** The text as a terminal with a dark scheme shows it. */
function terminalPage(ansi) {
  const style = `body{margin:0}pre{box-sizing:content-box;width:calc(${COLUMNS}ch + 4px);margin:0;padding:20px 24px;white-space:pre-wrap;word-break:break-all;background:#12161c;color:#dde3ea;font:13.288px/18px 'DejaVu Sans Mono',monospace}.s1{font-weight:bold;color:#fff}.s2{opacity:.65}.s31{color:#ff7b72}.s32{color:#7ee787}.s33{color:#e3b341}.s34{color:#79b8ff}.s35{color:#d2a8ff}.s36{color:#76e3ea}.s90{color:#8b949e}.s7{filter:invert(1)}.s4{text-decoration:underline}`;
  return `<!DOCTYPE html><meta charset="utf-8"><title>terminal</title><style>${style}</style><pre>${toHtml(ansi)}</pre>`;
}

function toHtml(ansi) {
  let active = [];
  return ansi
    .split(/(\x1b\[[\d;]*m)/)
    .map((part) => {
      const codes = /^\x1b\[([\d;]*)m$/.exec(part)?.[1]?.split(';');
      if (codes === undefined) return span(part, active);
      for (const code of codes) {
        if (code === '' || code === '0') active = [];
        else if (code in ENDS) active = active.filter((one) => !ENDS[code].includes(one));
        else active = [...active, code];
      }
      return '';
    })
    .join('');
}

function span(text, active) {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  if (escaped === '' || active.length === 0) return escaped;
  return `<span class="${active.map((code) => `s${code}`).join(' ')}">${escaped}</span>`;
}
