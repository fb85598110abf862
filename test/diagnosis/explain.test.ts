import { describe, expect, it } from 'vitest';
import { CAUSES } from '../../src/diagnosis/causes.js';
import { explain, explainLine } from '../../src/diagnosis/explain/explain.js';
import { LINE_KINDS } from '../../src/diagnosis/explain/line-kinds.js';
import { RULES } from '../../src/diagnosis/rules/index.js';

describe('explain', () => {
  it('knows every rule and every cause', () => {
    for (const name of [...Object.keys(RULES), ...Object.keys(CAUSES)])
      expect(explain(name)?.text).toMatch(/\.$/);
    expect(explain('fragmentation')?.kind).toBe('rule');
    expect(explain('unknown')?.kind).toBe('cause');
  });

  it('explains every kind of line, with a unit where it has numbers', () => {
    for (const kind of Object.keys(LINE_KINDS)) {
      if (kind === 'unrecognised') expect(explainLine(kind, '')).toBeNull();
      else expect(explainLine(kind, '')).toMatchObject({ kind: 'line', name: kind });
    }
    expect(explainLine('task-row', '')?.unit).toBe('pages, except pgtables_bytes');
  });

  it.each([
    ['total_vm', 'field', 'pages'],
    ['pgtables_bytes', 'field', 'bytes'],
    ['ANON-RSS:', 'field', 'kB'],
    ['lowmem_reserve[]:', 'field', 'pages'],
    ['__GFP_MOVABLE', 'flag', null],
    ['GFP_KERNEL', 'flag', null],
  ])('%s is a %s in %s', (query, kind, unit) => expect(explain(query)).toMatchObject({ kind, unit }));

  it('takes a pasted line apart', () => {
    const line =
      'Out of memory: Killed process 4711 (java) total-vm:8600000kB, anon-rss:3478000kB, file-rss:2000kB, shmem-rss:0kB, UID:1000 pgtables:7128kB oom_score_adj:0';
    const said = explain(line);
    expect(said).toMatchObject({ kind: 'line', name: 'killed', unit: 'kB' });
    expect(said?.fields.map(({ name }) => name)).toEqual([
      'total-vm',
      'anon-rss',
      'file-rss',
      'shmem-rss',
      'pgtables',
      'oom_score_adj',
    ]);
  });

  it.each([
    [
      'java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
      'trigger',
      'GFP_KERNEL',
    ],
    ['memory: usage 524288kB, limit 524288kB, failcnt 1893', 'memcg-usage', 'failcnt'],
    ['Node 0 Normal free:84000kB boost:0kB min:88000kB low:110000kB high:132000kB', 'zone', 'boost'],
    ['lowmem_reserve[]: 0 3191 3700 3700 3700', 'lowmem', 'lowmem_reserve'],
    ['Free swap  = 0kB', 'swap', null],
    ['1048462 pages RAM', 'pages', null],
  ])('%s', (line, kind, field) => {
    const said = explain(line);
    expect(said?.name).toBe(kind);
    if (field !== null) expect(said?.fields.map(({ name }) => name)).toContain(field);
  });

  it('asks the given recogniser about lines', () => {
    expect(explain('whatever it is', () => 'reaper')?.name).toBe('reaper');
    expect(explain('whatever it is', () => 'no such kind')).toBeNull();
  });

  it('knows nothing of other text, whatever its name', () => {
    for (const text of [
      '',
      '   ',
      'frobnicate',
      'constructor',
      '__proto__',
      'hello world, this is no kernel line',
    ]) {
      expect(explain(text)).toBeNull();
    }
  });
});
