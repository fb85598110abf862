/** A letter as JSON for programs: the event of the contract, with what kind of message it is and how far it can be trusted. */
import { SCHEMA } from '../report/event.js';
import type { Letter } from './notice.js';

export function eventJson({ key, body, event }: Letter): string {
  const about = event === null ? {} : { trust: event.trust, late: event.isLate };
  return JSON.stringify({ schema: SCHEMA, kind: body.kind, key, ...about, event: event?.event ?? null });
}
