/** A kill line whose end is missing is told before what other programs log of it. */
import { expect, test } from 'vitest';
import { parseLog } from '../../src/index.js';

test('what a unit says behind a cut kill line belongs to it', async () => {
  const lines = [
    'Nov 21 02:25:00 web1 kernel: Out of memory: Kill process 1892 (worker) score 942 or sacrifice child',
    'Nov 21 02:25:00 web1 kernel: Killed process 1892 (worker) total-vm:8432120kB, anon-rss:7821300kB',
    "Nov 21 02:25:01 web1 systemd[1]: worker.service: Failed with result 'oom-kill'.",
  ];
  const events = [];
  for await (const event of parseLog([Buffer.from(`${lines.join('\n')}\n`)])) events.push(event);
  expect(events).toMatchObject([
    { victims: [{ anonRssBytes: 7821300 * 1024 }], aftermath: [{ subject: 'worker.service' }] },
  ]);
});
