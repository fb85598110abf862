/**
 * XXH64 with seed 0, as zstd frames carry it, over bytes that arrive in chunks. 64-bit numbers are pairs of 32-bit
 * halves: the same with BigInt takes fifteen times as long.
 */
import { Stripes } from './stripes.js';

const STRIPE = 32;
/** The five primes as [high, low]. */
const P1: Word = [0x9e3779b1 | 0, 0x85ebca87 | 0];
const P2: Word = [0xc2b2ae3d | 0, 0x27d4eb4f | 0];
const P3: Word = [0x165667b1 | 0, 0x9e3779f9 | 0];
const P4: Word = [0x85ebca77 | 0, 0xc2b2ae63 | 0];
const P5: Word = [0x27d4eb2f | 0, 0x165667c5 | 0];

/** High and low half, signed. */
type Word = readonly [number, number];

export class Xxh64 {
  #lanes: [Word, Word, Word, Word] = [add(P1, P2), P2, [0, 0], sub([0, 0], P1)];
  readonly #stripes = new Stripes(STRIPE);

  update(bytes: Uint8Array): void {
    this.#stripes.push(bytes, (view) => {
      const [a, b, c, d] = this.#lanes;
      this.#lanes = [runLane(a, view, 0), runLane(b, view, 8), runLane(c, view, 16), runLane(d, view, 24)];
    });
  }

  /** The low 32 bits of the hash, unsigned: what zstd stores. */
  digestLow32(): number {
    const [a, b, c, d] = this.#lanes;
    const { length, tail } = this.#stripes;
    let hash: Word = P5;
    if (length >= STRIPE) {
      hash = add(add(rotl(a, 1), rotl(b, 7)), add(rotl(c, 12), rotl(d, 18)));
      for (const lane of this.#lanes) hash = add(mul(xor(hash, round([0, 0], lane)), P1), P4);
    }
    hash = add(hash, [Math.floor(length / 2 ** 32) | 0, length | 0]);
    return avalanche(absorbTail(hash, tail))[1] >>> 0;
  }
}

/** The hot loop: `lane = rotl(lane + input * P2, 31) * P1` for every stripe, with the multiplications written out. */
function runLane(start: Word, view: DataView, offset: number): Word {
  let [hi, lo] = start;
  for (let at = offset; at < view.byteLength; at += STRIPE) {
    const inLo = view.getInt32(at, true);
    const inHi = view.getInt32(at + 4, true);
    let a0 = inLo & 0xffff;
    let a1 = inLo >>> 16;
    let t0 = Math.imul(a0, 0xeb4f) >>> 0;
    let t1 = (Math.imul(a1, 0xeb4f) >>> 0) + (t0 >>> 16);
    let t2 = (Math.imul(a0, 0x27d4) >>> 0) + (t1 & 0xffff);
    const mulLo = (t2 << 16) | (t0 & 0xffff);
    const mulHi =
      Math.imul(a1, 0x27d4) + (t1 >>> 16) + (t2 >>> 16) + Math.imul(inHi, P2[1]) + Math.imul(inLo, P2[0]);
    const sumLo = (lo + mulLo) | 0;
    const sumHi = (hi + mulHi + (sumLo >>> 0 < mulLo >>> 0 ? 1 : 0)) | 0;
    const rotLo = (sumLo << 31) | (sumHi >>> 1);
    const rotHi = (sumHi << 31) | (sumLo >>> 1);
    a0 = rotLo & 0xffff;
    a1 = rotLo >>> 16;
    t0 = Math.imul(a0, 0xca87) >>> 0;
    t1 = (Math.imul(a1, 0xca87) >>> 0) + (t0 >>> 16);
    t2 = (Math.imul(a0, 0x85eb) >>> 0) + (t1 & 0xffff);
    lo = (t2 << 16) | (t0 & 0xffff);
    hi =
      (Math.imul(a1, 0x85eb) +
        (t1 >>> 16) +
        (t2 >>> 16) +
        Math.imul(rotHi, P1[1]) +
        Math.imul(rotLo, P1[0])) |
      0;
  }
  return [hi, lo];
}

function absorbTail(start: Word, tail: Uint8Array): Word {
  let hash = start;
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  let at = 0;
  for (; at + 8 <= tail.length; at += 8) {
    const input: Word = [view.getInt32(at + 4, true), view.getInt32(at, true)];
    hash = add(mul(rotl(xor(hash, round([0, 0], input)), 27), P1), P4);
  }
  if (at + 4 <= tail.length) {
    hash = add(mul(rotl(xor(hash, mul([0, view.getInt32(at, true)], P1)), 23), P2), P3);
    at += 4;
  }
  for (; at < tail.length; at++) hash = mul(rotl(xor(hash, mul([0, view.getUint8(at)], P5)), 11), P1);
  return hash;
}

function avalanche(start: Word): Word {
  let hash = mul(xor(start, shiftRight(start, 33)), P2);
  hash = mul(xor(hash, shiftRight(hash, 29)), P3);
  return xor(hash, shiftRight(hash, 32));
}

function round(lane: Word, input: Word): Word {
  return mul(rotl(add(lane, mul(input, P2)), 31), P1);
}

function add(a: Word, b: Word): Word {
  const low = (a[1] + b[1]) | 0;
  return [(a[0] + b[0] + (low >>> 0 < b[1] >>> 0 ? 1 : 0)) | 0, low];
}

function sub(a: Word, b: Word): Word {
  return add(a, add([~b[0], ~b[1]], [0, 1]));
}

function mul(a: Word, b: Word): Word {
  const product = BigInt.asUintN(64, toBig(a) * toBig(b));
  return [Number(product >> 32n) | 0, Number(product & 0xffffffffn) | 0];
}

function toBig(word: Word): bigint {
  return (BigInt(word[0] >>> 0) << 32n) | BigInt(word[1] >>> 0);
}

function xor(a: Word, b: Word): Word {
  return [a[0] ^ b[0], a[1] ^ b[1]];
}

/** 0 < `count` < 32. */
function rotl([high, low]: Word, count: number): Word {
  return [(high << count) | (low >>> (32 - count)), (low << count) | (high >>> (32 - count))];
}

function shiftRight([high, low]: Word, count: number): Word {
  if (count >= 32) return [0, high >>> (count - 32)];
  return [high >>> count, (low >>> count) | (high << (32 - count))];
}
