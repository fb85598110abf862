/**
 * What can be believed of a line whose end is known to be missing: lists are not whole, the last name or path is only the
 * beginning of one. Numbers and words that were cut themselves are gone already (envelope/screen-edge.ts).
 */
import type { OomLine } from './oom-line.js';

export function withoutCutFacts(line: OomLine, text: string): OomLine {
  switch (line.kind) {
    case 'hardware':
      return { ...line, name: null };
    case 'workqueue':
      return { ...line, name: `${line.name}…` };
    case 'panic':
      return { ...line, reason: `${line.reason}…` };
    case 'trace':
      return { ...line, frame: null };
    case 'identity':
      return line.release === null && !/ainted/.test(text) ? { ...line, comm: '' } : line;
    case 'cpuset':
      return { ...line, memsAllowed: null };
    case 'lowmem':
      return { ...line, pages: [] };
    case 'buddy':
      return line.totalBytes === null ? { ...line, blocks: [] } : line;
    case 'task-row':
      return { ...line, name: null };
    case 'task-in':
      return line.limitPath === null ? { ...line, taskPath: '' } : { ...line, limitPath: '' };
    case 'memcg-stats':
      return { ...line, path: null };
    case 'killed':
    case 'select':
      // What is left may look like a line of 2.6.18, which prints no sizes.
      return line.readings[0].totalVmBytes === null ? { ...line, rest: '…' } : line;
    case 'userspace-detail':
      return { kind: 'unrecognised', open: false };
    default:
      return line;
  }
}
