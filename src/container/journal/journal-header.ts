/**
 * The header of a systemd journal file: which forms its objects have and where its index begins. Layout:
 * systemd.io/JOURNAL_FILE_FORMAT and journal-def.h.
 */
import { InputDamage } from '../input-damage.js';
import { type RandomAccess, readCopy, readUint32, readUint64 } from './random-access.js';

const SIGNATURE = 'LPKSHHRH';
/** Ends behind the field hash table's place and the tail; later fields are newer and not needed. */
const MIN_HEADER = 208;

/** Incompatible flags. XZ, LZ4, keyed hash and ZSTD change nothing in how objects are found. */
const COMPACT = 16;
const KNOWN_FLAGS = 1 | 2 | 4 | 8 | COMPACT;

export interface JournalHeader {
  readonly isCompact: boolean;
  /** Somebody writes the file, or did when the machine went down. */
  readonly isOnline: boolean;
  /** Nobody will write to it any more. */
  readonly isArchived: boolean;
  /** The file's own, whatever its name. */
  readonly fileId: string;
  /** Boot of the newest entry; not its boot in files of systemd before 254 that were opened again. */
  readonly tailBootId: string;
  /** Names the sequence that `seqnum` counts in; several files share it. */
  readonly seqnumId: string;
  readonly headerBytes: number;
  /** Place and length of the buckets, the object's own header left out. */
  readonly fieldTable: { readonly offset: number; readonly sizeBytes: number };
  readonly tailObjectOffset: number;
  /** Numbers of the newest and oldest entry; 0 in a file without any. The newest may not be readable yet. */
  readonly tailSeqnum: number;
  readonly headSeqnum: number;
  /** Oldest and newest entry, microseconds since 1970. */
  readonly headRealtimeUsec: number;
  readonly tailRealtimeUsec: number;
}

/** Throws `InputDamage` where the file is no journal or one of a form that is not known. */
export function readJournalHeader(access: RandomAccess): JournalHeader {
  const bytes = readCopy(access, 0, MIN_HEADER);
  if (String.fromCharCode(...bytes.subarray(0, 8)) !== SIGNATURE) {
    throw new InputDamage('corrupt', 'it is no systemd journal file', 0);
  }
  if (bytes.length < MIN_HEADER)
    throw new InputDamage('truncated', 'the journal file ends inside its header', bytes.length);
  const flags = readUint32(bytes, 12);
  const unknown = (flags & ~KNOWN_FLAGS) >>> 0;
  if (unknown !== 0) {
    const name = `0x${unknown.toString(16)}`;
    const advice = 'use `journalctl --file <file> -k -o json | oomscope parse -`';
    throw new InputDamage(
      'unsupported',
      `the journal file uses features not known here (flags ${name}); ${advice}`,
    );
  }
  return {
    isCompact: (flags & COMPACT) !== 0,
    isOnline: bytes[16] === 1,
    isArchived: bytes[16] === 2,
    fileId: hex(bytes.subarray(24, 40)),
    tailBootId: hex(bytes.subarray(56, 72)),
    seqnumId: hex(bytes.subarray(72, 88)),
    headerBytes: readUint64(bytes, 88),
    fieldTable: { offset: readUint64(bytes, 120), sizeBytes: readUint64(bytes, 128) },
    tailObjectOffset: readUint64(bytes, 136),
    tailSeqnum: readUint64(bytes, 160),
    headSeqnum: readUint64(bytes, 168),
    headRealtimeUsec: readUint64(bytes, 184),
    tailRealtimeUsec: readUint64(bytes, 192),
  };
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
