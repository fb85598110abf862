/** Opens a TCP port for a server, and closes it with all of its connections. */
import type { Server, Socket } from 'node:net';
import type { ListenAddress } from './listen-address.js';
import type { Listening } from './receiving-source.js';

export async function openServer(
  server: Server,
  { host, port }: ListenAddress,
  onError: (error: Error) => void,
): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // Too many open files, for example: this connection is lost, the port stays.
  server.on('error', onError);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
