/**
 * oomscope as a library: `parseLog` reads events out of the bytes of any log; no function here does I/O.
 *
 *   import { createReadStream } from 'node:fs';
 *   import { parseLog } from 'oomscope';
 *   for await (const event of parseLog(createReadStream('kern.log'))) console.log(event.diagnosis.summary);
 */

export type { KernelRecord, Origin, RecordTime } from './envelope/record.js';
export { createLogParser, type LogParser, type LogParserOptions, parseLog } from './log-parser.js';
export type * from './report/event.js';
export { SCHEMA } from './report/event.js';
