/**
 * Lets through the events that --since, --until, --boot and --host ask for, and keeps account of what that left out. A
 * time or a host that the log does not tell is handled as said at each option, and the user is told.
 */
import type { OomEvent } from '../report/event.js';
import { type BootChoice, type ChosenBoots, chooseBoots } from './boot-choice.js';
import type { PlacedStretch } from './boots.js';
import type { Read } from './read-inputs.js';

export interface Selection {
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
  /** Any of them; all hosts where empty. */
  readonly hosts: readonly string[];
  readonly boot: BootChoice | null;
}

/** What became of the events, for messages. */
export interface SelectionAccount {
  leftOut: number;
  /** Kept under --since or --until although the log does not say when they were. */
  undated: number;
  /** Left out under --host because the log names no host. */
  hostless: number;
  /** Hosts of events, the first few. */
  readonly hosts: Set<string>;
  /** Names given with --host that events have. */
  readonly metHosts: Set<string>;
  /** Most boots that a host in the log has, where none has the one asked for. */
  bootsThere: number | null;
}

export function newAccount(): SelectionAccount {
  return { leftOut: 0, undated: 0, hostless: 0, hosts: new Set(), metHosts: new Set(), bootsThere: null };
}

const MOST_HOSTS = 10;

/** Passes `reads` on without the events that were not asked for; each input's count of events follows. */
export async function* selectReads(
  reads: AsyncIterable<Read>,
  selection: Selection,
  account: SelectionAccount,
): AsyncGenerator<Read> {
  const waiting: Read[] = [];
  const placed: PlacedStretch[] = [];
  let input = 0;
  let events = 0;
  for await (const read of reads) {
    if (read.kind === 'event' && !isSelected(read.event, selection, account)) continue;
    if (read.kind === 'event') events++;
    else placed.push(...read.boots.map((stretch) => ({ input, stretch })));
    const next: Read = read.kind === 'event' ? read : { ...read, input: { ...read.input, events } };
    if (selection.boot === null) yield next;
    else waiting.push(next);
    if (read.kind === 'event') continue;
    input++;
    events = 0;
  }
  if (selection.boot !== null) yield* selectBoot(waiting, chooseBoots(selection.boot, placed), account);
}

/** Which boot is the last one is known at the end only, so the events had to wait. */
function* selectBoot(
  reads: readonly Read[],
  chosen: ChosenBoots,
  account: SelectionAccount,
): Generator<Read> {
  if (chosen.isEmpty) account.bootsThere = chosen.most;
  let input = 0;
  let events = 0;
  for (const read of reads) {
    if (read.kind === 'input') {
      yield { ...read, input: { ...read.input, events } };
      input++;
      events = 0;
    } else if (chosen.has(input, read.event.host, read.event.source.firstLine)) {
      events++;
      yield read;
    } else account.leftOut++;
  }
}

function isSelected(event: OomEvent, selection: Selection, account: SelectionAccount): boolean {
  if (event.host !== null && account.hosts.size < MOST_HOSTS) account.hosts.add(event.host);
  const isIn = isOfHost(event, selection.hosts, account) && isInTime(event, selection, account);
  if (!isIn) account.leftOut++;
  return isIn;
}

function isOfHost({ host }: OomEvent, hosts: readonly string[], account: SelectionAccount): boolean {
  if (hosts.length === 0) return true;
  if (host === null) account.hostless++;
  const asked = hosts.find((name) => host !== null && isHost(host, name));
  if (asked !== undefined) account.metHosts.add(asked);
  return asked !== undefined;
}

/** `web1` also means `web1.example.org`. */
function isHost(host: string, asked: string): boolean {
  const [is, wanted] = [host.toLowerCase(), asked.toLowerCase()];
  return is === wanted || (!wanted.includes('.') && is.split('.')[0] === wanted);
}

/** A time without an offset is the logging host's, and is read as this machine's, as --since is. */
function isInTime({ time }: OomEvent, { sinceMs, untilMs }: Selection, account: SelectionAccount): boolean {
  if (sinceMs === null && untilMs === null) return true;
  const at = time.wall === null ? Number.NaN : Date.parse(time.wall);
  if (Number.isNaN(at)) {
    account.undated++;
    return true;
  }
  return at >= (sinceMs ?? at) && at <= (untilMs ?? at);
}
