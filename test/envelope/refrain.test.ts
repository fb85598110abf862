/** What stands between all lines of a log is none of it. */
import { expect, test } from 'vitest';
import { isRefrain, refrainsOf } from '../../src/envelope/refrain.js';

const kernel = (index: number) =>
  `[   12.${300_000 + index}] [ ${700 + index}]     0   ${700 + index} 1 1 1 1 0 a${index}`;
const between = (...lines: readonly ((index: number) => string)[]) =>
  Array.from({ length: 12 }, (_, index) => lines.map((line) => line(index))).flat();

test('a chat, a viewer, a packet dump', () => {
  const said = (index: number) => `[21/11/2026 02:2${index % 10}] Jane Doe`;
  const source = () => 'host = web1 source = /var/log/messages';
  const packet = (index: number) =>
    `02:25:00.${123_456 + index} IP 192.0.2.7.514 > 192.0.2.1.514: SYSLOG, length: 81`;
  expect(refrainsOf(between(said, kernel))?.size).toBe(1);
  expect(refrainsOf(between(kernel, source))?.size).toBe(1);
  const refrains = refrainsOf(between(packet, kernel)) ?? new Set<string>();
  expect(isRefrain(packet(99), refrains)).toBe(true);
  expect(isRefrain(kernel(1), refrains)).toBe(false);
});

test('lines of a log, of a report and of objects are none', () => {
  const logged = (index: number) => `Nov 21 02:25:00 web1 app[7]: round ${index}`;
  const zone = (index: number) => `Node ${index} DMA free:1kB min:2kB low:3kB high:4kB`;
  const reserve = () => 'lowmem_reserve[]: 0 0 0 0';
  const member = (index: number) => `  "time": ${index},`;
  const cpu = (index: number) => `cpu ${index} hot: high 0, batch 1 used:0`;
  for (const lines of [
    between(kernel, logged),
    between(zone, reserve),
    between(kernel, member),
    between(cpu, cpu),
  ])
    expect(refrainsOf(lines)).toBeNull();
});

test.each(['web1 ', '12:00:01 ', '│ ', '=> ', '# ', 'kern warn ', '[web] '])(
  'rows and kills in turns behind %j are none',
  (mark) => {
    const row = (comm: string) => (index: number) =>
      `${mark}[   ${4000 + index}]  1000  ${4000 + index}    51234     2100    123456       10             0 ${comm}`;
    const choice = (index: number) =>
      `${mark}Out of memory: Kill process ${index} (php) score 5 or sacrifice child`;
    const kill = (index: number) =>
      `${mark}Killed process ${index} (php) total-vm:1kB, anon-rss:1kB, file-rss:0kB`;
    expect(refrainsOf(between(row('nginx'), row('php-fpm')))).toBeNull();
    expect(refrainsOf(between(choice, kill))).toBeNull();
  },
);
