/** One request that was let in -> its answer: how much it may be, in which form; and yes only when the events that it held are stored. */
import type { IncomingMessage } from 'node:http';
import type { ReceivedBatch } from '../../follow/followed.js';
import type { Intake } from '../received-lines.js';
import { type Answer, refusal } from './answer.js';
import { type BodyLines, type BodyReader, readLogs, readLoki, readOtlp } from './read-body.js';
import { LARGEST_BODY, tooLarge, unpackBody } from './unpack-body.js';

interface Route {
  readonly read: BodyReader;
  /** What a sender of this kind expects to be told when all went well. */
  readonly taken: (body: BodyLines) => Answer;
}

const LOGS: Route = {
  read: readLogs,
  taken: ({ lines }) => ({ status: 200, body: { lines: lines.length } }),
};
export const OTLP_PATH = '/v1/logs';
const ROUTES: Readonly<Record<string, Route>> = {
  '/': LOGS,
  '/logs': LOGS,
  [OTLP_PATH]: { read: readOtlp, taken: ({ rejected }) => ({ status: 200, body: otlpAnswer(rejected) }) },
  // Vector takes nothing but 204 for a yes.
  '/loki/api/v1/push': { read: readLoki, taken: () => ({ status: 204, body: null }) },
};
const RETRY_SECONDS = '5';

export async function takeRequest(request: IncomingMessage, sender: string, intake: Intake): Promise<Answer> {
  const path = pathOf(request);
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
  if (route === undefined)
    return refusal(
      404,
      `logs are taken at /logs, OTLP logs at ${OTLP_PATH}, pushes to Loki at /loki/api/v1/push`,
    );
  if (request.method !== 'POST') return refusal(405, 'expected POST', { Allow: 'POST' });
  const read = await readRequest(request, route.read);
  if ('status' in read) {
    // Who sent it throws it away.
    intake.lose(1, 'unreadable', `requests of ${sender} were refused with ${read.status}`);
    return read;
  }
  const { lines, rejected } = read;
  if (rejected > 0) intake.lose(rejected, 'unreadable', `log records of ${sender} had no text`);
  const handed = lines.length === 0 ? 'stored' : await handOver({ sender, lines }, intake);
  if (handed !== 'stored') return refusal(503, WHY_NOT[handed], { 'Retry-After': RETRY_SECONDS });
  return route.taken(read);
}

export function pathOf({ url }: IncomingMessage): string {
  return url?.split('?', 1)[0] ?? '/';
}

/** The media type without its parameters; null where the request names none. */
export function typeOf({ headers }: IncomingMessage): string | null {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() || null;
}

async function readRequest(request: IncomingMessage, read: BodyReader): Promise<Answer | BodyLines> {
  const packed = await bodyOf(request);
  if (!(packed instanceof Uint8Array)) return packed;
  const body = await unpackBody(packed, request.headers['content-encoding']);
  if (!(body instanceof Uint8Array)) return body;
  const found = read(body, typeOf(request));
  if (found.kind === 'malformed') return refusal(400, found.message);
  return found.kind === 'unknown-type' ? refusal(415, found.message) : found;
}

/** Sent again, an event that is in memory already is still one event. */
const WHY_NOT = {
  refused: 'too much is waiting to be read; send it again',
  unstored: 'the events in it cannot be stored now (the log of oomscope says why); send it again',
};

type Handed = 'stored' | keyof typeof WHY_NOT;

/** `stored`: every event that the lines decide is. */
function handOver(batch: ReceivedBatch, intake: Intake): Promise<Handed> {
  return new Promise((tell) => {
    const isTaken = intake.take(batch, (isStored) => tell(isStored ? 'stored' : 'unstored'));
    if (!isTaken) tell('refused');
  });
}

function otlpAnswer(rejected: number): object {
  if (rejected === 0) return { partialSuccess: {} };
  return {
    partialSuccess: { rejectedLogRecords: String(rejected), errorMessage: 'records without a text body' },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array | Answer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > LARGEST_BODY) return tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
