/** Names for masks printed as bare numbers: by the release where the report has one, else by what the trigger line shows. */
import { expect, test } from 'vitest';
import { readTrigger } from '../../src/line/trigger-line.js';
import { decodeGfpMask } from '../../src/report/gfp-flags.js';

const ADJ = 'oomkilladj=0';
const OLD = 'oom_adj=0';
const BOTH = 'oom_adj=0, oom_score_adj=0';
const NEW = 'oom_score_adj=0';

function decode(mask: string, scale: string, release: string | null): string | null {
  const text = `java invoked oom-killer: gfp_mask=${mask}, order=0, ${scale}`;
  const line = readTrigger(text);
  if (line?.kind !== 'trigger') throw new Error(`no trigger line: ${text}`);
  return (
    decodeGfpMask(line, text, release)
      ?.map((name) => name.replace('__GFP_', ''))
      .join(' ') ?? null
  );
}

test.each([
  ['2.6.18-274.el5', '0x280d2', ADJ, 'HIGHMEM WAIT IO FS ZERO HARDWALL'],
  ['2.6.18-274.el5', '0x40050', ADJ, 'WAIT IO NO_OOM'],
  ['2.6.24-19-server', '0x1200d2', ADJ, 'HIGHMEM WAIT IO FS HARDWALL MOVABLE'],
  ['2.6.32-642.el6.x86_64', '0x201da', BOTH, 'HIGHMEM MOVABLE WAIT IO FS COLD HARDWALL'],
  ['3.10.0-1062.el7.x86_64', '0x1000050', NEW, 'WAIT IO WRITE'],
  ['3.13.0-24-generic', '0x1000d0', NEW, 'WAIT IO FS KMEMCG'],
  ['4.1.12', '0x1000d0', NEW, 'WAIT IO FS NOACCOUNT'],
  ['4.4.0-21-generic', '0x24000c0', NEW, 'IO FS DIRECT_RECLAIM KSWAPD_RECLAIM'],
  ['4.4.0-21-generic', '0x25000c0', NEW, 'IO FS NOACCOUNT DIRECT_RECLAIM KSWAPD_RECLAIM'],
  ['4.5.0', '0x25000c0', NEW, 'IO FS ACCOUNT DIRECT_RECLAIM KSWAPD_RECLAIM'],
  ['5.4.0', '0x0', NEW, ''],
  ['2.6.32', '0x100000', OLD, null],
  ['4.9.0', '0x24000c0', NEW, null],
])('%s: %s', (release, mask, scale, expected) => {
  expect(decode(mask, scale, release)).toBe(expected);
});

test.each([
  ['0xd0', ADJ, 'WAIT IO FS'],
  ['0x1200d2', ADJ, 'HIGHMEM WAIT IO FS HARDWALL MOVABLE'],
  // __GFP_NO_OOM in el5, __GFP_THISNODE after it.
  ['0x40050', ADJ, null],
  ['0x200da', OLD, 'HIGHMEM MOVABLE WAIT IO FS HARDWALL'],
  ['0x280da', BOTH, 'HIGHMEM MOVABLE WAIT IO FS ZERO HARDWALL'],
  ['0xd0', NEW, 'WAIT IO FS'],
  ['0x24200ca', NEW, 'HIGHMEM MOVABLE IO FS HARDWALL DIRECT_RECLAIM KSWAPD_RECLAIM'],
  // __GFP_NO_KSWAPD up to 4.3, __GFP_DIRECT_RECLAIM after it.
  ['0x4000d0', NEW, null],
  // __GFP_KMEMCG or __GFP_NOACCOUNT.
  ['0x1000d0', NEW, null],
])('without a release: %s, %s', (mask, scale, expected) => {
  expect(decode(mask, scale, null)).toBe(expected);
});

test('a line that names no process is of 2.6.17 or before', () => {
  const text = 'oom-killer: gfp_mask=0x84d0, order=0';
  const line = readTrigger(text);
  if (line?.kind !== 'trigger') throw new Error('no trigger line');
  expect(decodeGfpMask(line, text, null)?.join(' ')).toBe(
    '__GFP_WAIT __GFP_IO __GFP_FS __GFP_REPEAT __GFP_ZERO',
  );
});
