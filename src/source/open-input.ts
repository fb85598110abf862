/**
 * Opens one input: looks at its first bytes, takes compression and archives off, and hands out the log streams inside.
 */
import { ByteReader, type ByteSource } from '../container/byte-source.js';
import { countBytes, DEFAULT_LIMITS, type DecompressionLimits, decompress } from '../container/decompress.js';
import { DETECT_BYTES, detect } from '../container/detect.js';
import { InputDamage } from '../container/input-damage.js';
import { utf16ToUtf8 } from '../container/utf16.js';
import { readFileChunks, readStdinChunks } from './file-chunks.js';
import type { Input, InputProblem, OpenedInput } from './input.js';

export interface OpenOptions {
  /** Told of every chunk read from disk or standard input, compressed bytes where compressed: for a progress bar. */
  readonly onBytes?: (bytes: number) => void;
  readonly limits?: DecompressionLimits;
}

/** Compression in compression in an archive: no real log goes deeper. */
const MAX_NESTING = 4;

/** Where a stream stands: what to call it and what was taken off already. */
interface Layer {
  readonly path: string;
  readonly modified: Date | null;
  readonly compressions: readonly string[];
  readonly container: string | null;
}

/** The streams inside `input`, one after another. Never throws: what cannot be read is a problem among them. */
export async function* openInput(input: Input, options: OpenOptions = {}): AsyncGenerator<OpenedInput> {
  switch (input.kind) {
    case 'problem':
      yield input;
      return;
    case 'stdin':
      yield* openBytes(
        countBytes(readStdinChunks(), options.onBytes ?? ignore),
        topLayer(input.path, null),
        options,
      );
      return;
    case 'file':
      yield* openFile(input.path, topLayer(input.path, input.modified), options);
      return;
    case 'journals':
      yield { kind: 'problem', path: input.path, message: 'journal files cannot be read yet' };
      return;
  }
}

async function* openFile(path: string, layer: Layer, options: OpenOptions): AsyncGenerator<OpenedInput> {
  let isPlain = false;
  const chunks = readFileChunks(path, () => isPlain);
  for await (const opened of openBytes(countBytes(chunks, options.onBytes ?? ignore), layer, options)) {
    isPlain = opened.kind === 'text' && opened.compression === null && opened.container === null;
    yield opened;
  }
}

async function* openBytes(
  source: ByteSource,
  layer: Layer,
  options: OpenOptions,
): AsyncGenerator<OpenedInput> {
  const reader = new ByteReader(source);
  try {
    yield* openDetected(reader, layer, options);
  } catch (error) {
    if (!(error instanceof InputDamage)) throw error;
    yield problem(layer, error.message);
  } finally {
    await reader.close();
  }
}

async function* openDetected(
  reader: ByteReader,
  layer: Layer,
  options: OpenOptions,
): AsyncGenerator<OpenedInput> {
  const detected = detect(await reader.peek(DETECT_BYTES));
  switch (detected.kind) {
    case 'empty':
      // Damage before the first byte is thrown here: then it is no empty file.
      await reader.takeSome();
      yield problem(layer, 'it is empty');
      return;
    case 'binary':
      yield problem(layer, `it looks like ${detected.what}, not like a log`);
      return;
    case 'compressed': {
      const compressions = [...layer.compressions, detected.compression];
      if (compressions.length > MAX_NESTING) {
        throw new InputDamage('limit', `it is compressed more than ${MAX_NESTING} times over, the limit`);
      }
      const inner = decompress(reader.rest(), detected.compression, options.limits ?? DEFAULT_LIMITS);
      yield* openBytes(inner, { ...layer, compressions }, options);
      return;
    }
    case 'text':
      yield textInput(reader, layer, detected.encoding);
      return;
    default:
      yield problem(layer, `${detected.kind} files cannot be read yet`);
  }
}

function textInput(
  reader: ByteReader,
  layer: Layer,
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be',
): OpenedInput {
  const isUtf8 = encoding === 'utf-8';
  return {
    kind: 'text',
    path: layer.path,
    bytes: isUtf8 ? reader.rest() : utf16ToUtf8(reader.rest(), encoding),
    modified: layer.modified,
    compression: layer.compressions.length === 0 ? null : layer.compressions.join('+'),
    container: isUtf8 ? layer.container : encoding,
  };
}

function topLayer(path: string, modified: Date | null): Layer {
  return { path, modified, compressions: [], container: null };
}

function problem(layer: Layer, message: string): InputProblem {
  return { kind: 'problem', path: layer.path, message };
}

function ignore(): void {}
