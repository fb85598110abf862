/** Pixels as a PNG of at most 256 colours: pictures of text become a fifth of what a browser writes. */
import { crc32, deflateSync } from 'node:zlib';

/** `rgba`: opaque pixels, row by row. */
export function palettePng(rgba, width, height) {
  for (let step = 1; step <= 64; step *= 2) {
    const found = indexColours(rgba, step);
    if (found !== null) return encode(found, width, height);
  }
  throw new Error('a picture of four levels a channel has at most 125 colours');
}

/** Null where there are more than 256 colours, with channels rounded to multiples of `step`. */
function indexColours(rgba, step) {
  const palette = new Map();
  const indices = new Uint8Array(rgba.length / 4);
  for (let pixel = 0; pixel < indices.length; pixel++) {
    let colour = 0;
    for (let channel = 0; channel < 3; channel++)
      colour = colour * 256 + Math.min(255, Math.round(rgba[pixel * 4 + channel] / step) * step);
    let index = palette.get(colour);
    if (index === undefined) {
      index = palette.size;
      if (index === 256) return null;
      palette.set(colour, index);
    }
    indices[pixel] = index;
  }
  return { indices, colours: [...palette.keys()] };
}

function encode({ indices, colours }, width, height) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const palette = Buffer.from(colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const rows = Buffer.alloc(height * (width + 1));
  for (let row = 0; row < height; row++)
    rows.set(indices.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
