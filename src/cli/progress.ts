/**
 * One line on a terminal's standard error that tells how far reading is, once it takes longer than a moment: bytes of
 * how many, how fast, how many events. It is erased before anything else is written and at the end.
 */
import { counted } from '../base/text.js';
import { formatBytes, formatPercent } from '../base/units.js';

export interface Progress {
  addBytes(bytes: number): void;
  addEvent(): void;
  /** Makes room for other output; the line comes back by itself. */
  clear(): void;
  end(): void;
}

const FIRST_MS = 1000;
const STEP_MS = 200;
const ERASE = '\r\u001b[K';

const NO_PROGRESS: Progress = { addBytes() {}, addEvent() {}, clear() {}, end() {} };

/** `totalBytes`: null where not known (a pipe). Silent without a stream and where it is no terminal. */
export function createProgress(stream: NodeJS.WriteStream | null, totalBytes: number | null): Progress {
  if (stream?.isTTY !== true) return NO_PROGRESS;
  const began = Date.now();
  let bytes = 0;
  let events = 0;
  let isShown = false;

  const draw = (): void => {
    const elapsed = Date.now() - began;
    if (elapsed < FIRST_MS) return;
    const line = progressLine({ bytes, totalBytes, events, seconds: elapsed / 1000 });
    stream.write(`${ERASE}${line.slice(0, Math.max(0, (stream.columns || 80) - 1))}`);
    isShown = true;
  };
  const clear = (): void => {
    if (isShown) stream.write(ERASE);
    isShown = false;
  };
  const timer = setInterval(draw, STEP_MS);
  timer.unref();
  return {
    addBytes(count) {
      bytes += count;
    },
    addEvent() {
      events++;
    },
    clear,
    end() {
      clearInterval(timer);
      clear();
    },
  };
}

export interface ProgressState {
  readonly bytes: number;
  readonly totalBytes: number | null;
  readonly events: number;
  readonly seconds: number;
}

/** `412 MiB of 1.2 GiB (34 %), 230 MiB/s, 12 events`. */
export function progressLine({ bytes, totalBytes, events, seconds }: ProgressState): string {
  const done =
    totalBytes === null || totalBytes < bytes
      ? `${formatBytes(bytes)} read`
      : `${formatBytes(bytes)} of ${formatBytes(totalBytes)} (${formatPercent(bytes, totalBytes)})`;
  return `${done}, ${formatBytes(bytes / seconds)}/s, ${counted(events, 'event')}`;
}
