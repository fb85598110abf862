/**
 * What alerting systems are told of an incident. Unlike people they have to be told of its end, wherever they were told of its
 * beginning, and of nothing that needs no change of the alert's state.
 */
import type { Audience, Sink } from '../delivery/sink.js';
import type { Store } from '../store/store.js';
import type { Order } from './grouping/incident.js';

export interface AlertSink {
  readonly name: string;
  readonly audience: 'alerts' | 'pager';
}

/** `gated`: it wakes people, so that a storm of them becomes one. */
export type AlertVerdict = 'send' | 'gated' | 'skip';

/** Whether it holds a state for each incident, and has no use for digests of the past. */
export function isAlertSink(sink: Pick<Sink, 'name' | 'audience'>): sink is AlertSink {
  return sink.audience === 'alerts' || sink.audience === 'pager';
}

export function isForPeople(audience: Audience): boolean {
  return audience === 'thread' || audience === 'plain' || audience === 'mail';
}

/** `isRouted`: the event that the order shows goes to the sink. */
export function alertVerdict(
  order: Order,
  { name, audience }: AlertSink,
  isRouted: boolean,
  { outbox }: Pick<Store, 'outbox'>,
): AlertVerdict {
  const { isKnown, isOpen } = outbox.threadState(name, order.thread);
  switch (order.kind) {
    case 'incident':
      return isRouted ? passed(audience) : 'skip';
    case 'repeat':
      return isRouted && (audience === 'alerts' || order.why !== 'count') ? passed(audience) : 'skip';
    case 'update':
      return audience === 'alerts' && (isKnown || isRouted) ? 'send' : 'skip';
    case 'refresh':
      // What waits to be sent says the same.
      return audience === 'alerts' && isKnown && !isOpen ? 'send' : 'skip';
    case 'closing':
      return isKnown && !(audience === 'alerts' && order.sharesLabels) ? 'send' : 'skip';
  }
}

function passed(audience: AlertSink['audience']): AlertVerdict {
  return audience === 'pager' ? 'gated' : 'send';
}
