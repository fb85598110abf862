/**
 * Numbers as people read them: bytes in binary units, counts with separators, shares, durations. Every renderer and
 * every sentence of the diagnosis uses these, so that one amount looks the same everywhere.
 */

const BINARY_UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** `512 B`, `11.4 MiB`, `1006 MiB`: exact below 1 KiB, three significant digits above, and never a whole unit off. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return 'unknown';
  if (bytes < 0) return `-${formatBytes(-bytes)}`;
  if (bytes < 1024) return `${trimZeros(bytes.toFixed(1))} B`;
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < BINARY_UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${threeDigits(value)} ${BINARY_UNITS[unit]}`;
}

/** `1,234,567`. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return 'unknown';
  if (Number.isSafeInteger(count)) return count < 0 ? `-${grouped(-count)}` : grouped(count);
  const [whole = '0', fraction] = String(count).split('.');
  const shown = /e/.test(whole) ? whole : whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? shown : `${shown}.${fraction}`;
}

function grouped(count: number): string {
  let rest = count;
  let text = '';
  while (rest >= 1000) {
    text = `,${String(rest % 1000).padStart(3, '0')}${text}`;
    rest = Math.floor(rest / 1000);
  }
  return `${rest}${text}`;
}

/** `82 %`, `4.2 %`, `<0.1 %`. Never rounds a part up to the whole, nor something down to nothing. */
export function formatPercent(part: number, whole: number): string {
  const percent = (part / whole) * 100;
  if (!Number.isFinite(percent)) return 'unknown';
  if (percent === 0) return '0 %';
  if (percent < 0) return `-${formatPercent(-part, whole)}`;
  if (percent < 0.1) return '<0.1 %';
  if (percent < 9.95) return `${trimZeros(percent.toFixed(1))} %`;
  if (percent >= 99.5 && percent < 100) return percent >= 99.9 ? '>99.9 %' : `${percent.toFixed(1)} %`;
  return `${formatCount(Math.round(percent))} %`;
}

/** `0.25 s`, `45 s`, `12 min 5 s`, `3 h 20 min`, `2 d 4 h`: the two largest parts that count. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown';
  if (seconds < 0) return `-${formatDuration(-seconds)}`;
  if (seconds < 9.995) return `${trimZeros(seconds.toFixed(2))} s`;
  const whole = Math.round(seconds);
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return twoParts(Math.floor(whole / MINUTE), 'min', whole % MINUTE, 's');
  const minutes = Math.round(seconds / MINUTE);
  if (minutes * MINUTE < DAY) return twoParts(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(seconds / HOUR);
  return twoParts(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function twoParts(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0
    ? `${formatCount(large)} ${largeUnit}`
    : `${formatCount(large)} ${largeUnit} ${small} ${smallUnit}`;
}

/** For values from 1 to 1024 and, in the largest unit, above. Between 1000 and 1024 a fourth digit says what there is. */
function threeDigits(value: number): string {
  if (value < 10) return decimal(Math.round(value * 100), 2);
  if (value < 100) return decimal(Math.round(value * 10), 1);
  if (value < 1024) return String(Math.min(1023, Math.round(value)));
  const scale = 10 ** (Math.floor(Math.log10(value)) - 2);
  return formatPlain(Math.round(value / scale) * scale);
}

/** Written by hand, since numbers with a fraction take long to turn into text. */
function decimal(value: number, places: 1 | 2): string {
  const scale = places === 1 ? 10 : 100;
  const whole = Math.floor(value / scale);
  const rest = value % scale;
  if (rest === 0) return String(whole);
  return places === 2 && rest % 10 === 0
    ? `${whole}.${rest / 10}`
    : `${whole}.${String(rest).padStart(places, '0')}`;
}

/** Above the largest unit a number may need an exponent: three digits and grouping are clearer. */
function formatPlain(value: number): string {
  return value < 10_000 ? String(value) : formatCount(value);
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
