/**
 * Opens one input: looks at its first bytes, takes compression and archives off, and hands out the log streams inside.
 */
import { ByteReader, type ByteSource } from '../container/byte-source.js';
import { countBytes, DEFAULT_LIMITS, type DecompressionLimits, decompress } from '../container/decompress.js';
import { DETECT_BYTES, detect } from '../container/detect.js';
import { InputDamage } from '../container/input-damage.js';
import type { Wanted } from '../container/journal/wanted.js';
import { utf16ToUtf8 } from '../container/utf16.js';
import { readFileChunks } from './file-chunks.js';
import type { Input, OpenedInput } from './input.js';
import { compressionOf, innerLayer, type Layer, problemOf, topLayer } from './layer.js';
import { openArchive } from './open-archive.js';
import { readJournals } from './open-journals.js';
import { spooledJournals } from './spooled-journals.js';
import { readStdinChunks } from './stdin-chunks.js';

export interface OpenOptions {
  /** Told of every chunk read from disk or standard input, compressed bytes where compressed: for a progress bar. */
  readonly onBytes?: (bytes: number) => void;
  readonly limits?: DecompressionLimits;
  /** Which entries of journals are read; all that may help where it does not say. */
  readonly wanted?: readonly Wanted[];
}

/** Compression in compression in an archive in an archive: no real log goes deeper. */
const MAX_NESTING = 4;

/** The streams inside `input`, one after another. Never throws: what cannot be read is a problem among them. */
export async function* openInput(input: Input, options: OpenOptions = {}): AsyncGenerator<OpenedInput> {
  const onBytes = options.onBytes ?? ignore;
  switch (input.kind) {
    case 'problem':
      yield input;
      return;
    case 'stdin':
      yield* openChunks(readStdinChunks, topLayer(input.path, null, null, options.wanted), options);
      return;
    case 'file':
      yield* openChunks(
        (canReuse) => readFileChunks(input.path, canReuse),
        topLayer(input.path, input.modified, input.path, options.wanted),
        options,
      );
      return;
    case 'journals': {
      const records = readJournals(
        input.files.map((path) => ({ path, name: path })),
        onBytes,
        options.wanted,
      );
      yield {
        kind: 'journal',
        path: input.path,
        records,
        modified: null,
        compression: null,
        container: null,
      };
      return;
    }
  }
}

/** Where the text needs no unpacking, its chunks are looked at once and their buffers can be filled again. */
async function* openChunks(
  read: (canReuse: () => boolean) => ByteSource,
  layer: Layer,
  options: OpenOptions,
): AsyncGenerator<OpenedInput> {
  let isPlain = false;
  const chunks = read(() => isPlain);
  for await (const opened of openBytes(countBytes(chunks, options.onBytes ?? ignore), layer, options)) {
    isPlain = opened.kind === 'text' && opened.compression === null && opened.container === null;
    yield opened;
  }
}

/** What is inside the bytes of one file, archive member or compressed stream. */
export async function* openBytes(
  source: ByteSource,
  layer: Layer,
  options: OpenOptions,
): AsyncGenerator<OpenedInput> {
  const reader = new ByteReader(source);
  try {
    yield* openDetected(reader, layer, options);
  } catch (error) {
    if (!(error instanceof InputDamage)) throw error;
    yield problemOf(layer, error.message);
  } finally {
    await reader.close();
  }
}

async function* openDetected(
  reader: ByteReader,
  layer: Layer,
  options: OpenOptions,
): AsyncGenerator<OpenedInput> {
  if (layer.depth > MAX_NESTING) {
    throw new InputDamage(
      'limit',
      `it is compressed or archived more than ${MAX_NESTING} times over, the limit`,
    );
  }
  const detected = detect(await reader.peek(DETECT_BYTES));
  switch (detected.kind) {
    case 'empty':
      // Damage before the first byte is thrown here: then it is no empty file.
      await reader.takeSome();
      yield problemOf(layer, 'it is empty');
      return;
    case 'binary':
      yield problemOf(layer, `it looks like ${detected.what}, not like a log`);
      return;
    case 'compressed': {
      const compressions = [...layer.compressions, detected.compression];
      const inner = decompress(reader.rest(), detected.compression, options.limits ?? DEFAULT_LIMITS);
      yield* openBytes(inner, innerLayer(layer, { compressions }), options);
      return;
    }
    case 'tar':
      yield* openArchive(reader.rest(), layer, (data, member) => openBytes(data, member, options));
      return;
    case 'journal':
      if (layer.diskPath === null) yield* spooledJournals([{ path: layer.path, data: reader.rest() }], layer);
      else yield journalInput(layer, layer.diskPath, options.onBytes ?? ignore);
      return;
    case 'text':
      yield textInput(reader, layer, detected.encoding);
  }
}

function journalInput(
  { path, modified, wanted }: Layer,
  diskPath: string,
  onBytes: (bytes: number) => void,
): OpenedInput {
  return {
    kind: 'journal',
    path,
    records: readJournals([{ path: diskPath, name: diskPath }], onBytes, wanted),
    modified,
    compression: null,
    container: null,
  };
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
    compression: compressionOf(layer),
    container: isUtf8 ? layer.container : encoding,
  };
}

function ignore(): void {}
