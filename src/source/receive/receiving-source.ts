/**
 * A source that listens instead of reading: opens a receiver, hands out what it takes as text, and says what was lost. A port
 * that cannot be had is tried again. Anybody who reaches the port can send lines that look like a kernel's.
 */
import type { Followed, Source } from '../follow/followed.js';
import { pause } from '../follow/pause.js';
import { explainListenError } from './listen-address.js';
import { createReceivedLines, type Intake, type ReceivedLines } from './received-lines.js';

export interface Listening {
  close(): Promise<void>;
}

export interface ReceivingSourceOptions {
  /** Unique among the sources, and what reports call it: `syslog:udp://127.0.0.1:5514`. */
  readonly name: string;
  /** Opens the port. Rejects with the system's error where it cannot be had. */
  readonly listen: (intake: Intake) => Promise<Listening>;
}

const RETRY_MS = 5000;
const LOOK_MS = 100;
/** Losses are told together, so that whoever sends rubbish does not fill our own log. */
const TELL_LOSSES_MS = 5000;

export function receivingSource({ name, listen }: ReceivingSourceOptions): Source {
  return {
    name,
    path: name,
    trust: 'unverified',
    isLocal: false,
    isReceiver: true,
    follow: (_, signal) => follow(listen, signal),
  };
}

async function* follow(
  listen: ReceivingSourceOptions['listen'],
  signal: AbortSignal,
): AsyncGenerator<Followed, void, undefined> {
  const lines = createReceivedLines();
  const listening = yield* opened(() => listen(lines), signal);
  try {
    // There is no past to catch up with.
    yield { kind: 'caught-up' };
    if (listening !== null) yield* received(lines, signal);
  } finally {
    await listening?.close();
  }
  // What came before the port was closed.
  for (let last = lines.next(); last !== null; last = lines.next()) yield last;
  for (const loss of lines.losses()) yield { kind: 'lost', ...loss };
}

async function* opened(
  listen: () => Promise<Listening>,
  signal: AbortSignal,
): AsyncGenerator<Followed, Listening | null, undefined> {
  let trouble: string | null = null;
  while (!signal.aborted) {
    try {
      const listening = await listen();
      if (trouble !== null) yield { kind: 'trouble', message: null };
      return listening;
    } catch (error) {
      const message = explainListenError(error);
      if (message !== trouble) yield { kind: 'trouble', message };
      trouble = message;
      await pause(RETRY_MS, signal);
    }
  }
  return null;
}

async function* received(
  lines: ReceivedLines,
  signal: AbortSignal,
): AsyncGenerator<Followed, void, undefined> {
  let lookedMs = 0;
  let toldLossesMs = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    const portion = lines.next();
    if (portion !== null) yield portion;
    else await arrivalOrPause(lines, signal);
    const now = performance.now();
    if (now - lookedMs < LOOK_MS) continue;
    lookedMs = now;
    yield { kind: 'caught-up' };
    if (now - toldLossesMs < TELL_LOSSES_MS) continue;
    const losses = lines.losses();
    if (losses.length > 0) toldLossesMs = now;
    for (const loss of losses) yield { kind: 'lost', ...loss };
  }
}

/** The pause is ended with the arrival: a busy port would otherwise leave thousands of them behind. */
async function arrivalOrPause(lines: ReceivedLines, signal: AbortSignal): Promise<void> {
  const quiet = new AbortController();
  const stop = (): void => quiet.abort();
  signal.addEventListener('abort', stop);
  await Promise.race([lines.arrival(), pause(LOOK_MS, quiet.signal)]);
  signal.removeEventListener('abort', stop);
  quiet.abort();
}
