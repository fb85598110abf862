/** Memory bars, the account of where the memory went, and zones that are short. */
import { formatBytes, formatPercent } from '../../base/units.js';
import type { EventView } from '../view-model.js';
import { bar, gaugeBar } from './bar.js';
import { fitCells, wrap } from './layout.js';
import { LABEL } from './statements.js';
import type { Style } from './style.js';

const MAX_PARTS = 8;
const LONGEST_GAUGE = 60;
/** Parts smaller than this share are not worth a line. */
const WORTH_A_LINE = 0.005;

export function gaugeLines({ gauges }: EventView, style: Style): string[] {
  const widest = gauges.reduce((max, gauge) => Math.max(max, gauge.value.length), 0);
  const room = Math.min(LONGEST_GAUGE, style.columns - LABEL - 2 - widest);
  return gauges.flatMap((gauge) => {
    const label = `  ${fitCells(gauge.label, LABEL - 4)}  `;
    if (room < 8) return wrap(`${gauge.label} ${gauge.value}`, style.columns - 2).map((line) => `  ${line}`);
    const { filled, empty } = gaugeBar(gauge.share, room);
    const paint = gauge.share >= 0.9 ? style.bad : gauge.share >= 0.7 ? style.warn : style.good;
    return [`${label}${paint(filled)}${style.dim(empty)}  ${gauge.value}`];
  });
}

export function accountLines({ account }: EventView, style: Style): string[] {
  if (!account) return [];
  const parts = [...account.parts].sort((a, b) => b.bytes - a.bytes);
  const shown = parts.filter((part) => part.share >= WORTH_A_LINE).slice(0, MAX_PARTS);
  const nameWidth = Math.min(40, Math.max(...shown.map((part) => part.name.length)), style.columns - 24);
  const room = Math.min(LONGEST_GAUGE, style.columns - nameWidth - 4 - 22);
  const lines = shown.map((part) => {
    const numbers = `${fitCells(formatBytes(part.bytes), 9, 'right')}  ${fitCells(formatPercent(part.bytes, account.totalBytes), 6, 'right')}`;
    return `    ${fitCells(part.name, nameWidth)}  ${numbers}${room < 6 ? '' : `  ${bar(part.share, room)}`}`;
  });
  const heading = `Where the memory went: ${formatBytes(account.totalBytes)} ${account.title}`;
  return [...wrap(heading, style.columns).map(style.heading), ...lines];
}

/** Only zones below their minimum: the others explain nothing. */
export function zoneLines({ zones }: EventView, style: Style): string[] {
  const lines = zones
    .filter((zone) => zone.isShort)
    .map(
      (zone) => `${zone.label}: ${formatBytes(zone.freeBytes)} free, min ${formatBytes(zone.minBytes ?? 0)}`,
    )
    .flatMap((text) => wrap(text, style.columns - 4).map((line) => `    ${line}`));
  return lines.length > 0 ? [style.heading('Zones below their minimum'), ...lines] : [];
}
