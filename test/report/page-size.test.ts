/** The page size of a report, by what its log shows. */
import { expect, test } from 'vitest';
import { parseLog } from '../../src/index.js';

async function pageSize(lines: readonly string[]): Promise<unknown> {
  const log = new TextEncoder().encode(`${lines.join('\n')}\n`);
  for await (const { memory } of parseLog([log])) return [memory?.pageSizeBytes, memory?.pageSizeSource];
  return null;
}

const trigger =
  '[ 1.000000] dd invoked oom-killer: gfp_mask=0x6200ca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0';
const cpu = (release: string): string => `[ 1.000001] CPU: 2 PID: 977 Comm: dd Not tainted ${release} #1`;
const memInfo = [
  '[ 1.000002] Mem-Info:',
  '[ 1.000003] active_anon:93769 inactive_anon:13540 isolated_anon:0',
];
const limit = (kib: string): string => `[ 1.000004] memory: usage 1024kB, limit ${kib}kB, failcnt 0`;

test.each([
  [
    'the release of a 64 KiB build',
    [trigger, cpu('4.18.0-139.el8.ppc64le+debug'), ...memInfo],
    [65536, 'release'],
  ],
  [
    'the release of a 16 KiB build',
    [trigger, cpu('6.12.117+deb13-arm64-16k'), ...memInfo],
    [16384, 'release'],
  ],
  ["SUSE's name for it", [trigger, cpu('6.4.0-150600.21-64kb'), ...memInfo], [65536, 'release']],
  ["the Pi 5's kernel", [trigger, cpu('6.6.31+rpt-rpi-2712'), ...memInfo], [16384, 'release']],
  ['no word of it', [trigger, cpu('6.1.0-50-cloud-amd64'), ...memInfo], [4096, 'assumed']],
  [
    'an unlimited limit',
    [trigger, cpu('6.1.0'), ...memInfo, limit('9007199254740976')],
    [16384, 'unlimited-limit'],
  ],
  [
    'counters in pages and in kB',
    [trigger, cpu('6.1.0'), ...memInfo, '[ 1.000005] Node 0 active_anon:6001216kB inactive_anon:866560kB'],
    [65536, 'counters'],
  ],
])('is told by %s', async (_, lines, expected) => {
  expect(await pageSize(lines)).toEqual(expected);
});
