/** Opens a UDP port and hands out its datagrams. */
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { ListenAddress } from './listen-address.js';
import type { Listening } from './receiving-source.js';

/** The kernel keeps so much while we are busy: a report of a thousand tasks comes within milliseconds. */
const KERNEL_BUFFER = 4 << 20;

export async function openUdp(
  { host, port }: ListenAddress,
  onDatagram: (datagram: Uint8Array, peer: string) => void,
  onError: (error: Error) => void,
): Promise<Listening> {
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4', recvBufferSize: KERNEL_BUFFER });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => {
      socket.off('error', reject);
      resolve();
    });
  });
  socket.on('error', onError);
  socket.on('message', (datagram, { address }) => onDatagram(datagram, address));
  return { close: () => new Promise((resolve) => socket.close(() => resolve())) };
}
