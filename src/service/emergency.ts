/**
 * The disk is full. First the reserve is given up, which mostly is enough; then people are told directly, past the outbox, of
 * events that cannot be stored now. They are told again once they can be: better twice than not at all.
 */
import type { Letter } from '../delivery/notice.js';
import type { Sink } from '../delivery/sink.js';
import type { StoredEvent } from '../store/records.js';
import type { Config } from './config/schema.js';
import { factsOf } from './event-facts.js';
import type { ServiceLog } from './log.js';
import { routeEvent } from './routing.js';
import type { Reading } from './source-reader.js';
import type { Reserve } from './state-directory.js';

export interface EmergencyOptions {
  readonly sinks: readonly Sink[];
  readonly reserve: Reserve;
  readonly config: Config;
  readonly host: string;
  readonly log: ServiceLog;
}

/** Enough to know that something is wrong; the rest follows when there is room again. */
const MOST_TOLD = 20;

/** Returns whether space was freed, so that storing may be tried again at once. */
export function emergency(options: EmergencyOptions): (readings: readonly Reading[]) => boolean {
  const told = new Set<string>();
  return (readings) => {
    if (options.reserve.release()) {
      options.log.warn({}, 'the disk is full: the reserve was given up');
      return true;
    }
    for (const reading of readings) {
      if (told.has(reading.event.id) || told.size >= MOST_TOLD || reading.isBacklog) continue;
      told.add(reading.event.id);
      tell(options, reading);
    }
    return false;
  };
}

function tell({ sinks, config, host, log }: EmergencyOptions, { event }: Reading): void {
  const facts = factsOf(event);
  const nowMs = Date.now();
  const stored: StoredEvent = {
    seq: 0,
    event,
    facts,
    atMs: facts.wallMs ?? nowMs,
    seenMs: nowMs,
    trust: 'unverified',
    isLate: false,
    version: 1,
  };
  const wanted = routeEvent({ ...stored, trust: 'verified' }, config, host);
  const letter = letterOf(stored, host);
  for (const sink of sinks.filter(({ name, audience }) => wanted.includes(name) && audience !== 'machine'))
    sink.send(letter, AbortSignal.timeout(30_000)).then(
      (result) =>
        log.warn({ sink: sink.name, result: result.kind }, 'told without storing: the disk is full'),
      (error: unknown) =>
        log.error({ sink: sink.name, error: String(error) }, 'could not tell without storing'),
    );
}

function letterOf({ event, facts, atMs, seenMs }: StoredEvent, host: string): Letter {
  return {
    key: `emergency/${event.id}`,
    body: {
      kind: 'digest',
      reason: 'disk-full',
      host,
      entries: [
        {
          atMs: atMs,
          host: event.host ?? host,
          headline: `${facts.program ?? 'a process'} killed`,
          place: facts.place,
          count: 1,
        },
      ],
      leftOut: 0,
      isLast: true,
    },
    event: null,
    log: null,
    thread: null,
    createdMs: seenMs,
    isInDoubt: false,
  };
}
