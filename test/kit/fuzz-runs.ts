/**
 * How often a random law is tried: the ordinary suite tries few cases, the same ones each time; the long run many, others
 * each time, of which any can be repeated by the seed that it prints.
 */
import { IS_LONG_RUN } from '../laws/replay.js';

/** One law's share of a long run: what is slower, or shrinks for longer, is cut short and says so. */
const LONGEST_LAW_MS = 240_000;
const USUAL_SEED = 1;

const given = Number(process.env.OOMSCOPE_FUZZ_SEED);
const seed = IS_LONG_RUN ? (Number.isSafeInteger(given) && given > 0 ? given : Date.now() % 1e9) : USUAL_SEED;
if (IS_LONG_RUN) console.info(`random laws: repeat with OOMSCOPE_FUZZ_SEED=${seed}`);

export interface FuzzRuns {
  readonly numRuns: number;
  readonly seed: number;
  readonly interruptAfterTimeLimit?: number;
}

/** So many times as often in the long run. */
export function fuzzRuns(few: number, times: number): FuzzRuns {
  return IS_LONG_RUN
    ? { numRuns: few * times, seed, interruptAfterTimeLimit: LONGEST_LAW_MS }
    : { numRuns: few, seed };
}
