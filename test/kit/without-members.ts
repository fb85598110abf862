/** Events without some of their members, wherever these stand in them: what must be the same however the log was written. */
import type { OomEvent } from '../../src/index.js';

export function withoutMembers(events: readonly OomEvent[], names: readonly string[]): unknown {
  return JSON.parse(JSON.stringify(events, (key, value) => (names.includes(key) ? undefined : value)));
}
