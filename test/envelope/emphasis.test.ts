/** Lines of a report that somebody stressed in a forum, a wiki or a mail. */
import { describe, expect, test } from 'vitest';
import { withoutEmphasis } from '../../src/envelope/emphasis.js';
import { parseLog } from '../../src/index.js';

const PAIRS: readonly (readonly [string, string])[] = [
  ['[B]', '[/B]'],
  ['[COLOR="Red"]', '[/COLOR]'],
  ['[color=#ff0000][b]', '[/b][/color]'],
  ['<b>', '</b>'],
  ['<span style="color:red">', '</span>'],
  ['<strong><em>', '</em></strong>'],
  ['{color:red}', '{color}'],
  ['**', '**'],
  ['***', '***'],
];

const PREFIX = 'Oct  9 21:46:17 box kernel: [ 1354.406178] ';
const LINES = [
  'hostname invoked oom-killer: gfp_mask=0x280da, order=0, oom_score_adj=-17',
  '[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name',
  '[  375]     0   375    14010     2008      12      256          -250 systemd-journal',
  'Out of memory: Kill process 375 (systemd-journal) score 569 or sacrifice child',
  'Killed process 375 (systemd-journal) total-vm:56040kB, anon-rss:4030kB, file-rss:24kB',
];
const REPORT = {
  trigger: { comm: 'hostname', oomScoreAdj: -17 },
  tasks: [{ pid: 375, comm: 'systemd-journal' }],
  victims: [{ pid: 375, comm: 'systemd-journal', score: 569, fileRssBytes: 24 * 1024 }],
};

async function eventsOf(log: string) {
  const events = [];
  for await (const event of parseLog([new TextEncoder().encode(log)])) events.push(event);
  return events;
}

describe.each(PAIRS)('%s ... %s', (open, close) => {
  test('around the text of lines', async () => {
    const log = LINES.map((line) => `${PREFIX}${open}${line}${close}`).join('\n');
    expect(await eventsOf(log)).toMatchObject([REPORT]);
  });

  test('around whole lines, quoted too', async () => {
    const log = LINES.map((line) => `> ${open}${PREFIX}${line}${close}`).join('\n');
    expect(await eventsOf(log)).toMatchObject([REPORT]);
  });
});

test('a blank that the mark cut off stays behind the time', () => {
  expect(withoutEmphasis('kernel: [1354.406178][COLOR=Red] app invoked oom-killer: order=0[/COLOR]')).toBe(
    'kernel: [1354.406178] app invoked oom-killer: order=0',
  );
});

test.each([
  '[10.1] [B]x invoked oom-killer: gfp_mask=0x280da, order=0, oom_score_adj=0',
  '[10.1] [  375]     0   375    14010     2008      12      256          -250 a [B]b[/B]',
  '[10.1] [  375]     0   375    14010     2008      12      256          -250 **a**',
  '[10.1]  <TASK>',
  '[10.1]  ext4_filemap_fault+0x36/0x50 [ext4]',
])('not stressed: %s', (line) => {
  expect(withoutEmphasis(line)).toBe(line);
});
