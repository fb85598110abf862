/**
 * Syslog over TCP and TLS. A sender is made to wait while too much is unread; connections are limited in number, in what they may
 * leave unfinished, and in how long they may say nothing.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { ListenAddress } from '../listen-address.js';
import { openServer } from '../open-server.js';
import { peerName } from '../peer.js';
import type { Intake } from '../received-lines.js';
import type { Listening } from '../receiving-source.js';
import { createSyslogFrames } from './syslog-frames.js';
import { syslogLine } from './syslog-line.js';

/** PEM texts. `clientCa`: only clients with a certificate of it are let in. */
export interface TlsIdentity {
  readonly cert: string;
  readonly key: string;
  readonly clientCa: string | null;
}

const MOST_CONNECTIONS = 512;
/** A sender that is gone without a word must not keep its place for ever; live ones connect again. */
const IDLE_MS = 3_600_000;
const HANDSHAKE_MS = 10_000;

export function listenTcp(
  address: ListenAddress,
  identity: TlsIdentity | null,
  intake: Intake,
): Promise<Listening> {
  const take = (socket: Socket): void => takeFrom(socket, intake);
  const server = identity === null ? createServer(take) : tlsServer(identity, take, intake);
  server.maxConnections = MOST_CONNECTIONS;
  server.on('drop', () =>
    intake.lose(1, 'connection', `more than ${MOST_CONNECTIONS} connections at a time`),
  );
  return openServer(server, address, ({ message }) =>
    intake.lose(1, 'connection', `a connection failed (${message})`),
  );
}

function tlsServer(
  { cert, key, clientCa }: TlsIdentity,
  take: (socket: Socket) => void,
  intake: Intake,
): Server {
  const clients = clientCa === null ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true };
  const server = createTlsServer({ cert, key, handshakeTimeout: HANDSHAKE_MS, ...clients }, take);
  server.on('tlsClientError', ({ message }) =>
    intake.lose(1, 'connection', `a TLS handshake failed (${message.slice(0, 120)})`),
  );
  return server;
}

function takeFrom(socket: Socket, intake: Intake): void {
  const peer = peerName(socket.remoteAddress);
  const frames = createSyslogFrames();
  const takeAll = (messages: readonly Uint8Array[]): boolean => {
    const arrival = { peer, time: new Date().toISOString() };
    const lines = messages.flatMap((message) => syslogLine(message, arrival) ?? []);
    return lines.length === 0 || intake.take({ sender: peer, lines });
  };
  const takeOrWait = (messages: readonly Uint8Array[]): void => {
    if (takeAll(messages)) return;
    socket.pause();
    void intake.room().then(() => {
      takeOrWait(messages);
      if (!socket.destroyed) socket.resume();
    });
  };
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  socket.on('data', (chunk: Uint8Array) => {
    const { messages, cut } = frames.push(chunk);
    if (cut > 0) intake.lose(cut, 'too_long', 'messages were longer than 64 KiB: their ends were cut off');
    takeOrWait(messages);
  });
  socket.on('close', () => {
    const last = frames.end();
    if (last !== null) takeOrWait([last]);
  });
  // A connection that breaks is followed by its end, which hands out the rest; the sender connects again.
  socket.on('error', () => socket.destroy());
}
