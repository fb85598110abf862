/**
 * One lz4 block into bytes behind what was decoded before it (its dictionary). Used by lz4 frames and by the compressed
 * fields of systemd journals.
 */

/**
 * Decodes `input` into `output` from `at` on; matches may reach back to the start of `output`. Returns XX
 */
export function decodeLz4Block(input: Uint8Array, output: Uint8Array, at: number): number {
  const end = input.length;
  let from = 0;
  let to = at;
  while (from < end) {
    const token = input[from++] as number;
    let literals = token >> 4;
    if (literals === 15) {
      let more = 255;
      while (more === 255 && from < end) literals += more = input[from++] as number;
    }
    if (from + literals > end || to + literals > output.length) return ~to;
    if (literals <= 16)
      for (let stop = from + literals; from < stop; ) output[to++] = input[from++] as number;
    else {
      output.set(input.subarray(from, from + literals), to);
      from += literals;
      to += literals;
    }
    if (from === end) return to;
    if (from + 2 > end) return ~to;
    const distance = (input[from] as number) | ((input[from + 1] as number) << 8);
    from += 2;
    let length = (token & 15) + 4;
    if (length === 19) {
      let more = 255;
      while (more === 255 && from < end) length += more = input[from++] as number;
    }
    if (distance === 0 || distance > to || to + length > output.length) return ~to;
    if (distance >= length && length > 24) {
      output.copyWithin(to, to - distance, to - distance + length);
      to += length;
    } else for (let stop = to + length; to < stop; to++) output[to] = output[to - distance] as number;
  }
  return ~to;
}
