/** Syslog over UDP: one message a datagram. What comes faster than it is read is lost, and counted. */
import type { ListenAddress } from '../listen-address.js';
import { openUdp } from '../open-udp.js';
import { peerName } from '../peer.js';
import type { Intake } from '../received-lines.js';
import type { Listening } from '../receiving-source.js';
import { syslogLine } from './syslog-line.js';

export function listenUdp(address: ListenAddress, intake: Intake): Promise<Listening> {
  const onDatagram = (datagram: Uint8Array, address: string): void => {
    const sender = peerName(address);
    const line = syslogLine(datagram, { peer: sender, time: new Date().toISOString() });
    if (line !== null && !intake.take({ sender, lines: [line] }))
      intake.lose(1, 'overload', 'datagrams came faster than they can be read');
  };
  return openUdp(address, onDatagram, ({ message }) =>
    intake.lose(1, 'connection', `the port failed (${message})`),
  );
}
