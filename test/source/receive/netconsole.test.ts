/** netconsole: datagrams of both kinds, fragments and order, what never comes, and a whole report over the network. */
import { createSocket } from 'node:dgram';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { readNetconsole, textOfBody } from '../../../src/source/receive/netconsole/netconsole-record.js';
import { netconsoleSource } from '../../../src/source/receive/netconsole/netconsole-source.js';
import {
  createNetconsoleStream,
  type NetconsoleStream,
  type Printed,
} from '../../../src/source/receive/netconsole/netconsole-stream.js';
import { type Running, run } from '../follow/collect.js';
import { captureLines, eventsOf, freePort, gist } from './kit.js';

let running: Running | null = null;
afterEach(async () => {
  await running?.stop();
  running = null;
});

const datagram = (text: string) => readNetconsole(Buffer.from(text, 'latin1'));
const pushAll = (stream: NetconsoleStream, texts: readonly string[]): readonly Printed[] =>
  texts.flatMap((text) => stream.push(datagram(text), 0));
const words = (printed: readonly Printed[]) =>
  printed.map((item) => {
    if (item.kind === 'missing') return `missing ${item.records}`;
    return item.kind === 'line' ? item.text : `${item.record.sequence} ${textOfBody(item.record.body)}`;
  });

describe('a netconsole datagram', () => {
  it.each([
    [
      '4,1023,12345678,-;text\n',
      { priority: 4, sequence: 1023, microseconds: 12345678, caller: null, fragment: null },
    ],
    ['4,1023,12345678,-,caller=T123;text\n', { caller: 'T123' }],
    ['6.6.0-rc1,4,1023,12345678,-,caller=C0;text\n', { priority: 4, sequence: 1023, caller: 'C0' }],
    ['6.6.0,6,7,8,c,ncfrag=100/2345;rest', { sequence: 7, fragment: { offset: 100, length: 2345 } }],
    ['6,7,8,-,future=1,caller=T1;text', { caller: 'T1' }],
  ])('of extended netconsole: %s', (text, found) => {
    expect(datagram(text)).toMatchObject({ kind: 'extended', ...found });
  });

  it.each(['[   12.345678] text\n', 'text\n', '4,not,a,record;text', ''])(
    'of basic netconsole: %j',
    (text) => {
      expect(datagram(text)).toEqual({ kind: 'basic', text });
    },
  );

  it('gives its text without keys, unescaped', () => {
    expect(textOfBody('Killed \\x22a\\x0ab\\x22\n SUBSYSTEM=pci\n')).toBe('Killed "a\nb"');
  });
});

