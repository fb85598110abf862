/** `oomscope explain` as a process: names, pasted lines with any prefix, close matches. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { suggest } from '../../src/base/suggest.js';
import { recogniseLines } from '../../src/cli/kind-of-line.js';
import { explain } from '../../src/diagnosis/explain/explain.js';
import { explainableNames } from '../../src/diagnosis/explain/names.js';
import { useCommand } from '../kit/command.js';
import { wrapAs } from '../kit/wrap.js';
import { wrapFormats } from '../kit/wrap-formats.js';

const command = useCommand();
const capture = fileURLToPath(new URL('../../fixtures/reports/lab/6.1-memcg-v1-docker.log', import.meta.url));
const KILL =
  'Memory cgroup out of memory: Killed process 114 (redis-server) total-vm:50360kB, anon-rss:24536kB, file-rss:0kB, shmem-rss:516kB, UID:999 pgtables:84kB oom_score_adj:0';

describe('a name', () => {
  test.each([
    [['oom_score_adj'], 'oom_score_adj (field, in thousandths of the memory)'],
    [['anonRssBytes'], 'victims.anonRssBytes (field, in bytes)'],
    [['memory.nodes[].zones[].freeBytes'], 'memory.nodes.zones.freeBytes (field, in bytes)'],
    [['fragmentation'], 'fragmentation (finding)'],
    [['__GFP_MOVABLE'], '__GFP_MOVABLE (allocation flag)'],
    [['task-row'], 'task-row (line of a report, in pages, except pgtables_bytes)'],
  ])('%j', async (words, title) => {
    const { code, stdout, stderr } = await command.run(['explain', ...words]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')[0]).toBe(title);
  });

  test('that several fields have lists them all', async () => {
    const { stdout } = await command.run(['explain', 'pid']);
    expect(stdout).toMatch(/trigger\.pid .*\n {2}tasks\.pid .*\n {2}victims\.pid /);
  });

  test('that is not known is answered with those close to it', async () => {
    const { code, stdout, stderr } = await command.run(['explain', 'oom_scor_adj']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe('oomscope: nothing is known about "oom_scor_adj"\nDid you mean oom_score_adj?\n');
  });

  test('far from all is answered with the list', async () => {
    const { code, stderr } = await command.run(['explain', 'hello', 'world']);
    expect(code).toBe(2);
    expect(stderr).toContain('oomscope explain --list');
  });

  test('in the list is known', async () => {
    const names = explainableNames().flatMap(([, group]) => group);
    const unknown = names.filter((name) => explain(name) === null);
    // Kinds of lines are names of ours, and stand for a line.
    expect(unknown.filter((name) => !explainableNames()[2]?.[1].includes(name))).toEqual([]);
    const { stdout } = await command.run(['explain', '--list']);
    expect(names.filter((name) => !stdout.includes(name))).toEqual([]);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('a pasted line', () => {
  test.each(wrapFormats.map(({ name }) => name).filter((name) => !/pretty|verbose|export/.test(name)))(
    'in the wrapping %s',
    (name) => {
      const log = wrapAs(name, [
        {
          text: KILL,
          uptimeSeconds: 3.971834,
          wall: '2026-11-21T02:25:00.123456',
          host: 'web1',
          caller: null,
          level: 3,
        },
      ]);
      const found = recogniseLines(Buffer.from(log).toString().split('\n'));
      expect(
        found.filter(({ line }) => line.kind !== 'unrecognised').map(({ line, text }) => [line.kind, text]),
      ).toEqual([['killed', KILL]]);
    },
  );

  test('comes in one argument or several', async () => {
    const line = `Nov 20 03:12:45 web1 kernel: [12345.678901] ${KILL}`;
    const [one, several] = [
      await command.run(['explain', line]),
      await command.run(['explain', ...line.split(' ')]),
    ];
    expect(one).toMatchObject({ code: 0, stderr: '' });
    expect(several).toEqual(one);
    expect(one.stdout).toContain('killed (line of a report, in kB)');
    expect(one.stdout).toMatch(/ {2}anon-rss +Private memory of the victim/);
  });

  test('from standard input: every kind once, within the terminal', async () => {
    const { code, stdout } = await command.run(['explain', '-'], {
      stdin: readFileSync(capture),
      env: { COLUMNS: '100' },
    });
    expect(code).toBe(0);
    const titles = stdout.split('\n').filter((line) => /^\S+ \(line of a report/.test(line));
    expect(titles).toHaveLength(new Set(titles).size);
    expect(titles.length).toBeGreaterThan(8);
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  test('of something else is no line of a report', async () => {
    const { code, stderr } = await command.run(['explain', '-'], { stdin: 'hello\n' });
    expect(code).toBe(2);
    expect(stderr).toBe('oomscope: no line of an OOM report in what was pasted\n');
  });

  test('as JSON carries the line', async () => {
    const { stdout } = await command.run(['explain', '--format', 'json', KILL]);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'line', name: 'killed', unit: 'kB', line: KILL });
  });

  test('does not steer the terminal', async () => {
    const { stdout } = await command.run(['explain', KILL.replace('redis-server', 'a\u001b[2Jb')]);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('a\\x1b[2Jb');
  });
});

describe('close matches', () => {
  test.each([
    ['anonrss', []],
    ['swap-exhaust', ['swap-exhausted']],
    ['pgtabels', ['pgtables']],
    ['', []],
    ['x'.repeat(500), []],
  ])('of %s', (word, expected) => {
    expect(suggest(word, ['swap-exhausted', 'pgtables', 'order', 'rss'])).toEqual(expected);
  });
});
