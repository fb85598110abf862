/** Receives logs over HTTP from shippers and collectors: NDJSON, JSON arrays, plain text, and OTLP logs in JSON. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Source } from '../../follow/followed.js';
import type { ListenAddress } from '../listen-address.js';
import { openServer } from '../open-server.js';
import type { Intake } from '../received-lines.js';
import { receivingSource } from '../receiving-source.js';
import { type Answer, refusal, takeRequest } from './take-request.js';

export interface HttpSourceOptions {
  /** As configured: `127.0.0.1:9845`. */
  readonly name: string;
  readonly address: ListenAddress;
  /** Null: whoever reaches the port may send. */
  readonly token: string | null;
  /** PEM texts; null: without TLS. */
  readonly identity: { readonly cert: string; readonly key: string } | null;
}

/** Requests whose bodies are held at the same time. */
const MOST_REQUESTS = 32;
const MOST_CONNECTIONS = 256;
/** A whole request has to be here after so long. */
const REQUEST_MS = 30_000;

export function httpSource({ name, address, token, identity }: HttpSourceOptions): Source {
  return receivingSource({
    name: `http:${name}`,
    listen: (intake) => openServer(serverFor(token, identity, intake), address, noteError(intake)),
  });
}

function serverFor(token: string | null, identity: HttpSourceOptions['identity'], intake: Intake): Server {
  let open = 0;
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    if (open >= MOST_REQUESTS)
      return refusal(429, `more than ${MOST_REQUESTS} requests at a time; send fewer, larger ones`, {
        'Retry-After': '1',
      });
    open++;
    try {
      return await takeRequest(request, token, intake);
    } finally {
      open--;
    }
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request).then(
      (result) => send(response, result),
      // The sender has gone in the middle of its request.
      () => response.destroy(),
    );
  };
  const options = { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS };
  const server =
    identity === null
      ? createServer(options, onRequest)
      : createTlsServer({ ...options, ...identity }, onRequest);
  server.maxConnections = MOST_CONNECTIONS;
  server.on('tlsClientError', ({ message }: Error) =>
    intake.lose(1, 'connection', `a TLS handshake failed (${message.slice(0, 120)})`),
  );
  return server;
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

function noteError(intake: Intake): (error: Error) => void {
  return ({ message }) => intake.lose(1, 'connection', `a connection failed (${message})`);
}
