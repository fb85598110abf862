/**
 * Receives the consoles of other machines by netconsole, as lines like those of a syslog server: arrival, sender, and the
 * kernel's text with its own stamp. A machine is known by its address, since netconsole sends no name.
 */
import type { Source } from '../../follow/followed.js';
import type { ListenAddress } from '../listen-address.js';
import { openUdp } from '../open-udp.js';
import { peerName } from '../peer.js';
import type { Intake } from '../received-lines.js';
import { type Listening, receivingSource } from '../receiving-source.js';
import { type ExtendedRecord, readNetconsole, textOfBody } from './netconsole-record.js';
import { createNetconsoleStream, type NetconsoleStream, type Printed } from './netconsole-stream.js';

/** Machines whose order is kept; beyond them the one that was silent longest is forgotten. */
const MOST_MACHINES = 1024;
const FLUSH_MS = 100;

export function netconsoleSource(name: string, address: ListenAddress): Source {
  return receivingSource({ name: `netconsole:${name}`, listen: (intake) => listen(address, intake) });
}

async function listen(address: ListenAddress, intake: Intake): Promise<Listening> {
  const streams = new Map<string, NetconsoleStream>();
  const hand = (peer: string, printed: readonly Printed[]): void => {
    const time = new Date().toISOString();
    const lines = printed.flatMap((item) => lineOf(item, peer, time) ?? []);
    const missing = printed.reduce((sum, item) => sum + (item.kind === 'missing' ? item.records : 0), 0);
    if (missing > 0)
      intake.lose(
        missing,
        'missing',
        `records of ${peer} did not come: lost on the way, or below its console's log level`,
      );
    if (lines.length > 0 && !intake.take({ sender: peer, lines }))
      intake.lose(lines.length, 'overload', 'records came faster than they can be read');
  };
  const port = await openUdp(
    address,
    (datagram, sender) => {
      const peer = peerName(sender);
      const stream = streams.get(peer) ?? createNetconsoleStream();
      streams.delete(peer);
      streams.set(peer, stream);
      forgetOldest(streams);
      hand(peer, stream.push(readNetconsole(datagram), performance.now()));
    },
    ({ message }) => intake.lose(1, 'connection', `the port failed (${message})`),
  );
  const timer = setInterval(() => {
    for (const [peer, stream] of streams) hand(peer, stream.flush(performance.now()));
  }, FLUSH_MS);
  return {
    close() {
      clearInterval(timer);
      return port.close();
    },
  };
}

function forgetOldest(streams: Map<string, NetconsoleStream>): void {
  for (const peer of streams.keys()) {
    if (streams.size <= MOST_MACHINES) return;
    streams.delete(peer);
  }
}

function lineOf(item: Printed, peer: string, time: string): Uint8Array | null {
  switch (item.kind) {
    case 'missing':
      return null;
    case 'line':
      return bytesOf(`${time} ${peer} kernel: ${item.text.replace(/[\r\0]+$/, '')}`);
    case 'record':
      return bytesOf(`${time} ${peer} ${printed(item.record)}`);
  }
}

/** As printk shows it. What a program wrote to /dev/kmsg has a facility of its own and is not the kernel's. */
function printed({ priority, microseconds, caller, body }: ExtendedRecord): string {
  const seconds = Math.floor(microseconds / 1e6);
  const stamp = `[${String(seconds).padStart(5)}.${String(microseconds % 1e6).padStart(6, '0')}]`;
  const tag = priority < 8 ? 'kernel' : 'user';
  return `${tag}: ${stamp}${caller === null ? '' : `[${caller.padStart(6)}]`} ${textOfBody(body)}`;
}

function bytesOf(line: string): Uint8Array {
  return Buffer.from(line.replaceAll('\n', '#012').replaceAll('\r', '#015'), 'latin1');
}
