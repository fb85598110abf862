/** Receives syslog from other machines: UDP (RFC 5426), TCP (RFC 6587) and TLS (RFC 5425). */
import type { Source } from '../../follow/followed.js';
import type { ListenAddress } from '../listen-address.js';
import type { TlsIdentity } from '../open-server.js';
import { receivingSource } from '../receiving-source.js';
import { listenTcp, type TcpLimits } from './listen-tcp.js';
import { listenUdp } from './listen-udp.js';

export interface SyslogSourceOptions {
  /** As configured: `udp://127.0.0.1:5514`. */
  readonly name: string;
  readonly address: ListenAddress;
  readonly transport:
    | { readonly kind: 'udp' }
    | { readonly kind: 'tcp' }
    | { readonly kind: 'tls'; readonly identity: TlsIdentity };
  /** Other limits than usual, for tests. */
  readonly limits?: TcpLimits;
}

export function syslogSource({ name, address, transport, limits }: SyslogSourceOptions): Source {
  return receivingSource({
    name: `syslog:${name}`,
    listen: (intake) => {
      if (transport.kind === 'udp') return listenUdp(address, intake);
      return listenTcp(address, transport.kind === 'tls' ? transport.identity : null, intake, limits);
    },
  });
}
