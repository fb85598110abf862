/** A source as it is named on the command line. */
import { statSync } from 'node:fs';
import type { SourceConfig } from './schema.js';

export function sourceFromArgument(text: string): SourceConfig {
  switch (text) {
    case 'auto':
    case 'kmsg':
    case 'journal':
    case 'journalctl':
    case 'stdin':
      return text;
    case '-':
      return 'stdin';
    case '/dev/kmsg':
      return 'kmsg';
    default: {
      const stats = statSync(text, { throwIfNoEntry: false });
      if (stats?.isDirectory() === true) return { journal: text };
      const isDevice = stats !== undefined && (stats.isFIFO() || stats.isCharacterDevice());
      return isDevice ? { device: text } : { file: text, poll: false };
    }
  }
}
