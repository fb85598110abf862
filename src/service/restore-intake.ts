/** What the store has of an earlier run -> the state in which taking in goes on. */
import { createGrouping, type Grouping } from './grouping/grouping.js';
import type { Incident } from './grouping/incident.js';
import type { IntakeOptions } from './intake.js';
import { createMessages, type Messages } from './messages.js';
import { refreshOptions, savedIncident } from './saved-incidents.js';

/** Open incidents and what is being told of them, as they were saved. */
export function restoreGrouping(options: IntakeOptions): { grouping: Grouping; messages: Messages } {
  const saved: Incident[] = [];
  for (const [key, body] of options.store.incidents())
    if (key.startsWith('incident:')) saved.push(savedIncident(body));
  const { wait, replyEvery, quiet, remind } = options.config.grouping;
  const grouping = createGrouping(
    {
      ...{ waitMs: wait, replyEveryMs: replyEvery, quietMs: quiet, remindMs: remind },
      ...refreshOptions(options.config),
    },
    saved,
  );
  return { grouping, messages: createMessages(options) };
}

/** When this store was first used: what happened before is history. */
export function firstStart({ store, nowMs, isReplay }: IntakeOptions): number {
  const known = store.fact('first-start');
  if (known !== null) return Number(known);
  if (isReplay !== true) store.saveFact('first-start', String(nowMs()));
  return nowMs();
}
