/** What is known of other dumps that were printed among a report's lines, and how far the report has come since the last began. */
export interface Mixture {
  /** In the order of `line-order`; -1 before the first line. */
  trace: number;
  memory: number;
  /** A dump was being printed when the CPU line came. */
  isIdentityDoubtful: boolean;
  /** What may be another dump's is left out. */
  isTraceLeft: boolean;
  isMemoryLeft: boolean;
}

export function createMixture(): Mixture {
  return { trace: -1, memory: -1, isIdentityDoubtful: false, isTraceLeft: false, isMemoryLeft: false };
}
