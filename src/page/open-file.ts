/**
 * Opens one file in the browser: looks at its first bytes, takes compression and archives off, and hands out the logs
 * inside. Journals are read from memory, since they are no stream.
 */
import { ByteReader, type ByteSource } from '../container/byte-source.js';
import { DEFAULT_LIMITS, decompress } from '../container/decompress.js';
import { DETECT_BYTES, detect } from '../container/detect.js';
import { InputDamage } from '../container/input-damage.js';
import { journalRecord } from '../container/journal/journal-record.js';
import { mergeJournals } from '../container/journal/merge-journals.js';
import { accessBytes } from '../container/journal/random-access.js';
import { isLogName } from '../container/log-names.js';
import { readTar } from '../container/tar/tar.js';
import { utf16ToUtf8 } from '../container/utf16.js';
import type { KernelRecord } from '../envelope/record.js';

export type OpenedLog =
  | {
      readonly kind: 'text';
      readonly path: string;
      readonly modified: Date | null;
      /** Throws `InputDamage` after everything readable was handed out. */
      readonly bytes: ByteSource;
    }
  | {
      readonly kind: 'journal';
      readonly path: string;
      readonly modified: Date | null;
      readonly records: AsyncIterable<KernelRecord>;
    }
  | { readonly kind: 'problem'; readonly path: string; readonly message: string };

/** Where a stream stands: what to call it, and how many compressions and archives are around it. */
interface Layer {
  readonly path: string;
  readonly modified: Date | null;
  readonly depth: number;
}

const MAX_NESTING = 4;
/** Browsers give a page a few gigabytes at most; journals are 128 MiB by default. */
const MAX_JOURNAL_BYTES = 1024 ** 3;
const NO_LOGS = 'the archive holds no logs (looked for dmesg*, messages*, syslog*, kern*, *.log, *.journal)';

/** Never throws for what is in the file: what cannot be read is a problem among the logs. */
export async function* openFile(
  source: ByteSource,
  path: string,
  modified: Date | null,
): AsyncGenerator<OpenedLog> {
  yield* openBytes(source, { path, modified, depth: 0 });
}

async function* openBytes(source: ByteSource, layer: Layer): AsyncGenerator<OpenedLog> {
  const reader = new ByteReader(source);
  try {
    yield* openDetected(reader, layer);
  } catch (error) {
    if (!(error instanceof InputDamage)) throw error;
    yield problem(layer, error.message);
  } finally {
    await reader.close();
  }
}

async function* openDetected(reader: ByteReader, layer: Layer): AsyncGenerator<OpenedLog> {
  if (layer.depth > MAX_NESTING) {
    const limit = `${MAX_NESTING} times over, the limit`;
    throw new InputDamage('limit', `it is compressed or archived more than ${limit}`);
  }
  const detected = detect(await reader.peek(DETECT_BYTES));
  const { path, modified } = layer;
  switch (detected.kind) {
    case 'empty':
      // Damage before the first byte is thrown here: then it is no empty file.
      await reader.takeSome();
      yield problem(layer, 'it is empty');
      return;
    case 'binary':
      yield problem(layer, `it looks like ${detected.what}, not like a log`);
      return;
    case 'compressed':
      yield* openBytes(decompress(reader.rest(), detected.compression, DEFAULT_LIMITS), inner(layer, {}));
      return;
    case 'tar':
      yield* openArchive(reader.rest(), layer);
      return;
    case 'journal':
      yield { kind: 'journal', path, modified, records: readJournal(reader.rest(), path) };
      return;
    case 'text': {
      const { encoding } = detected;
      const bytes = encoding === 'utf-8' ? reader.rest() : utf16ToUtf8(reader.rest(), encoding);
      yield { kind: 'text', path, modified, bytes };
    }
  }
}

async function* openArchive(source: ByteSource, layer: Layer): AsyncGenerator<OpenedLog> {
  let logs = 0;
  try {
    for await (const { path: member, data, modified, sizeBytes } of readTar(source)) {
      if (!isLogName(member) || sizeBytes === 0) continue;
      logs++;
      yield* openBytes(data, inner(layer, { path: `${layer.path}!${member}`, modified }));
    }
  } catch (error) {
    if (!(error instanceof InputDamage)) throw error;
    yield problem(layer, error.message);
    return;
  }
  if (logs === 0) yield problem(layer, NO_LOGS);
}

async function* readJournal(source: ByteSource, path: string): AsyncGenerator<KernelRecord> {
  const access = accessBytes(await collect(source));
  let number = 0;
  for await (const entry of mergeJournals([{ path, access }])) yield journalRecord(entry, ++number);
}

async function collect(source: ByteSource): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_JOURNAL_BYTES) {
      const advice = 'use the command, oomscope parse';
      throw new InputDamage('limit', `the journal is larger than 1 GiB, too much for a browser; ${advice}`);
    }
  }
  const joined = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}

function inner(layer: Layer, change: Partial<Layer>): Layer {
  return { ...layer, ...change, depth: layer.depth + 1 };
}

function problem({ path }: Layer, message: string): OpenedLog {
  return { kind: 'problem', path, message };
}
