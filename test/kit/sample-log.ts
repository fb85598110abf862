/** Logs to go with the sample events: as many lines as their line numbers need, numbered text being enough. */
import type { LogText } from '../../src/render/log-text.js';

export function sampleLogs(): readonly LogText[] {
  const line = (number: number) => `Nov 20 03:12:45 db-prod-2 kernel: [356400.250000] sample line ${number}`;
  const lines = (first: number, count: number) =>
    Array.from({ length: count }, (_, index) => line(first + index));
  return [
    { path: '/var/log/kern.log', firstLine: 10_201, lines: lines(10_201, 200) },
    { path: 'kern.log', firstLine: 1, lines: lines(1, 70) },
    { path: 'dmesg.txt', firstLine: 1, lines: lines(1, 9) },
  ];
}
