/** What the service counts, for /metrics and `oomscope status`. A plain interface, so that replays count nothing. */
import type { DeliveryResult } from '../delivery/sink.js';
import type { LossCause } from '../source/loss.js';
import type { StoredEvent } from '../store/records.js';

export interface Counters {
  /** A new event was stored. */
  event(stored: StoredEvent): void;
  suppressed(reason: string): void;
  delivery(sink: string, result: DeliveryResult['kind'] | 'dead', seconds: number): void;
  /** `bytes`: null for a source of records. */
  read(source: string, records: number, bytes: number | null): void;
  lost(source: string, records: number, cause: LossCause): void;
  trouble(source: string, isTroubled: boolean): void;
  storeError(): void;
}

export const NO_COUNTERS: Counters = {
  event() {},
  suppressed() {},
  delivery() {},
  read() {},
  lost() {},
  trouble() {},
  storeError() {},
};
