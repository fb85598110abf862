/** The layouts of logcat and of Android Studio that tell of lmkd's kills; `threadtime` of the kernel's buffer is in the laws. */
import { expect, test } from 'vitest';
import { parseLog } from '../../src/index.js';

const SAID =
  "Kill 'com.example.app' (3847), uid 10045, oom_score_adj 900 to free 51200kB rss, 120kB swap; reason: low watermark is breached";

async function killsOf(line: string) {
  const kills: unknown[] = [];
  const options = { referenceTime: '2026-12-01T00:00:00Z' };
  for await (const { killer, time, victims } of parseLog([Buffer.from(`${line}\n`)], options))
    kills.push([killer, victims[0]?.pid, time.wall]);
  return kills;
}

test.each([
  ['threadtime', '11-21 02:25:00.123   479   479 I lowmemorykiller: '],
  ['threadtime, -v uid by number', '11-21 02:25:00.123  1000   479   479 I lowmemorykiller: '],
  ['threadtime, -v uid by name', '11-21 02:25:00.123 lmkd     479   479 I lowmemorykiller: '],
  ['threadtime, -v year', '2026-11-21 02:25:00.123   479   479 I lowmemorykiller: '],
  ['threadtime without the numbers', '11-21 02:25:00.123 I lowmemorykiller: '],
  ['time', '11-21 02:25:00.123 I/lowmemorykiller(  479): '],
  ['time, -v uid', '11-21 02:25:00.123 I/lowmemorykiller( lmkd:  479): '],
  ['Android Studio until 2022', '2026-11-21 02:25:00.123 479-479/? I/lowmemorykiller: '],
  ['Android Studio', '2026-11-21 02:25:00.123   479-479   lowmemorykiller         pid-479       I  '],
])('%s', async (_, prefix) => {
  expect(await killsOf(prefix + SAID)).toEqual([['lowmemorykiller', 3847, '2026-11-21T02:25:00.123']]);
});

test.each([
  ['brief', 'I/lowmemorykiller(  479): '],
  ['tag', 'I/lowmemorykiller: '],
])('%s has no time', async (_, prefix) => {
  expect(await killsOf(prefix + SAID)).toEqual([['lowmemorykiller', 3847, null]]);
});

test('of the kernel, with `time`', async () => {
  const text = 'Out of memory: Killed process 3847 (app) total-vm:55304kB, anon-rss:11952kB, file-rss:0kB';
  expect(await killsOf(`11-21 02:25:00.123 W/        (    0): [   12.345678] ${text}`)).toEqual([
    ['kernel', 3847, '2026-11-21T02:25:00.123'],
  ]);
});

test('another program says it', async () => {
  expect(await killsOf(`11-21 02:25:00.123 I/monitor(  479): ${SAID}`)).toEqual([]);
});
