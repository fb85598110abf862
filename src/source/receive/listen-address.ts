/** Where to listen, as it is written in a configuration: `udp://127.0.0.1:5514`, `tcp://[::1]:601`, `127.0.0.1:9845`. */

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** A host, or an IPv6 address in brackets, and a port. */
const ADDRESS_PATTERN = /^(?:\[[\da-f:.]+(?:%[\w.-]+)?\]|[\w.-]+):\d{1,5}$/i;

export function isListenAddress(text: string): boolean {
  if (!ADDRESS_PATTERN.test(text)) return false;
  const { port } = readListenAddress(text);
  return port >= 1 && port <= 65_535;
}

/** Of text that `isListenAddress` allows. */
export function readListenAddress(text: string): ListenAddress {
  const colon = text.lastIndexOf(':');
  const host = text.slice(0, colon).replace(/^\[|\]$/g, '');
  return { host, port: Number(text.slice(colon + 1)) };
}

/** Only programs of this machine reach it. */
export function isLoopback({ host }: ListenAddress): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** What a failed attempt means, and what to do. */
export function explainListenError(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  switch (code) {
    case 'EADDRINUSE':
      return 'another program has this port; stop it (ss -lnp shows which it is) or choose another port';
    case 'EACCES':
      return 'ports below 1024 need a right that this process has not; choose a higher one, or add AmbientCapabilities=CAP_NET_BIND_SERVICE to the unit';
    case 'EADDRNOTAVAIL':
      return 'this machine has no such address (ip address shows those that it has)';
    case 'ENOTFOUND':
      return 'the name of the address is not known here; write an IP address';
    default:
      return String(message ?? error);
  }
}
