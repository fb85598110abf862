/** What a sink is: it sends once, and says how that went. It never retries, orders or remembers. */
import type { Letter } from './notice.js';

export type DeliveryResult =
  /** `receipt`: what later messages of the thread need. `warning`: it arrived, but not everywhere. */
  | { readonly kind: 'delivered'; readonly receipt: string | null; readonly warning: string | null }
  /** `isInDoubt`: it may have arrived all the same. */
  | {
      readonly kind: 'retryLater';
      readonly reason: string;
      readonly afterMs: number | null;
      readonly isInDoubt: boolean;
    }
  | { readonly kind: 'rejected'; readonly reason: string };

/**
 * Who reads it. `machine`: every event as data. `thread`: people, with replies and changes of messages. `plain`: people,
 * messages only. `mail`: people who want to be written to rarely. `alerts`: a system that keeps a state for each incident
 * and groups them itself: every change, signs of life, the end. `pager`: one that wakes people: the beginning, what got
 * worse, the end.
 */
export type Audience = 'machine' | 'thread' | 'plain' | 'mail' | 'alerts' | 'pager';

export interface Pace {
  readonly burst: number;
  readonly gapMs: number;
}

export const UNLIMITED: Pace = { burst: 1, gapMs: 0 };

export interface Sink {
  readonly name: string;
  readonly type: string;
  readonly audience: Audience;
  /** How fast it may be sent to: a few messages at once, then one every so often. */
  readonly pace: Pace;
  /**
   * So many messages may be taken from the outbox together; 1 by default. After a crash all of them are in doubt, so only for
   * sinks that tell repetitions by the key or by looking.
   */
  readonly atOnce?: number;
  /** Never throws for what the other side does. */
  send(letter: Letter, signal: AbortSignal): Promise<DeliveryResult>;
  /** Several in one go, with a result for each, in their order; for sinks to which that is cheaper. */
  sendMany?(letters: readonly Letter[], signal: AbortSignal): Promise<readonly DeliveryResult[]>;
  /** Asks whether it would take a letter, without telling anybody anything; where that cannot be, there is no such question. */
  check?(signal: AbortSignal): Promise<DeliveryResult>;
  close(): Promise<void>;
}

export function delivered(receipt: string | null = null, warning: string | null = null): DeliveryResult {
  return { kind: 'delivered', receipt, warning };
}

export function retryLater(
  reason: string,
  options: { afterMs?: number | null; isInDoubt?: boolean } = {},
): DeliveryResult {
  return {
    kind: 'retryLater',
    reason,
    afterMs: options.afterMs ?? null,
    isInDoubt: options.isInDoubt ?? false,
  };
}

export function rejected(reason: string): DeliveryResult {
  return { kind: 'rejected', reason };
}
