/** Runs a source and keeps what it gives, for tests that change files under it. */
import type { Source } from '../../../src/source/follow/followed.js';

export interface Collected {
  readonly lines: string[];
  readonly boundaries: string[];
  readonly troubles: (string | null)[];
  lost: number;
  /** Reasons of losses. */
  readonly losses: string[];
  /** Position after the last piece. */
  position: string | null;
  /** Position of the line that reads so. */
  readonly positions: Map<string, string>;
  /** Times the source had nothing more. */
  caughtUp: number;
}

export interface Running extends Collected {
  /** Waits until the condition holds. */
  until(condition: () => boolean, what: string): Promise<void>;
  /** Waits until the source has looked again, after now. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

const PATIENCE_MS = 8000;

export function run(source: Source, position: string | null = null): Running {
  const controller = new AbortController();
  const collected: Collected = {
    lines: [],
    boundaries: [],
    troubles: [],
    lost: 0,
    losses: [],
    position: null,
    positions: new Map(),
    caughtUp: 0,
  };
  const done = collect(source, position, controller.signal, collected);
  const until = async (condition: () => boolean, what: string): Promise<void> => {
    const end = Date.now() + PATIENCE_MS;
    while (!condition()) {
      if (Date.now() > end)
        throw new Error(`never happened: ${what}; got ${JSON.stringify(collected.lines.slice(-5))}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  return Object.assign(collected, {
    until,
    async settled() {
      const looks = collected.caughtUp + 2;
      await until(() => collected.caughtUp >= looks, 'a further look');
    },
    async stop() {
      controller.abort();
      await done;
    },
  });
}

async function collect(
  source: Source,
  position: string | null,
  signal: AbortSignal,
  into: Collected,
): Promise<void> {
  for await (const item of source.follow(position, signal)) {
    switch (item.kind) {
      case 'text': {
        const text = Buffer.from(item.bytes).toString('latin1');
        let offset = 0;
        let number = item.line;
        for (const line of text.split('\n').slice(0, -1)) {
          into.lines.push(line);
          into.positions.set(line, item.positionAt(offset, number++));
          offset += line.length + 1;
        }
        into.position = item.positionAt(item.bytes.length, number);
        break;
      }
      case 'received':
        for (const { lines } of item.batches)
          into.lines.push(...lines.map((line) => Buffer.from(line).toString('latin1')));
        item.onHandled(true);
        break;
      case 'records':
        for (const record of item.records) {
          into.lines.push(record.text);
          into.positions.set(record.text, item.positionAt(record.line));
        }
        into.position = item.positionAt(null);
        break;
      case 'boundary':
        into.boundaries.push(item.reason);
        break;
      case 'caught-up':
        into.caughtUp++;
        break;
      case 'lost':
        into.lost += item.records ?? 0;
        into.losses.push(item.reason);
        break;
      case 'trouble':
        into.troubles.push(item.message);
    }
  }
}
