/** Finds where one kill followed another within seconds, whoever killed. */
import { counted } from '../base/text.js';
import { formatDuration } from '../base/units.js';
import type { OomReport } from '../report/event.js';
import { elapsed, secondsOf } from './event-time.js';
import { repeatKey } from './place.js';
import { victimWords } from './victim-words.js';

/** Events of one host that followed each other within seconds. */
export interface Cascade {
  readonly host: string | null;
  readonly eventIds: readonly string[];
  readonly victims: readonly string[];
  readonly spanSeconds: number | null;
  readonly sentence: string;
}

const CASCADE_SECONDS = 30;
/** More names in one sentence help nobody. */
const MOST_NAMED = 8;

/** Runs of events of one host, whoever killed, each within seconds of the one before, that hit more than one program or place. */
export function cascadesOf(events: readonly OomReport[]): readonly Cascade[] {
  const open = new Map<string | null, OomReport[]>();
  const found: Cascade[] = [];
  const close = (run: readonly OomReport[]) => {
    const kills = run.filter((event) => event.outcome === 'killed' || event.victims.length > 0);
    if (new Set(kills.map(repeatKey)).size > 1) found.push(cascadeOf(run));
  };
  for (const event of events) {
    const run = open.get(event.host) ?? [];
    const before = run.at(-1);
    const seconds = before === undefined ? null : elapsed(secondsOf(before), secondsOf(event));
    if (seconds !== null && Math.abs(seconds) <= CASCADE_SECONDS) run.push(event);
    else {
      close(run);
      open.set(event.host, [event]);
    }
  }
  for (const run of open.values()) close(run);
  return found;
}

function namesOf(victims: readonly string[]): string {
  const names = [...new Set(victims)];
  const rest = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function cascadeOf(run: readonly OomReport[]): Cascade {
  const victims = run.map((event) => {
    const name = victimWords(event);
    return event.killer === 'kernel' ? name : `${name} (by ${event.killer})`;
  });
  const [first] = run;
  const last = run.at(-1);
  const spanSeconds =
    first === undefined || last === undefined ? null : elapsed(secondsOf(first), secondsOf(last));
  const span = spanSeconds === null ? '' : ` within ${formatDuration(spanSeconds)}`;
  return {
    host: first?.host ?? null,
    eventIds: run.map((event) => event.id),
    victims,
    spanSeconds,
    sentence: `${counted(run.length, 'run')} of the killer${span}: ${namesOf(victims)}. Start with the first.`,
  };
}
