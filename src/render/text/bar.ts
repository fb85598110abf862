/** Bars and sparklines out of block characters. */

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;
const LEVELS = '▁▂▃▄▅▆▇█';

/** A bar of `share` (0 to 1) of `width` cells, without padding; something is drawn for anything above zero. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  if (eighths === 0) return share > 0 ? EIGHTHS[1] : '';
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}

/** A bar in a trough of `width` cells; full only where the share is. */
export function gaugeBar(share: number, width: number): { filled: string; empty: string } {
  const bounded = Math.min(1, Math.max(0, share));
  const rounded = Math.round(bounded * width);
  const cells = bounded < 1 ? Math.min(width - 1, rounded) : width;
  return { filled: '█'.repeat(cells), empty: '░'.repeat(width - cells) };
}

/** One character a step, a dot where nothing happened. */
export function sparkline(counts: readonly number[]): string {
  const most = counts.reduce((max, count) => Math.max(max, count), 1);
  return counts
    .map((count) => (count === 0 ? '·' : LEVELS[Math.ceil((count / most) * LEVELS.length) - 1]))
    .join('');
}
