/** Stored events with hostile text in every field that comes from a log. */
import type { StoredEvent } from '../../src/store/records.js';
import { HOSTILE, hostileEvent } from '../kit/hostile.js';
import { storedEvent } from './letters.js';

export function hostileEvents(): readonly StoredEvent[] {
  return HOSTILE.map(({ text }) => storedEvent({ event: hostileEvent(text) }));
}
