/**
 * Syslog over TCP and TLS. A sender is made to wait while too much is unread; connections are limited in number, in what they may
 * leave unfinished and for how long, and in how long they may say nothing.
 */
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { ListenAddress } from '../listen-address.js';
import { type ConnectionLimits, openServer, type TlsIdentity, tlsOptions } from '../open-server.js';
import { peerName } from '../peer.js';
import type { Intake } from '../received-lines.js';
import type { Listening } from '../receiving-source.js';
import { createSyslogFrames } from './syslog-frames.js';
import { syslogLine } from './syslog-line.js';

export interface TcpLimits extends ConnectionLimits {
  /** A sender that is gone without a word must not keep its place for ever; live ones connect again. */
  readonly silentMs: number;
  /** From the first byte of a message to its last, while we take them. */
  readonly messageMs: number;
}

const LIMITS: TcpLimits = { connections: 512, perSender: 64, silentMs: 3_600_000, messageMs: 30_000 };

export function listenTcp(
  address: ListenAddress,
  identity: TlsIdentity | null,
  intake: Intake,
  limits: TcpLimits = LIMITS,
): Promise<Listening> {
  const take = (socket: Socket): void => takeFrom(socket, intake, limits);
  const server = identity === null ? createServer(take) : createTlsServer(tlsOptions(identity), take);
  return openServer(server, address, intake, limits);
}

function takeFrom(socket: Socket, intake: Intake, { silentMs, messageMs }: TcpLimits): void {
  const peer = peerName(socket.remoteAddress);
  const frames = createSyslogFrames();
  const unfinished = createDeadline(messageMs, () => {
    intake.lose(
      1,
      'incomplete',
      `messages of ${peer} did not come to their end within ${messageMs / 1000} s`,
    );
    socket.destroy();
  });
  const takeAll = (messages: readonly Uint8Array[]): boolean => {
    const arrival = { peer, time: new Date().toISOString() };
    const lines = messages.flatMap((message) => syslogLine(message, arrival) ?? []);
    return lines.length === 0 || intake.take({ sender: peer, lines });
  };
  const takeOrWait = (messages: readonly Uint8Array[]): void => {
    if (takeAll(messages)) return;
    socket.pause();
    unfinished.stop();
    void intake.room().then(() => {
      takeOrWait(messages);
      if (socket.destroyed) return;
      socket.resume();
      if (frames.isOpen()) unfinished.start();
    });
  };
  socket.setTimeout(silentMs, () => socket.destroy());
  socket.on('data', (chunk: Uint8Array) => {
    const { messages, cut } = frames.push(chunk);
    if (cut > 0) intake.lose(cut, 'too_long', 'messages were longer than 64 KiB: their ends were cut off');
    // A message that goes on keeps the time that it has.
    if (messages.length > 0 || !frames.isOpen()) unfinished.stop();
    if (frames.isOpen()) unfinished.start();
    takeOrWait(messages);
  });
  socket.on('close', () => {
    unfinished.stop();
    const last = frames.end();
    if (last !== null) takeOrWait([last]);
  });
  // A connection that breaks is followed by its end, which hands out the rest; the sender connects again.
  socket.on('error', () => socket.destroy());
}

/** `start` where it runs already changes nothing. */
function createDeadline(afterMs: number, onPassed: () => void) {
  let timer: NodeJS.Timeout | null = null;
  return {
    start(): void {
      timer ??= setTimeout(onPassed, afterMs);
    },
    stop(): void {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