describe('the stream of a machine', () => {
  const record = (sequence: number, more = '') => `4,${sequence},${sequence}000,-${more};text ${sequence}\n`;

  it('joins fragments in any order', () => {
    const stream = createNetconsoleStream();
    const parts = ['4,1,1000,-,ncfrag=5/11;-world', '4,1,1000,-,ncfrag=0/11;hello'];
    expect(words(pushAll(stream, parts))).toEqual(['1 hello-world']);
  });

  it('puts records back into order, and tells what never came', () => {
    const stream = createNetconsoleStream();
    expect(
      words(
        pushAll(
          stream,
          [1, 3, 2, 5].map((sequence) => record(sequence)),
        ),
      ),
    ).toEqual(['1 text 1', '2 text 2', '3 text 3']);
    expect(words(stream.flush(100))).toEqual([]);
    expect(words(stream.flush(400))).toEqual(['missing 1', '5 text 5']);
    // Better late than never, and once.
    expect(words(pushAll(stream, [record(4), record(6)]))).toEqual(['4 text 4', '6 text 6']);
  });

  it('begins anew where the machine does', () => {
    const stream = createNetconsoleStream();
    expect(words(pushAll(stream, [record(5000), record(1), record(2)]))).toEqual([
      '5000 text 5000',
      '1 text 1',
      '2 text 2',
    ]);
  });

  it('begins anew where the number is only a little lower, and counts what is missing from there', () => {
    const stream = createNetconsoleStream();
    const booted = (sequence: number) => `4,${sequence},${sequence}11,-;text ${sequence}\n`;
    pushAll(
      stream,
      [700, 701].map((sequence) => record(sequence)),
    );
    expect(words(pushAll(stream, [300, 301, 303].map(booted)))).toEqual(['300 text 300', '301 text 301']);
    expect(words(stream.flush(400))).toEqual(['missing 1', '303 text 303']);
  });

  it('takes a datagram that came twice once', () => {
    const stream = createNetconsoleStream();
    const twice = [1, 2, 1, 2, 3].map((sequence) => record(sequence));
    expect(words(pushAll(stream, twice))).toEqual(['1 text 1', '2 text 2', '3 text 3']);
  });

  it('gives a record that stays incomplete as far as it came whole', () => {
    const stream = createNetconsoleStream();
    pushAll(stream, ['4,1,1000,-,ncfrag=0/31;hello wor', '4,1,1000,-,ncfrag=15/31; of this kernel']);
    expect(words(stream.flush(400))).toEqual(['1 hello ']);
  });

  it('joins what the basic kind cuts, by newlines', () => {
    const stream = createNetconsoleStream();
    expect(words(pushAll(stream, ['[ 1.0] a\n[ 1.0] b', 'ee\n', '[ 1.0] c']))).toEqual([
      '[ 1.0] a',
      '[ 1.0] bee',
    ]);
    expect(words(stream.flush(400))).toEqual(['[ 1.0] c']);
  });

  it('loses no record, whatever the order within its window', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(
          Array.from({ length: 30 }, (_, index) => index + 1),
          { minLength: 1 },
        ),
        (order) => {
          const stream = createNetconsoleStream();
          const printed = [
            ...pushAll(
              stream,
              order.map((sequence) => record(sequence)),
            ),
            ...stream.flush(1000),
          ];
          const seen = printed.flatMap((item) => (item.kind === 'record' ? [item.record.sequence] : []));
          expect(seen.toSorted((a, b) => a - b)).toEqual(order.toSorted((a, b) => a - b));
        },
      ),
    );
  });

  it('never throws, and holds little of a sender of rubbish', () => {
    const stream = createNetconsoleStream();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        stream.push(readNetconsole(bytes), 0);
      }),
    );
    for (let sequence = 0; sequence < 20_000; sequence++)
      stream.push(datagram(`4,${sequence * 3},1,-,ncfrag=0/999999;${'x'.repeat(50)}`), 0);
    expect(stream.flush(1000).length).toBeLessThan(200);
  });
});

/** The records of a console: its lines without a stamp belong to the record before. */
function extendedOf(lines: readonly string[]): readonly string[] {
  const records: { readonly microseconds: number; text: string }[] = [];
  for (const line of lines) {
    const [, seconds, micros, text] = /^\[ *(\d+)\.(\d+)\] ?(.*)$/.exec(line) ?? [];
    const last = records.at(-1);
    if (text !== undefined) records.push({ microseconds: Number(seconds) * 1e6 + Number(micros), text });
    else if (last !== undefined) last.text += `\\x0a${line}`;
  }
  return records.map(({ microseconds, text }, index) => `6.6.0,4,${index + 10},${microseconds},-;${text}\n`);
}

describe('netconsole over the network', () => {
  it.each(['extended', 'basic'] as const)(
    'brings a whole report under the name of its sender: %s',
    async (kind) => {
      const port = await freePort();
      running = run(netconsoleSource(`127.0.0.1:${port}`, { host: '127.0.0.1', port }));
      const received = running;
      await received.until(() => received.caughtUp > 0, 'the start');
      const socket = createSocket('udp4');
      const lines = captureLines('6.1-memcg-v2-docker');
      const sent = kind === 'basic' ? lines.map((line) => `${line}\n`) : extendedOf(lines);
      for (const text of sent)
        await new Promise((resolve) => socket.send(Buffer.from(text, 'latin1'), port, '127.0.0.1', resolve));
      await received.until(() => received.lines.length === sent.length, 'all lines');
      const events = eventsOf(received.lines);
      expect(gist(events)).toEqual(gist(eventsOf(lines)));
      expect(events[0]?.host).toBe('127.0.0.1');
      expect(events[0]?.time.uptimeSeconds).toBe(eventsOf(lines)[0]?.time.uptimeSeconds);
      expect(received.lost).toBe(0);
      socket.close();
    },
  );
});
