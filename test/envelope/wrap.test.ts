import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeLossless } from '../../src/base/lossless-text.js';
import { type Envelope, envelopes, type WrapRecord, wrapAs } from '../kit/wrap.js';
import { decodeLines } from './envelope-cases.js';

const LINES = [
  'java invoked oom-killer: gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO), order=0, oom_score_adj=0',
  'CPU: 3 PID: 4711 Comm: java Not tainted 6.8.0-31-generic #31-Ubuntu',
  ' <TASK>',
  ' dump_stack_lvl+0x76/0xa0',
  ' [<ffffffff816861ac>] dump_stack+0x19/0x1b',
  'Call Trace:',
  'active_anon:1 inactive_anon:2 isolated_anon:0\n active_file:3 inactive_file:4 isolated_file:0\n unevictable:0',
  'Node 0 DMA free:15360kB boost:0kB min:64kB low:80kB high:96kB',
  'lowmem_reserve[]: 0 3191 3700 3700 3700',
  'Tasks state (memory values in pages):',
  '[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name',
  '[   4711]  1000  4711  2150000   870000  7300000        0             0 java',
  '[      1]     0     1    14010     2008   102400      256         -1000 (sd-pam)',
  'oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/a\\x2db.slice,task=x,pid=1,uid=0',
  'Out of memory: Killed process 4711 (Web Content) total-vm:8600000kB, anon-rss:3478000kB, file-rss:2000kB, shmem-rss:0kB',
  'Memory cgroup out of memory: Killed process 12 (caf\u00e9 T12) total-vm:1kB, anon-rss:1kB, file-rss:1kB, shmem-rss:0kB',
];

const text = fc.oneof(
  fc.constantFrom(...LINES),
  fc
    .string({ unit: fc.constantFrom(...'abcdefghij 0123456789:,.=()/_'), maxLength: 60 })
    .map((tail) => `word ${tail}`.trimEnd()),
);

function recordsFrom(texts: readonly string[]): WrapRecord[] {
  return texts.map((content, index) => ({
    text: content,
    uptimeSeconds: 12345.678901 + index,
    wall: `2026-11-21T02:25:${String(index % 60).padStart(2, '0')}.123456`,
    host: 'web1',
    caller: index % 2 === 0 ? 'T4711' : 'C0',
    level: 4,
  }));
}

function decoded(envelope: Envelope, records: readonly WrapRecord[]) {
  const lines = decodeLossless(wrapAs(envelope.name, records)).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return decodeLines(lines);
}

/** The lines of all texts, without what the wrapping cannot keep. */
function linesOf(texts: readonly string[], keepsLeadingBlank: boolean): string[] {
  const lines = texts
    .flatMap((content) => content.split('\n'))
    .filter((line) => line !== 'web1 login: ' && line !== '--');
  return (keepsLeadingBlank ? lines : lines.map((line) => line.replace(/^ /, ''))).filter(
    (line) => line !== '',
  );
}

describe.each(envelopes)('$name', (envelope) => {
  test('gives back every text', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 12 }), (texts) => {
        const records = decoded(envelope, recordsFrom(texts));
        expect(
          linesOf(
            records.map((record) => record.text),
            true,
          ),
        ).toEqual(linesOf(texts, envelope.keepsLeadingBlank));
      }),
      { numRuns: 60 },
    );
  });

  test('gives back what it keeps of time, host, caller and origin', () => {
    const given = recordsFrom(['Mem-Info:', 'Node 0 DMA free:15360kB', 'Mem-Info: 2']);
    const records = decoded(envelope, given).filter(
      (record) => record.text !== '' && record.text !== 'web1 login: ',
    );
    expect(records).toHaveLength(3);
    records.forEach((record, index) => {
      const original = given[index] as WrapRecord;
      expect(record.origin).toBe(envelope.showsKernel ? 'kernel' : 'unknown');
      if (envelope.keepsHost) expect(record.host).toBe(original.host);
      if (envelope.keepsUptime) expect(record.time.uptimeSeconds).toBeCloseTo(original.uptimeSeconds, 6);
      expect(record.caller).toBe(envelope.keepsCaller ? original.caller : null);
      if (envelope.wall === 'none') return;
      const kept = { minute: 16, second: 19, microsecond: 26 }[envelope.wall];
      expect(record.time.wall?.slice(0, kept)).toBe(original.wall.slice(0, kept));
    });
  });
});

test('an unknown name says which there are', () => {
  expect(() => wrapAs('nothing', [])).toThrow(/no envelope "nothing"; there are: bare, dmesg,/);
});
