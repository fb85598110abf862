/** Arithmetic for advice: sizes that leave room, rounded to what people configure. */

const MiB = 2 ** 20;
const GiB = 2 ** 30;

/** Share of a limit that stays free of what is known to be needed. */
const HEADROOM = 0.25;
export const FREE_SHARE = 0.3;

/** Next step for a limit that was hit at `bytes`: a quarter more, in round mebibytes. */
export function withHeadroom(bytes: number): number {
  return roundUp(bytes * (1 + HEADROOM));
}

/**
 * How many workers of `meanBytes` fit so that `FREE_SHARE` of the limit stays free beside `othersBytes`. Null where not
 * even one does: then fewer workers are no answer.
 */
export function fittingCount(limitBytes: number, othersBytes: number, meanBytes: number): number | null {
  const room = limitBytes * (1 - FREE_SHARE) - othersBytes;
  const count = Math.floor(room / meanBytes);
  return meanBytes > 0 && count >= 1 ? count : null;
}

/** A quarter of RAM, between 1 and 8 GiB; 2 GiB where RAM is unknown. */
export function suggestedSwapBytes(ramBytes: number | null): number {
  if (ramBytes === null) return 2 * GiB;
  return Math.min(8 * GiB, Math.max(1 * GiB, Math.round(ramBytes / 4 / GiB) * GiB));
}

/** `bytes` times `share`, in whole mebibytes, at least 1. */
export function mebibytes(bytes: number, share = 1): number {
  return Math.max(1, Math.floor((bytes * share) / MiB));
}

function roundUp(bytes: number): number {
  const step = bytes >= 8 * GiB ? 512 * MiB : bytes >= GiB ? 128 * MiB : bytes >= 128 * MiB ? 16 * MiB : MiB;
  return Math.ceil(bytes / step) * step;
}
