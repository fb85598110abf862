/**
 * LZMA2 (the content of an xz block), chunk by chunk: stored or LZMA coded, each with its sizes in front.
 */
import { OutputWindow } from '../output-window.js';
import { LzmaDecoder } from './lzma.js';

/** What a chunk's header says. */
export interface Lzma2Chunk {
  readonly isStored: boolean;
  /** Bytes of the chunk behind its header. */
  readonly packedBytes: number;
  readonly unpackedBytes: number;
}

export class Lzma2Decoder {
  readonly #window: OutputWindow;
  readonly #decoder: LzmaDecoder;
  #isStarted = false;
  #hasProperties = false;

  constructor(dictionaryBytes: number) {
    this.#window = new OutputWindow(dictionaryBytes);
    this.#decoder = new LzmaDecoder(this.#window, dictionaryBytes);
  }

  /** Resets what the header asks for; null when it cannot be. `header`: `lzma2HeaderBytes` bytes, control first. */
  begin(header: Uint8Array): Lzma2Chunk | null {
    const control = header[0] as number;
    const resetsDictionary = control === 1 || control >= 0xe0;
    if ((!this.#isStarted && !resetsDictionary) || (control > 2 && control < 0x80)) return null;
    if (resetsDictionary) this.#decoder.resetDictionary();
    this.#isStarted = true;
    const size = ((header[1] as number) << 8) + (header[2] as number) + 1;
    if (control < 0x80) return { isStored: true, packedBytes: size, unpackedBytes: size };
    if (control >= 0xc0) this.#hasProperties = this.#decoder.setProperties(header[5] as number);
    if (!this.#hasProperties) return null;
    if (control >= 0xa0) this.#decoder.resetState();
    return {
      isStored: false,
      packedBytes: ((header[3] as number) << 8) + (header[4] as number) + 1,
      unpackedBytes: ((control & 0x1f) << 16) + size,
    };
  }

  /** `bytes`: the chunk, or the part of it that there is. The output is as much as came of it. */
  decode(chunk: Lzma2Chunk, bytes: Uint8Array): { readonly output: Uint8Array; readonly isFine: boolean } {
    const window = this.#window;
    window.reserve(chunk.unpackedBytes);
    const start = window.at;
    let isFine = true;
    if (chunk.isStored) this.#decoder.store(bytes);
    else isFine = this.#decoder.decode(bytes, chunk.unpackedBytes) === 'done';
    return { output: window.bytes.slice(start, window.at), isFine };
  }
}

/** Length of a chunk's header by its control byte, which is not 0 (the end). */
export function lzma2HeaderBytes(control: number): number {
  if (control < 0x80) return 3;
  return control >= 0xc0 ? 6 : 5;
}
