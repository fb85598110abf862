/** Receives logs over HTTP from shippers and collectors: NDJSON, JSON arrays, plain text, and OTLP logs in JSON. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Source } from '../../follow/followed.js';
import type { ListenAddress } from '../listen-address.js';
import { openServer, type TlsIdentity, tlsOptions } from '../open-server.js';
import { peerName } from '../peer.js';
import type { Intake } from '../received-lines.js';
import { receivingSource } from '../receiving-source.js';
import { type Admission, createAdmission } from './admission.js';
import type { Answer } from './answer.js';
import { inProtobuf } from './otlp-protobuf.js';
import { PROTOBUF_TYPES } from './read-body.js';
import { OTLP_PATH, pathOf, takeRequest, typeOf } from './take-request.js';

export interface HttpSourceOptions {
  /** As configured: `127.0.0.1:9845`. */
  readonly name: string;
  readonly address: ListenAddress;
  /** Null: whoever reaches the port may send. */
  readonly token: string | null;
  /** Null: without TLS. */
  readonly identity: TlsIdentity | null;
  /** Requests a second of one sender. */
  readonly rate: number;
  /** `REQUEST_MS`; less only in tests. */
  readonly requestMs?: number;
}

const CONNECTIONS = { connections: 256, perSender: 128 };
/** A whole request has to be here after so long, whatever it trickles in. */
const REQUEST_MS = 30_000;

export function httpSource(options: HttpSourceOptions): Source {
  return receivingSource({
    name: `http:${options.name}`,
    listen: (intake) => openServer(serverFor(options, intake), options.address, intake, CONNECTIONS),
  });
}

function serverFor(options: HttpSourceOptions, intake: Intake): Server {
  const { identity, requestMs = REQUEST_MS } = options;
  const admission = createAdmission(options, intake);
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, admission, intake).then(
      (result) => send(response, speaksProtobuf(request) ? inProtobuf(result) : result),
      // The sender has gone in the middle of its request.
      () => response.destroy(),
    );
  };
  const limits = {
    requestTimeout: requestMs,
    headersTimeout: requestMs,
    connectionsCheckingInterval: requestMs / 6,
  };
  return identity === null
    ? createServer(limits, onRequest)
    : createTlsServer({ ...limits, ...tlsOptions(identity) }, onRequest);
}

async function answer(request: IncomingMessage, admission: Admission, intake: Intake): Promise<Answer> {
  const sender = peerName(request.socket.remoteAddress);
  const refused = admission.enter(sender, request.headers.authorization);
  if (refused !== null) return refused;
  try {
    return await takeRequest(request, sender, intake);
  } finally {
    admission.leave(sender);
  }
}

function speaksProtobuf(request: IncomingMessage): boolean {
  return pathOf(request) === OTLP_PATH && PROTOBUF_TYPES.has(typeOf(request) ?? '');
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  if (body === null) {
    response.writeHead(status, headers).end();
    return;
  }
  const isProtobuf = body instanceof Uint8Array;
  const bytes = isProtobuf ? body : Buffer.from(`${JSON.stringify(body)}\n`);
  response.writeHead(status, {
    'Content-Type': isProtobuf ? 'application/x-protobuf' : 'application/json',
    'Content-Length': bytes.length,
    ...headers,
  });
  response.end(bytes);
}
