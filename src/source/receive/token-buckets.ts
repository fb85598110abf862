/** How often each of many senders may do something: a bucket of tokens for each, filled at a steady rate. Memory is bounded. */

export interface TokenBuckets {
  /** Takes a token; where none is left, the milliseconds until there is one. */
  take(sender: string, nowMs: number): number | null;
}

export interface TokenBucketsOptions {
  readonly perSecond: number;
  /** Tokens of a full bucket. */
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  filledMs: number;
}

/** Beyond them the one that was silent longest is forgotten: it begins anew with a full bucket. */
const MOST_SENDERS = 4096;

export function createTokenBuckets({ perSecond, burst }: TokenBucketsOptions): TokenBuckets {
  const buckets = new Map<string, Bucket>();
  return {
    take(sender, nowMs) {
      const bucket = buckets.get(sender) ?? { tokens: burst, filledMs: nowMs };
      buckets.delete(sender);
      buckets.set(sender, bucket);
      const [oldest] = buckets.keys();
      if (buckets.size > MOST_SENDERS && oldest !== undefined) buckets.delete(oldest);
      const filled = (Math.max(0, nowMs - bucket.filledMs) / 1000) * perSecond;
      bucket.tokens = Math.min(burst, bucket.tokens + filled);
      bucket.filledMs = nowMs;
      if (bucket.tokens < 1) return ((1 - bucket.tokens) / perSecond) * 1000;
      bucket.tokens--;
      return null;
    },
  };
}
