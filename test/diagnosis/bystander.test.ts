/** Whether the one who asked for memory outlived the kill is only said where the log shows it. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import type { Task, Trigger } from '../../src/report/event.js';
import { report, row, trigger, victim } from '../kit/build-report.js';
import { machineReport } from './rule-cases.js';

const server = row(132, 'leader', { anon: 12 });

const findingFor = (asked: Partial<Trigger>, others: readonly Task[] = []) =>
  diagnose(
    report({
      scope: 'memcg',
      trigger: trigger(asked),
      tasks: [server, ...others],
      victims: [victim(server)],
    }),
  ).diagnosis.findings.find(({ rule }) => rule === 'bystander-trigger');

const LIVED = { title: 'worker invoked the killer, but was not killed', confidence: 'high', unless: null };
const OPEN = { title: 'worker invoked the killer, and has no kill line of its own', confidence: 'medium' };

describe('the one who asked', () => {
  it('is called innocent only where processes hold most of the memory', () => {
    const asked = { trigger: trigger({ comm: 'dd', pid: 137, oomScoreAdj: -1000 }) };
    const said = (anonymous: number) =>
      diagnose(machineReport(4000, [row(9, 'sshd', { anon: 20 })], { inactive_anon: anonymous }, asked))
        .diagnosis;
    expect(said(3000).summary).toContain('dd (pid 137) only happened to ask for memory at that moment.');
    expect(said(300).summary).toContain('It was dd (pid 137) that asked for memory at that moment.');
    const detail = said(300).findings.find(({ rule }) => rule === 'bystander-trigger')?.detail;
    expect(detail).toContain('dd (pid 137) asked for memory');
    expect(detail).toContain(
      'files that it wrote, or what the kernel keeps for it, are in no size of its own.',
    );
  });

  it('without a row may be a thread of the victim', () => {
    expect(findingFor({ comm: 'worker', pid: 137 })).toMatchObject(OPEN);
  });

  it('is no thread of it with another oom_score_adj, nor as process 1', () => {
    expect(findingFor({ comm: 'worker', pid: 137, oomScoreAdj: -500 })).toMatchObject(LIVED);
    expect(findingFor({ comm: 'worker', pid: 1 })).toMatchObject(LIVED);
  });

  it('is no thread of it where it is one of the kernel', () => {
    const callTrace = ['worker_thread+0x223/0x300', 'kthread+0xe3/0x110', 'ret_from_fork+0x2c/0x40'];
    expect(findingFor({ comm: 'worker', pid: 137, callTrace })).toMatchObject(LIVED);
    // What was left on the stack is no frame of its own.
    expect(findingFor({ comm: 'worker', pid: 137, callTrace: ['? kthread+0xe3/0x110'] })).toMatchObject(OPEN);
  });

  it('may share the memory of the victim where its row is the same, as after vfork', () => {
    const twin = { ...row(178, 'worker', { anon: 12 }) };
    expect(findingFor({ comm: 'worker', pid: 178 }, [twin])).toMatchObject(OPEN);
    expect(findingFor({ comm: 'worker', pid: 178 }, [row(178, 'worker', { anon: 11 })])).toMatchObject(LIVED);
  });
});
