/** Letters for tests of sinks. */
import type { IncidentFigures, Letter, NoticeBody } from '../../src/delivery/notice.js';
import type { StoredEvent } from '../../src/store/records.js';
import { kubepodsKill } from '../kit/sample-events.js';
import { factsFor } from '../store/facts.js';

export const FIGURES: IncidentFigures = {
  host: 'web1',
  place: 'pod <!channel>',
  scope: 'memcg',
  severity: 'warning',
  count: 12,
  firstMs: Date.parse('2026-11-20T12:00:00Z'),
  lastMs: Date.parse('2026-11-20T12:10:00Z'),
  programs: [
    { name: 'java', count: 11 },
    { name: '<@U1> & *x*', count: 1 },
  ],
  largestBytes: 512 * 1024 * 1024,
  labels: { runtime: 'kubernetes', qos: 'burstable', program: 'java' },
};

export function storedEvent(more: Partial<StoredEvent> = {}): StoredEvent {
  const event = kubepodsKill();
  return {
    seq: 1,
    event,
    facts: factsFor(event),
    atMs: FIGURES.firstMs,
    seenMs: FIGURES.firstMs,
    trust: 'verified',
    isLate: false,
    version: 1,
    ...more,
  };
}

export function letter(
  body: Partial<NoticeBody> & { kind: NoticeBody['kind'] },
  more: Partial<Letter> = {},
): Letter {
  const event = storedEvent();
  const filled = {
    event: event.event.id,
    figures: FIGURES,
    why: null,
    since: 1,
    part: 0,
    reason: 'storm',
    host: 'web1',
    entries: [],
    leftOut: 0,
    isLast: false,
    ...body,
  };
  return {
    key: `key-${body.kind}`,
    body: filled as NoticeBody,
    event: body.kind === 'digest' ? null : event,
    log: null,
    thread: { id: 'incident-1', receipt: null },
    createdMs: Date.now(),
    isInDoubt: false,
    ...more,
  };
}

export const never = new AbortController().signal;
