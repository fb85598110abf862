/**
 * Whose an unprefixed line is: it has the host, caller and time of the record before it. A program's line may have come
 * between the lines of one kernel record; then it is still the kernel's.
 */
import type { KernelRecord } from '../envelope/record.js';
import { recognise } from './recognise.js';

export interface RecordOwner {
  /** The record, with what an unprefixed line inherits. */
  own(record: KernelRecord): KernelRecord;
  /** The record was read as a line of the kernel's: a record of several lines before it is over. */
  recognised(record: KernelRecord): void;
  /** The lines that follow do not follow the ones before. */
  forget(): void;
}

/** The first line of a record of several lines: the totals of Mem-Info, the statistics of a cgroup. */
const ANNOUNCES_LINES = /^(?:active_anon:\d|Active\w*:\d|[a-z_]+ \d+$)/;
/** Lines of the longest such record, with what may stand between them. */
const LONGEST_RECORD = 100;

export function createRecordOwner(): RecordOwner {
  let previous: KernelRecord | null = null;
  let announced: KernelRecord | null = null;
  let isBehindBlank = false;

  const ownerOf = (record: KernelRecord, before: KernelRecord): KernelRecord => {
    if (before.origin !== 'program' || announced === null) return before;
    if (record.line - announced.line > LONGEST_RECORD) return before;
    const { kind } = recognise(record.text, null);
    return kind === 'totals' || kind === 'stat' ? announced : before;
  };

  return {
    own(record) {
      if (record.continuation) {
        if (record.text.trim() === '') isBehindBlank = true;
        else if (isBehindBlank && previous !== null && beginsReport(record)) this.forget();
        return previous === null ? record : inherit(record, ownerOf(record, previous));
      }
      // `grep` puts it where lines were left out: the next one still has the writer of the one before.
      if (record.text === '--' && record.envelope === 'marker') return record;
      if (isPriorityAlone(record) && previous !== null && previous.host !== null)
        return inherit(record, previous);
      previous = record;
      isBehindBlank = false;
      if (record.origin === 'kernel' && ANNOUNCES_LINES.test(record.text)) announced = record;
      return record;
    },
    recognised(record) {
      if (!record.continuation && record !== announced) announced = null;
    },
    forget() {
      previous = null;
      announced = null;
      isBehindBlank = false;
    },
  };
}

/** Behind an empty line it is no further line of a record: somebody put another log there, which has no prefixes. */
function beginsReport({ text }: KernelRecord): boolean {
  if (!text.includes(' invoked oom-killer')) return false;
  const line = recognise(text, null);
  return line.kind === 'trigger' && line.comm !== null;
}

/** `<4>` and nothing else in front of the text: a further line of a record, as `dmesg -r` and consoles print it. */
function isPriorityAlone(record: KernelRecord): boolean {
  return record.envelope === 'printk' && record.host === null && record.caller === null && isTimeless(record);
}

function isTimeless({ time }: KernelRecord): boolean {
  return time.wall === null && time.uptimeSeconds === null;
}

/** An object is whole: what stands behind it is no more of it, and of no known time. */
function inherit(record: KernelRecord, previous: KernelRecord): KernelRecord {
  return {
    ...record,
    host: record.host ?? previous.host,
    caller: record.caller ?? previous.caller,
    time: isTimeless(record) && !previous.envelope.includes('json') ? previous.time : record.time,
    origin: record.origin === 'unknown' ? previous.origin : record.origin,
    program: record.program ?? previous.program,
  };
}
