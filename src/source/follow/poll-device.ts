/**
 * Reads a pipe, a serial line or /dev/kmsg without ever blocking: a blocked read would hold one of the few threads of the
 * process and keep it from ending.
 */
import { constants, openSync, readSync } from 'node:fs';

/** `EAGAIN`: nothing there now. `end`: the other side is closed. Other errors are thrown. */
export type DeviceRead =
  | { readonly kind: 'data'; readonly bytes: number }
  | { readonly kind: 'empty' }
  | { readonly kind: 'end' };

/** A pipe is opened for writing too, so that it does not end when its writer goes. */
export function openDevice(path: string, isPipe: boolean): number {
  return openSync(
    path,
    (isPipe ? constants.O_RDWR : constants.O_RDONLY) | constants.O_NONBLOCK | constants.O_NOCTTY,
  );
}

export function readDevice(fd: number, buffer: Uint8Array): DeviceRead {
  try {
    const bytes = readSync(fd, buffer, 0, buffer.length, null);
    return bytes === 0 ? { kind: 'end' } : { kind: 'data', bytes };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return { kind: 'empty' };
    throw error;
  }
}
