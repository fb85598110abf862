/** One block of snappy (the raw format of google/snappy's format_description.txt) -> its bytes, within the limit of a body. */
import { BadProtobuf } from './protobuf-message.js';
import { LARGEST_BODY } from './unpack-body.js';

export function unsnappy(block: Uint8Array): Uint8Array {
  const [length, start] = lengthOf(block);
  const output = new Uint8Array(length);
  let at = start;
  let written = 0;
  while (at < block.length) {
    const { isLiteral, length: run, offset, end } = elementAt(block, at);
    if (written + run > length) throw damaged();
    if (isLiteral) {
      if (end + run > block.length) throw damaged();
      output.set(block.subarray(end, end + run), written);
      at = end + run;
    } else {
      if (offset === 0 || offset > written) throw damaged();
      // Byte by byte: a copy may reach into what it writes.
      for (let index = 0; index < run; index++)
        output[written + index] = output[written + index - offset] as number;
      at = end;
    }
    written += run;
  }
  if (written !== length) throw damaged();
  return output;
}

interface Element {
  readonly isLiteral: boolean;
  readonly length: number;
  /** How far back a copy is. */
  readonly offset: number;
  /** Behind the element's head. */
  readonly end: number;
}

function elementAt(block: Uint8Array, at: number): Element {
  const tag = block[at] as number;
  const high = tag >> 2;
  const number = (from: number, bytes: number): number => {
    if (from + bytes > block.length) throw damaged();
    let value = 0;
    for (let index = bytes - 1; index >= 0; index--) value = value * 256 + (block[from + index] as number);
    return value;
  };
  switch (tag & 3) {
    case 0: {
      const more = Math.max(0, high - 59);
      const length = more === 0 ? high + 1 : number(at + 1, more) + 1;
      return { isLiteral: true, length, offset: 0, end: at + 1 + more };
    }
    case 1: {
      const offset = (tag >> 5) * 256 + number(at + 1, 1);
      return { isLiteral: false, length: (high & 7) + 4, offset, end: at + 2 };
    }
    case 2:
      return { isLiteral: false, length: high + 1, offset: number(at + 1, 2), end: at + 3 };
    default:
      return { isLiteral: false, length: high + 1, offset: number(at + 1, 4), end: at + 5 };
  }
}

function lengthOf(block: Uint8Array): [number, number] {
  let length = 0;
  for (let index = 0; index < 5 && index < block.length; index++) {
    const byte = block[index] as number;
    length += (byte & 0x7f) * 128 ** index;
    if (byte >= 0x80) continue;
    if (length > LARGEST_BODY) throw new BadProtobuf(`it unpacks to more than ${LARGEST_BODY} bytes`);
    return [length, index + 1];
  }
  throw damaged();
}

function damaged(): BadProtobuf {
  return new BadProtobuf('the block of snappy around it is damaged');
}
