/** Charts as SVG, each with its text equivalent: bars, the stacked account, watermarks, the timeline. */
import { formatBytes, formatCount, formatPercent } from '../../base/units.js';
import { type Html, html } from '../markup.js';
import type { Account, Timeline, ZoneView } from '../view-model.js';

const WIDTH = 1000;

/** A bar beside a number that says the same: hidden from screen readers. */
export function inlineBar(share: number, tone: 'plain' | 'bad' = 'plain'): Html {
  const width = Math.max(share > 0 ? 4 : 0, Math.min(1, share) * WIDTH).toFixed(0);
  return html`<svg class="bar" viewBox="0 0 ${WIDTH} 10" preserveAspectRatio="none" aria-hidden="true"><rect class="trough" width="${WIDTH}" height="10"/><rect class="fill ${tone}" width="${width}" height="10"/></svg>`;
}

/** The parts of the account side by side; the table below it carries the same numbers. */
export function stackedBar(account: Account): Html {
  let at = 0;
  const rects = account.parts.map((part) => {
    const x = at;
    at += part.share * WIDTH;
    const words = `${part.name}: ${formatBytes(part.bytes)}, ${formatPercent(part.bytes, account.totalBytes)}`;
    return html`<rect class="part ${part.kind}" x="${x.toFixed(2)}" y="0" width="${(part.share * WIDTH).toFixed(2)}" height="60"><title>${words}</title></rect>`;
  });
  return html`<svg class="stack" viewBox="0 0 ${WIDTH} 60" preserveAspectRatio="none" role="img" aria-label="${accountWords(account)}">${rects}</svg>`;
}

function accountWords({ title, totalBytes, parts }: Account): string {
  const largest = [...parts].sort((a, b) => b.bytes - a.bytes).slice(0, 4);
  const words = largest.map((part) => `${part.name} ${formatPercent(part.bytes, totalBytes)}`);
  return `${formatBytes(totalBytes)} ${title}: ${words.join(', ')}`;
}

/** Free memory of a zone on a scale on which min, low and high are ticks. */
export function watermarks(zone: ZoneView): Html {
  const top =
    Math.max(zone.freeBytes, zone.highBytes ?? 0, zone.lowBytes ?? 0, zone.minBytes ?? 0) * 1.1 || 1;
  const x = (bytes: number) => ((Math.min(bytes, top) / top) * WIDTH).toFixed(1);
  const marks = [zone.minBytes, zone.lowBytes, zone.highBytes];
  const ticks = marks.flatMap((bytes, index) =>
    bytes === null ? [] : [html`<rect class="tick t${index}" x="${x(bytes)}" y="0" width="5" height="40"/>`],
  );
  const words = `${zone.label}: ${formatBytes(zone.freeBytes)} free, ${zone.verdict ?? 'watermarks not printed'}`;
  return html`<svg class="marks" viewBox="0 0 ${WIDTH} 40" preserveAspectRatio="none" role="img" aria-label="${words}"><rect class="trough" y="10" width="${WIDTH}" height="20"/><rect class="fill ${zone.isShort ? 'bad' : 'plain'}" y="10" width="${x(zone.freeBytes)}" height="20"/>${ticks}</svg>`;
}

/** Events in each step of time as columns. */
export function timelineChart(timeline: Timeline): Html {
  const most = timeline.counts.reduce((max, count) => Math.max(max, count), 1);
  const step = WIDTH / timeline.counts.length;
  const columns = timeline.counts.flatMap((count, index) => {
    if (count === 0) return [];
    const height = Math.max(8, (count / most) * 100);
    return [
      html`<rect class="fill plain" x="${(index * step + 1).toFixed(1)}" y="${(100 - height).toFixed(1)}" width="${(step - 2).toFixed(1)}" height="${height.toFixed(1)}"><title>${formatCount(count)}</title></rect>`,
    ];
  });
  const words = `Events from ${timeline.fromLabel} to ${timeline.toLabel}, at most ${most} in ${timeline.stepLabel}`;
  return html`<svg class="time" viewBox="0 0 ${WIDTH} 101" preserveAspectRatio="none" role="img" aria-label="${words}">${columns}<rect class="axis" y="100" width="${WIDTH}" height="1"/></svg>`;
}
