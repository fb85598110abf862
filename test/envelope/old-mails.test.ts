/** Reports of kernels before 2.6.30 as mails and tickets hold them: without a tag, without any prefix, traces of two blanks. */
import { describe, expect, test } from 'vitest';
import { encodeLossless } from '../../src/base/lossless-text.js';
import { createLogParser } from '../../src/log-parser.js';

function eventsOf(lines: readonly string[]) {
  const parser = createLogParser({ referenceTime: '2026-11-22T00:00:00Z' });
  return [...parser.push(encodeLossless(`${lines.join('\n')}\n`)), ...parser.end()];
}

/** As 2.6.16 printed it (mm/oom_kill.c, show_free_areas). */
const NAMELESS = [
  'oom-killer: gfp_mask=0x201d2, order=0',
  'Mem-info:',
  'DMA per-cpu:',
  'cpu 0 hot: high 0, batch 1 used:0',
  'cpu 0 cold: high 0, batch 1 used:0',
  'Normal per-cpu:',
  'cpu 0 hot: high 186, batch 31 used:16',
  'cpu 0 cold: high 62, batch 15 used:6',
  'HighMem per-cpu: empty',
  'Free pages:        5884kB (0kB HighMem)',
  'Active:6386 inactive:6367 dirty:0 writeback:0 unstable:0 free:1471 slab:1280 mapped:962 pagetables:96',
  'DMA free:2060kB min:60kB low:120kB high:180kB active:5912kB inactive:5788kB present:16384kB pages_scanned:3131 all_unreclaimable? no',
  'lowmem_reserve[]: 0 0 496 496',
  'DMA: 1*4kB 1*8kB 0*16kB 0*32kB 0*64kB 0*128kB 0*256kB 0*512kB 0*1024kB 1*2048kB 0*4096kB = 2060kB',
  'HighMem: empty',
  'Swap cache: add 3205, delete 3124, find 1049/1291, race 0+0',
  'Free swap  = 0kB',
  'Total swap = 120452kB',
  'Out of Memory: Kill process 3290 (sh) score 12345 and children.',
  'Out of memory: Killed process 3291 (ntpd).',
];

/** As 2.6.24 did. */
const NAMED = [
  'init invoked oom-killer: gfp_mask=0xd0, order=0, oomkilladj=0',
  'Pid: 1, comm: init Not tainted 2.6.24-19-server #1',
  '[<c0149ea8>] out_of_memory+0x158/0x1b0',
  '[<c014b7b0>] __alloc_pages+0x2a0/0x300',
  '=======================',
  'Mem-info:',
  'DMA per-cpu:',
  'CPU    0: Hot: hi:    0, btch:   1 usd:   0   Cold: hi:    0, btch:   1 usd:   0',
  'Active:250 inactive:1023 dirty:0 writeback:0 unstable:0 free:1200000 slab:210000 mapped:13 pagetables:200 bounce:0',
  'DMA free:3528kB min:68kB low:84kB high:100kB active:0kB inactive:0kB present:16256kB pages_scanned:0 all_unreclaimable? yes',
  'lowmem_reserve[]: 0 873 9115',
  'Free swap  = 4200956kB',
  'Total swap = 4200956kB',
  'Out of memory: kill process 4000 (httpd) score 123 or a child',
  'Killed process 4001 (httpd)',
];

describe('syslog lines with a host and no tag', () => {
  const WRAPPINGS: Readonly<Record<string, (line: string) => string>> = {
    'in a log': (line) => `Nov 17 06:19:30 web01 ${line}`,
    'in a mail': (line) => `> Nov 17 06:19:30 web01 ${line}`,
    'of a whole name': (line) => `Nov 17 06:19:30 db-2.example.org ${line}`,
  };
  test.each(Object.keys(WRAPPINGS))('%s', (name) => {
    const wrap = WRAPPINGS[name] ?? String;
    const [event, ...others] = eventsOf(NAMED.map(wrap));
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      host: name === 'of a whole name' ? 'db-2.example.org' : 'web01',
      time: { wall: '2026-11-17T06:19:30', wallSource: 'inferred-year' },
      trigger: { comm: 'init', pid: 1, gfpMask: '0xd0', order: 0 },
      victims: [{ pid: 4001, comm: 'httpd' }],
      selected: { pid: 4000, comm: 'httpd', score: 123 },
      memory: { swapTotalBytes: 4200956 * 1024, totals: { free: 1_200_000, slab: 210_000 } },
      completeness: { foreignLines: 0 },
    });
  });

  test('no level, facility or kernel is their host', () => {
    for (const word of ['warning', 'kernel', 'KERN', 'user.info'])
      for (const { host } of eventsOf(NAMED.map((line) => `Nov 17 06:19:30 ${word} ${line}`)))
        expect(host).toBeNull();
  });

  test('tell a report without a name, as before 2.6.17', () => {
    const [event, ...others] = eventsOf(NAMELESS.map((line) => `Nov 17 06:19:30 web01 ${line}`));
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      host: 'web01',
      trigger: { comm: null, gfpMask: '0x201d2', order: 0 },
      victims: [{ pid: 3291, comm: 'ntpd', role: 'child-sacrificed' }],
      memory: {
        nodes: [{ zones: [{ name: 'DMA', lowmemReservePages: [0, 0, 496, 496] }, { name: 'HighMem' }] }],
      },
      completeness: { status: 'complete', foreignLines: 0 },
    });
  });

  test('tell a kill of a few lines, without its sums', () => {
    const lines = [NAMELESS[0] ?? '', ...NAMELESS.slice(-2)];
    expect(eventsOf(lines.map((line) => `Nov 17 06:19:30 web01 ${line}`))).toMatchObject([
      { trigger: { gfpMask: '0x201d2' }, victims: [{ pid: 3291 }] },
    ]);
  });
});

test('frames behind two blanks are lines of their own, and a first line without a name behind them begins a report', () => {
  const trace = [
    'Call Trace:',
    '  [<ffffffff802638cb>] out_of_memory+0x33/0x220',
    '  [<ffffffff80265374>] __alloc_pages+0x23a/0x2c3',
    '  [<ffffffff802667d2>] __do_page_cache_readahead+0x99/0x212',
    '  [<ffffffff80260799>] sync_page+0x0/0x45',
    '  [<ffffffff804b304c>] io_schedule+0x28/0x33',
    '  [<ffffffff804b32b8>] __wait_on_bit_lock+0x5b/0x66',
    '  [<ffffffff80262e50>] filemap_nopage+0x14b/0x353',
    '  [<ffffffff80245a4e>] autoremove_wake_function+0x0/0x2e',
  ];
  const first = (mask: string) => [`oom-killer: gfp_mask=${mask}, order=0`, '', ...trace];
  const events = eventsOf([
    'On 2.6.18 and later:',
    '',
    ...first('0x201d2'),
    ...first('0x280d2'),
    '',
    '-----',
  ]);
  expect(events.map(({ trigger }) => [trigger?.gfpMask, trigger?.callTrace.length])).toEqual([
    ['0x201d2', 8],
    ['0x280d2', 8],
  ]);
});

test('the second half of a line of per-CPU lists, which a mailer broke off, is no other line', () => {
  const [hot = '', cold = ''] = (NAMED[7] ?? '').split(/ {3}(?=Cold)/);
  const lines = NAMED.map((line) => `Nov 17 06:19:30 web01 kernel: ${line}`);
  const [event] = eventsOf(lines.toSpliced(7, 1, `Nov 17 06:19:30 web01 kernel: ${hot}   `, cold));
  expect(event?.completeness.foreignLines).toBe(0);
});
