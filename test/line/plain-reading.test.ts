/** The short cut for plain lines gives what the grammar ranks first, and steps aside where a name holds look-alikes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constraintWords } from '../../src/line/constraint-line.js';
import constraintRules from '../../src/line/grammar/constraint.gen.js';
import { rankConstraints } from '../../src/line/grammar/constraint-result.js';
import killRules from '../../src/line/grammar/kill.gen.js';
import { type KillResult, rankKills } from '../../src/line/grammar/kill-result.js';
import { loadGrammar, readings } from '../../src/line/grammar/token.js';
import { killWords } from '../../src/line/kill-lines.js';
import type { ConstraintReading } from '../../src/line/oom-line.js';
import { plainConstraint, plainKill } from '../../src/line/plain-reading.js';

const killGrammar = loadGrammar(killRules);
const constraintGrammar = loadGrammar(constraintRules);

const killPart = fc.constantFrom(
  ' (',
  '(',
  ')',
  ') ',
  'java',
  'Web Content',
  ' ',
  ', UID 48,',
  ', UID 48, ',
  ' total-vm:1024kB',
  ', anon-rss:512kB',
  ', file-rss:0kB',
  ', shmem-rss:4kB',
  ', UID:0',
  ' pgtables:68kB',
  ' oom_score_adj:-998',
  ' score 43',
  ' or sacrifice child',
  '.',
  ',',
  ' total-vm:99999999999999999kB',
  'x)',
  ' sharing same memory',
);
const constraintPart = fc.constantFrom(
  'CONSTRAINT_MEMCG',
  'CONSTRAINT_NONE',
  ',nodemask=(null)',
  ',nodemask=0-1',
  ',cpuset=/',
  ',cpuset=a,b',
  ',mems_allowed=0',
  ',oom_memcg=/a',
  ',global_oom',
  ',task_memcg=/a/b',
  ',task_memcg=/x,pid',
  ',task=java',
  ',task=a,b c',
  ',task=',
  ',pid=77',
  ',pid=x',
  ',uid=0',
  ',uid=1000 ',
  ',uid=',
  ' ',
  ',',
);

describe('a plain line', () => {
  it('is read as the grammar reads it: kills', () => {
    expect(
      plainKill(killWords(' (java) total-vm:1kB, anon-rss:2kB, UID:0 pgtables:5kB oom_score_adj:0')),
    ).not.toBeNull();
    expect(plainKill(killWords(', UID 48, (httpd) total-vm:1kB'))).not.toBeNull();
    expect(plainKill(killWords(' ((sd-pam)) total-vm:1kB'))).toBeNull();
    fc.assert(
      fc.property(fc.array(killPart, { maxLength: 9 }), (parts) => {
        const words = killWords(parts.join(''));
        const plain = plainKill(words);
        if (plain === null) return;
        const ranked = rankKills(readings<KillResult>(killGrammar, words));
        expect(plain).toEqual(ranked[0]);
        // Nothing that the report could choose instead.
        expect(ranked.slice(1).filter(({ cut, rest }) => cut === plain.cut && rest === plain.rest)).toEqual(
          [],
        );
      }),
      { numRuns: 5000 },
    );
  });

  it('is read as the grammar reads it: summary lines', () => {
    const whole =
      'CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/a,task_memcg=/a/b,task=java,pid=77,uid=0';
    expect(plainConstraint(constraintWords(whole))).toMatchObject({ limitPath: '/a', comm: 'java', uid: 0 });
    expect(plainConstraint(constraintWords(whole.replace('java', 'a,pid=1')))).toBeNull();
    fc.assert(
      fc.property(fc.array(constraintPart, { maxLength: 10 }), (parts) => {
        const words = constraintWords(parts.join(''));
        const plain = plainConstraint(words);
        if (plain === null) return;
        const ranked = rankConstraints(readings<ConstraintReading | null>(constraintGrammar, words));
        expect(plain).toEqual(ranked[0]);
        // Other readings take a key for text of a path: none of them names another victim.
        for (const { comm, pid, uid } of ranked.filter((other) => other.uid !== null))
          expect({ comm, pid, uid }).toEqual({ comm: plain.comm, pid: plain.pid, uid: plain.uid });
      }),
      { numRuns: 5000 },
    );
    fc.assert(
      fc.property(fc.subarray(whole.split(/(?=,)/).slice(1)), (parts) => {
        const words = constraintWords(['CONSTRAINT_NONE', ...parts].join(''));
        const plain = plainConstraint(words);
        if (plain !== null)
          expect(plain).toEqual(
            rankConstraints(readings<ConstraintReading | null>(constraintGrammar, words))[0],
          );
      }),
      { numRuns: 2000 },
    );
  });
});
