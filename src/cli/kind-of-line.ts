/** Pasted text, with whatever stands before the kernel's words in a log, into lines of known kinds. */
import { createEnvelopeDecoder } from '../envelope/decoder.js';
import type { KernelRecord } from '../envelope/record.js';
import { createLineJoiner, type RecognisedLine } from '../line/joiner.js';

/** What is in `lines`; text that is no line of a report comes as `unrecognised`. */
export function recogniseLines(lines: readonly string[]): readonly RecognisedLine[] {
  const found: RecognisedLine[] = [];
  const joiner = createLineJoiner();
  const emit = (line: RecognisedLine): void => void found.push(line);
  const decoder = createEnvelopeDecoder();
  const onRecord = (record: KernelRecord): void => joiner.push(record, emit);
  for (const [index, text] of lines.entries()) decoder.push({ text, number: index + 1 }, onRecord);
  decoder.end(onRecord);
  joiner.flush(emit);
  return found;
}
