/**
 * XXH32 with seed 0, as lz4 frames carry it, over bytes that arrive in chunks.
 */
import { Stripes } from './stripes.js';

const STRIPE = 16;
const P1 = 0x9e3779b1;
const P2 = 0x85ebca77;
const P3 = 0xc2b2ae3d;
const P4 = 0x27d4eb2f;
const P5 = 0x165667b1;

export class Xxh32 {
  readonly #lanes = Int32Array.of(P1 + P2, P2, 0, -P1);
  readonly #stripes = new Stripes(STRIPE);

  update(bytes: Uint8Array): void {
    this.#stripes.push(bytes, (view) => {
      for (let lane = 0; lane < 4; lane++)
        this.#lanes[lane] = runLane(this.#lanes[lane] as number, view, lane * 4);
    });
  }

  /** Unsigned. */
  digest(): number {
    const [a, b, c, d] = this.#lanes as unknown as readonly [number, number, number, number];
    const { length, tail } = this.#stripes;
    let hash = P5 | 0;
    if (length >= STRIPE) hash = (rotl(a, 1) + rotl(b, 7) + rotl(c, 12) + rotl(d, 18)) | 0;
    hash = (hash + length) | 0;
    const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
    let at = 0;
    for (; at + 4 <= tail.length; at += 4) {
      hash = Math.imul(rotl((hash + Math.imul(view.getInt32(at, true), P3)) | 0, 17), P4);
    }
    for (; at < tail.length; at++)
      hash = Math.imul(rotl((hash + Math.imul(view.getUint8(at), P5)) | 0, 11), P1);
    hash = Math.imul(hash ^ (hash >>> 15), P2);
    hash = Math.imul(hash ^ (hash >>> 13), P3);
    return (hash ^ (hash >>> 16)) >>> 0;
  }
}

export function xxh32(bytes: Uint8Array): number {
  const hash = new Xxh32();
  hash.update(bytes);
  return hash.digest();
}

function runLane(start: number, view: DataView, offset: number): number {
  let lane = start;
  for (let at = offset; at < view.byteLength; at += STRIPE) {
    lane = Math.imul(rotl((lane + Math.imul(view.getInt32(at, true), P2)) | 0, 13), P1);
  }
  return lane;
}

function rotl(value: number, count: number): number {
  return (value << count) | (value >>> (32 - count));
}
