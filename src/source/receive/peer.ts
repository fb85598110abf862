/** The name of who sent something: the address, without what only says how IPv6 carries IPv4. */
export function peerName(address: string | undefined): string {
  return (address ?? 'unknown').replace(/^::ffff:(?=\d+\.)/, '');
}
