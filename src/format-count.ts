/** The wrappings of a log's records -> the one that the log is said to have. */

export interface FormatCount {
  add(envelope: string, records: number): void;
  /** Null before the first record. */
  mostFrequent(): string | null;
}

/** They stand in every log: they are its wrapping only where there is no other. */
const EVERYWHERE = new Set(['bare', 'marker']);

export function createFormatCount(): FormatCount {
  const counts = new Map<string, number>();
  return {
    add: (envelope, records) => void counts.set(envelope, (counts.get(envelope) ?? 0) + records),
    mostFrequent() {
      const wrapped = [...counts].filter(([name]) => !EVERYWHERE.has(name));
      const [best] = (wrapped.length > 0 ? wrapped : [...counts]).sort((a, b) => b[1] - a[1]);
      return best?.[0] ?? null;
    },
  };
}
