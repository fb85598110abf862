/** One request that was let in -> its answer: how much it may be, in which form; and yes only when the events that it held are stored. */
import type { IncomingMessage } from 'node:http';
import { gunzip } from 'node:zlib';
import type { ReceivedBatch } from '../../follow/followed.js';
import type { Intake } from '../received-lines.js';
import { type Answer, refusal } from './answer.js';
import { type BodyLines, readBody } from './read-body.js';

/** Of a body, before and after it is unpacked. */
export const LARGEST_BODY = 10 << 20;
const RETRY_SECONDS = '5';

export async function takeRequest(request: IncomingMessage, sender: string, intake: Intake): Promise<Answer> {
  const path = request.url?.split('?', 1)[0] ?? '/';
  if (path !== '/' && path !== '/logs' && path !== '/v1/logs')
    return refusal(404, 'logs are taken at /logs, OTLP logs at /v1/logs');
  if (request.method !== 'POST') return refusal(405, 'expected POST', { Allow: 'POST' });
  const isOtlp = path === '/v1/logs';
  const read = await readRequest(request, isOtlp);
  if ('status' in read) {
    // Who sent it throws it away.
    intake.lose(1, 'unreadable', `requests of ${sender} were refused with ${read.status}`);
    return read;
  }
  const { lines, rejected } = read;
  if (rejected > 0) intake.lose(rejected, 'unreadable', `log records of ${sender} had no text`);
  const handed = lines.length === 0 ? 'stored' : await handOver({ sender, lines }, intake);
  if (handed !== 'stored') return refusal(503, WHY_NOT[handed], { 'Retry-After': RETRY_SECONDS });
  return { status: 200, body: isOtlp ? otlpAnswer(rejected) : { lines: lines.length } };
}

async function readRequest(request: IncomingMessage, isOtlp: boolean): Promise<Answer | BodyLines> {
  const bytes = await bodyOf(request);
  if (!(bytes instanceof Uint8Array)) return bytes;
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? null;
  const read = readBody(bytes, type, isOtlp);
  if (read.kind === 'malformed') return refusal(400, read.message);
  return read.kind === 'unknown-type' ? refusal(415, read.message) : read;
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
  const bytes = Buffer.concat(chunks);
  switch (request.headers['content-encoding'] ?? 'identity') {
    case 'identity':
      return bytes;
    case 'gzip':
      return unpacked(bytes);
    default:
      return refusal(415, 'Content-Encoding: expected gzip or none');
  }
}

function unpacked(bytes: Uint8Array): Promise<Uint8Array | Answer> {
  return new Promise((resolve) => {
    gunzip(bytes, { maxOutputLength: LARGEST_BODY }, (error, plain) => {
      if (error === null) resolve(plain);
      else if (error instanceof RangeError) resolve(tooLarge());
      else resolve(refusal(400, `the body is no gzip: ${error.message}`));
    });
  });
}

function tooLarge(): Answer {
  return refusal(413, `a body may have ${LARGEST_BODY} bytes, unpacked too; send smaller batches`, {
    Connection: 'close',
  });
}
