/** Signs that the log has grown, from a program that prints what is added. */
import { expect, it } from 'vitest';
import { type Bell, createKmsgBell } from '../../../src/source/follow/kmsg-bell.js';

const never = new AbortController().signal;

async function waitedMs(bell: Bell, signal: AbortSignal = never): Promise<number> {
  const began = performance.now();
  await bell.wait(signal);
  return performance.now() - began;
}

it('rings as soon as something is printed, once for all of it, and not again before there is more', async () => {
  const bell = createKmsgBell(['sh', '-c', 'sleep 0.4; echo a; echo b; sleep 0.6; echo c; sleep 60']);
  try {
    const first = await waitedMs(bell);
    expect(first).toBeGreaterThan(350);
    expect(first).toBeLessThan(1500);
    let next = await waitedMs(bell);
    // The two lines may come apart.
    if (next < 100) next = await waitedMs(bell);
    expect(next).toBeGreaterThan(300);
    expect(next).toBeLessThan(1500);
  } finally {
    bell.close();
  }
});

it('looks every 200 ms where the program cannot be started, and when it ends', async () => {
  for (const command of ['no-such-program-of-ours', 'true']) {
    const bell = createKmsgBell([command]);
    // The end rings too.
    expect(await waitedMs(bell)).toBeLessThan(1500);
    for (let turn = 0; turn < 3; turn++) {
      const waited = await waitedMs(bell);
      expect(waited).toBeGreaterThan(150);
      expect(waited).toBeLessThan(1000);
    }
    bell.close();
  }
});

it('starts the program again after a while', async () => {
  const bell = createKmsgBell(['sh', '-c', 'echo a']);
  const began = performance.now();
  let quick = 0;
  while (performance.now() - began < 1600) if ((await waitedMs(bell)) < 150) quick += 1;
  // Twice it printed and ended, the second time a second later.
  expect(quick).toBeGreaterThanOrEqual(3);
  bell.close();
});

it('stops waiting at once when it is to end', async () => {
  const bell = createKmsgBell(['sleep', '60']);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 50);
  expect(await waitedMs(bell, stop.signal)).toBeLessThan(1000);
  bell.close();
});
