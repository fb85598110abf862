/** A bell that cannot ring, for devices that are no device: every wait takes a while. */
import type { Bell } from '../../src/source/follow/kmsg-bell.js';
import { pause } from '../../src/source/follow/pause.js';

const LOOK_MS = 200;

export function slowBell(): Bell {
  return { wait: (signal) => pause(LOOK_MS, signal), close() {} };
}
