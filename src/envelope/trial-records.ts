/** The first lines of a log as the decoder reads them by itself, for whoever learns from them what it cannot read. */
import { createEnvelopeDecoder } from './decoder.js';
import type { KernelRecord } from './record.js';

export function trialRecords(lines: readonly string[]): KernelRecord[] {
  const records: KernelRecord[] = [];
  const decoder = createEnvelopeDecoder({ isLive: true });
  const keep = (record: KernelRecord): void => void records.push(record);
  for (const [index, text] of lines.entries()) decoder.push({ text, number: index + 1 }, keep);
  decoder.end(keep);
  return records;
}
