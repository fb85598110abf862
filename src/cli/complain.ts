/** Tells the user on standard error which input could not be read, and why. */
import { visibleText } from '../base/text.js';
import type { InputReport } from './read-inputs.js';
import type { Streams } from './terminal.js';

export function complain(streams: Streams, { path, error }: InputReport): void {
  const name = path === '-' ? 'standard input' : visibleText(path);
  streams.stderr.write(`oomscope: ${name}: ${visibleText(error ?? '')}\n`);
}
