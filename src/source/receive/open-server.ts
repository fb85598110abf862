/**
 * Opens a TCP port for a server, with or without TLS, and closes it with all of its connections. How many there may be is
 * limited, in all and of one sender; what is refused is counted.
 */
import type { Server, Socket } from 'node:net';
import type { ListenAddress } from './listen-address.js';
import { peerName } from './peer.js';
import type { Intake } from './received-lines.js';
import type { Listening } from './receiving-source.js';

/** PEM texts. `clientCa`: only clients with a certificate of it are let in. */
export interface TlsIdentity {
  readonly cert: string;
  readonly key: string;
  readonly clientCa: string | null;
}

export interface ConnectionLimits {
  readonly connections: number;
  /** Of one address: it cannot keep all others out. */
  readonly perSender: number;
}

const HANDSHAKE_MS = 10_000;

/** For `createServer` of tls and of https. */
export function tlsOptions({ cert, key, clientCa }: TlsIdentity) {
  const clients = clientCa === null ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true };
  return { cert, key, handshakeTimeout: HANDSHAKE_MS, ...clients };
}

export async function openServer(
  server: Server,
  { host, port }: ListenAddress,
  intake: Intake,
  { connections, perSender }: ConnectionLimits,
): Promise<Listening> {
  const sockets = new Map<Socket, string>();
  const lose = (reason: string): void => intake.lose(1, 'connection', reason);
  server.maxConnections = connections;
  server.on('drop', () => lose(`more than ${connections} connections at a time`));
  server.on('tlsClientError', ({ message }: Error) =>
    lose(`a TLS handshake failed (${message.slice(0, 120)})`),
  );
  server.on('connection', (socket) => {
    const sender = peerName(socket.remoteAddress);
    const others = [...sockets.values()].filter((one) => one === sender).length;
    sockets.set(socket, sender);
    socket.once('close', () => sockets.delete(socket));
    if (others < perSender) return;
    lose(`more than ${perSender} connections of ${sender} at a time`);
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // Too many open files, for example: this connection is lost, the port stays.
  server.on('error', ({ message }) => lose(`a connection failed (${message})`));
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets.keys()) socket.destroy();
      }),
  };
}
