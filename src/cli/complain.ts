/** Tells the user on standard error which input could not be read, and why. */
import { visibleText } from '../base/text.js';
import type { InputReport } from './read-inputs.js';
import type { Streams } from './terminal.js';

export function complain(
  streams: Pick<Streams, 'stderr'>,
  { path, error }: Pick<InputReport, 'path' | 'error'>,
): void {
  const name = path === '-' ? 'standard input' : visibleText(path);
  streams.stderr.write(`oomscope: ${name}: ${visibleText(error ?? '')}\n`);
}
