/**
 * An event's memory as a drawing for mail: the parts of the account side by side, and the programs that held most. As
 * SVG, for whoever can make a picture of it; the mail carries the same numbers as text beside it.
 */
import { clip } from '../../base/text.js';
import { formatBytes, formatPercent } from '../../base/units.js';
import { type Html, html } from '../markup.js';
import type { Account, AccountKind, AccountPart, EventView, ProgramRow } from '../view-model.js';

/** A drawing of `width` by `height` units, with words for those who do not see it. */
export interface MailChart {
  readonly svg: string;
  readonly alt: string;
  readonly width: number;
  readonly height: number;
}

const WIDTH = 600;
const PAD = 16;
const INNER = WIDTH - 2 * PAD;
const ROW = 22;
const BAR = 30;
const MOST_PARTS = 8;
const MOST_PROGRAMS = 6;
/** Parts smaller than this share have no entry in the legend: the bar still shows them. */
const WORTH_A_NAME = 0.005;
const NAME_WIDTH = 190;
const NUMBER_WIDTH = 92;

/** The page's colours on white: mail readers that are dark leave pictures as they are. */
const COLOURS: Readonly<Record<AccountKind, string>> = {
  anon: '#c2542d',
  shmem: '#8a5fb0',
  locked: '#8f3b1f',
  file: '#4a7fb5',
  slab: '#a67c00',
  kernel: '#5d7a3a',
  hugepages: '#b04a86',
  free: '#c9d3dc',
  unaccounted: '#6e7781',
};
const INK = '#1b1f24';
const SOFT = '#57606a';
const KILLED = '#c21f2e';
const PLAIN = '#4a7fb5';

/** A block of the drawing: what it shows, and how high it is. */
interface Block {
  readonly height: number;
  readonly draw: (top: number) => Html;
}

/** Null where the log shows neither where the memory went nor what the programs held. */
export function mailChart({ account, programs, tasks }: EventView): MailChart | null {
  const blocks = [
    ...(account === null ? [] : accountBlocks(account)),
    ...(programs.length < 2 ? [] : programBlocks(programs, tasks?.caveat != null)),
  ];
  if (blocks.length === 0) return null;
  let top = PAD;
  const drawn = blocks.map(({ height, draw }) => {
    const body = draw(top);
    top += height;
    return body;
  });
  const height = top + PAD;
  const svg = html`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="Open Sans" font-size="13" fill="${INK}"><rect width="${WIDTH}" height="${height}" fill="#ffffff"/>${drawn}</svg>`;
  return { svg: svg.markup, alt: altOf(account, programs), width: WIDTH, height };
}

function altOf(account: Account | null, programs: readonly ProgramRow[]): string {
  const parts = account === null ? [] : named(account).slice(0, 3);
  const where = parts.map((part) => `${part.name} ${formatPercent(part.bytes, account?.totalBytes ?? 0)}`);
  const who = programs.slice(0, 3).map(({ name, totalBytes }) => `${name} ${formatBytes(totalBytes)}`);
  const words = [
    ...(account === null ? [] : [`${formatBytes(account.totalBytes)} ${account.title}: ${where.join(', ')}`]),
    ...(programs.length < 2 ? [] : [`by program: ${who.join(', ')}`]),
  ];
  return words.join('; ');
}

/** The parts with a name in the legend, largest first. */
function named({ parts }: Account): readonly AccountPart[] {
  return parts
    .filter(({ share }) => share >= WORTH_A_NAME)
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, MOST_PARTS);
}

function accountBlocks(account: Account): readonly Block[] {
  const legend = named(account);
  return [
    heading(`Where the memory went: ${formatBytes(account.totalBytes)} ${account.title}`),
    { height: BAR + 10, draw: (top) => stackedBar(account, top) },
    {
      height: Math.ceil(legend.length / 2) * ROW + 10,
      draw: (top) => html`${legend.map(legendEntry(account, top))}`,
    },
  ];
}

function stackedBar({ parts }: Account, top: number): Html {
  let x = PAD;
  const rects = parts.map(({ kind, share }) => {
    const left = x;
    x += share * INNER;
    return html`<rect x="${left.toFixed(2)}" y="${top}" width="${(share * INNER).toFixed(2)}" height="${BAR}" fill="${COLOURS[kind]}" stroke="#ffffff"/>`;
  });
  return html`${rects}`;
}

function legendEntry(account: Account, top: number): (part: AccountPart, index: number) => Html {
  return ({ name, kind, bytes }, index) => {
    const x = PAD + (index % 2) * (INNER / 2);
    const y = top + Math.floor(index / 2) * ROW;
    const words = `${clip(name, 26)}: ${formatBytes(bytes)} (${formatPercent(bytes, account.totalBytes)})`;
    return html`<rect x="${x}" y="${y + 3}" width="11" height="11" fill="${COLOURS[kind]}"/><text x="${x + 18}" y="${y + 13}">${words}</text>`;
  };
}

function programBlocks(programs: readonly ProgramRow[], isShared: boolean): readonly Block[] {
  const shown = programs
    .filter(({ hasVictim }, index) => index < MOST_PROGRAMS || hasVictim)
    .slice(0, MOST_PROGRAMS + 1);
  return [
    heading(`What the programs held${isShared ? ' (shared memory counts in each process)' : ''}`),
    ...shown.map((row): Block => ({ height: ROW, draw: (top) => programBar(row, top) })),
  ];
}

function programBar({ name, count, totalBytes, share, hasVictim }: ProgramRow, top: number): Html {
  const label = count === 1 ? clip(name, 24) : `${count} × ${clip(name, 20)}`;
  const room = INNER - NAME_WIDTH - NUMBER_WIDTH;
  const width = Math.max(1, Math.min(1, share) * room).toFixed(1);
  const weight = hasVictim ? 'bold' : 'normal';
  return html`<text x="${PAD}" y="${top + 14}" font-weight="${weight}">${label}</text><rect x="${PAD + NAME_WIDTH}" y="${top + 3}" width="${width}" height="14" fill="${hasVictim ? KILLED : PLAIN}"/><text x="${WIDTH - PAD}" y="${top + 14}" text-anchor="end">${formatBytes(totalBytes)}</text>`;
}

function heading(text: string): Block {
  const draw = (top: number): Html =>
    html`<text x="${PAD}" y="${top + 12}" font-weight="bold" fill="${SOFT}">${text}</text>`;
  return { height: ROW, draw };
}
