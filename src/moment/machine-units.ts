/** Size of a page and length of a clock tick on this machine, from the auxiliary vector that the kernel gives every process. */
import { readBytes } from './read-small.js';

export interface MachineUnits {
  readonly pageBytes: number;
  readonly ticksPerSecond: number;
}

/** `elf.h`: AT_PAGESZ, AT_CLKTCK. */
const PAGE_SIZE = 6;
const CLOCK_TICKS = 17;
const ENTRY = 16;

export function machineUnits(proc: string): MachineUnits {
  const vector = readBytes(`${proc}/self/auxv`);
  let [pageBytes, ticksPerSecond] = [4096, 100];
  for (let at = 0; vector !== null && at + ENTRY <= vector.length; at += ENTRY) {
    const value = Number(vector.readBigUInt64LE(at + 8));
    const kind = vector.readBigUInt64LE(at);
    if (kind === BigInt(PAGE_SIZE)) pageBytes = value;
    if (kind === BigInt(CLOCK_TICKS)) ticksPerSecond = value;
  }
  return { pageBytes, ticksPerSecond };
}
