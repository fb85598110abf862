import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import { createHistory } from '../../src/diagnosis/history.js';
import { shellArgument } from '../../src/diagnosis/shell-argument.js';
import { GiB, MiB, memory, report, row, trigger, victim } from '../kit/build-report.js';
import { CONTAINER_PATH, cgroupReport, machineReport, RULE_CASES, workers } from './rule-cases.js';

describe('the summary', () => {
  it.each([
    [
      RULE_CASES['cgroup-one-task'].fires,
      'The kernel killed java (pid 300), which held 480 MiB of private memory, in container 3f2a91c0b7de of pod ' +
        '0f3c8a51-7d1e-4c52-9d3a-5b1f6c2e7a90 (burstable): its memory limit was reached (512 MiB of 512 MiB used).',
    ],
    [
      RULE_CASES['bystander-trigger'].fires,
      'The kernel killed mysqld (pid 1001), which held 900 MiB of private memory: the machine ran out of memory ' +
        '(3.91 GiB RAM, no swap: 3.87 GiB used, 99 %). node (pid 1004) only happened to ask for memory at that moment.',
    ],
    [
      RULE_CASES['report-incomplete'].fires,
      'The kernel killed worker (pid 77), which held 100 MiB of private memory: the memory limit of a cgroup the log does not ' +
        'name was reached. The log kept only the kill line, not the report before it.',
    ],
    [
      RULE_CASES['group-killed'].fires,
      'The kernel killed java (pid 300), which held 480 MiB of private memory, and 1 more process in container 3f2a91c0b7de of pod ' +
        '0f3c8a51-7d1e-4c52-9d3a-5b1f6c2e7a90 (burstable): its memory limit was reached (512 MiB of 512 MiB used).',
    ],
    [
      report({ outcome: 'unknown' }),
      'The OOM killer ran, but the log does not show whom it killed: the machine ran out of memory.',
    ],
  ])('%#', (event, sentence) => expect(diagnose(event).diagnosis.summary).toBe(sentence));
});

describe('advice', () => {
  const first = (event: Parameters<typeof diagnose>[0]) =>
    diagnose(event)
      .diagnosis.findings.flatMap(({ advice }) => advice.map(({ title }) => title))
      .slice(0, 3);

  it('begins with the program, then the platform', () => {
    const pool = cgroupReport(
      512,
      workers(38, 'postgres', { anon: 11 }),
      { anon: 425, file: 30 },
      {},
      CONTAINER_PATH,
    );
    expect(first(pool)).toEqual([
      'Put a connection pooler in front and lower max_connections',
      'Find the pod by its uid, and set its memory limit and request',
      'Lower what a single query and maintenance may take',
    ]);
    expect(first(RULE_CASES['dominant-process'].fires)).toEqual([
      'Set the heap below the limit, with room for the rest',
      'Put a limit around the greedy service, and protect the essential ones',
      'Add a swap file of 1 GiB',
    ]);
  });

  it('keeps quiet on programs, limits and swap where free memory was out of reach', () => {
    const rules = diagnose(RULE_CASES.fragmentation.fires).diagnosis.findings.map(({ rule }) => rule);
    expect(rules).not.toContain('workload');
    expect(rules).not.toContain('platform');
  });

  it('leaves room for what others need: a pool that would not fit is not proposed', () => {
    const rows = [...workers(4, 'php-fpm8.2', { anon: 20 }), row(9, 'java', { anon: 400 })];
    const found = diagnose(cgroupReport(512, rows, { anon: 480, file: 20 })).diagnosis.findings;
    expect(JSON.stringify(found)).not.toMatch(/would leave/);
  });

  it('puts no hostile name into a command', () => {
    const hostile = '/system.slice/$(reboot)\n\u001b[2J.service';
    const event = cgroupReport(512, [row(300, 'x; rm -rf /', { anon: 480 })], { anon: 490 }, {}, hostile);
    const commands = diagnose(event).diagnosis.findings.flatMap(({ advice }) =>
      advice.flatMap((step) => step.commands),
    );
    expect(commands.join('\n')).not.toMatch(/reboot|rm -rf|\u001b/);
    expect(commands.join('\n')).toContain('systemctl show UNIT');
  });
});

describe('shellArgument', () => {
  it.each([
    ['app.service', 'app.service'],
    ['a b', "'a b'"],
    ["it's", String.raw`'it'\''s'`],
    ['machine-qemu\\x2d1.scope', "'machine-qemu\\x2d1.scope'"],
    ['$(reboot)', "'$(reboot)'"],
    ['-rf', 'X'],
    ['a*', 'X'],
    ['/a/../b', 'X'],
    ['a\nb', 'X'],
    ['gr\u00fc\u00df', 'X'],
    ['', 'X'],
    [null, 'X'],
  ])('%j is %s', (value, argument) => expect(shellArgument(value, 'X')).toBe(argument));
});

describe('the memory request of a pod', () => {
  const pod = (adj: number) =>
    cgroupReport(512, [row(300, 'java', { anon: 480, adj })], { anon: 490 }, {}, CONTAINER_PATH);
  const host = report({ id: 'node', memory: memory(32_000, {}) });

  it('reads back from oom_score_adj, and in bytes where an earlier report shows the RAM of the node', () => {
    expect(diagnose(pod(940)).identity?.extra.memoryRequest).toBe(
      "6 % of the node's memory (derived from oom_score_adj)",
    );
    expect(diagnose(pod(940), [host]).identity?.extra.memoryRequest).toBe(
      "about 1.88 GiB, 6 % of the node's memory (derived from oom_score_adj)",
    );
  });

  it('says nothing at the ends of the scale, where kubelet clamps, nor of other hosts', () => {
    expect(diagnose(pod(999)).identity?.extra.memoryRequest).toBeUndefined();
    expect(diagnose(pod(2)).identity?.extra.memoryRequest).toBeUndefined();
    expect(diagnose(pod(940), [{ ...host, host: 'other' }]).identity?.extra.memoryRequest).not.toContain(
      'GiB',
    );
  });
});

describe('conflicting and missing evidence', () => {
  it('resident sizes alone never make a program the cause with high confidence', () => {
    const rows = workers(60, 'httpd', { rss: 60 });
    const event = machineReport(4000, rows, { inactive_anon: 3300, mapped: 800 });
    const { cause, confidence, findings } = diagnose(event).diagnosis;
    expect([cause, confidence]).toEqual(['many-similar-processes', 'medium']);
    expect(findings[0]?.detail).toContain('roughly');
  });

  it('a large shared segment mapped by all is not memory used by each', () => {
    const rows = workers(60, 'postgres', { rss: 1000 });
    const event = machineReport(4000, rows, {
      inactive_anon: 1400,
      shmem: 1000,
      mapped: 1010,
      slab_unreclaimable: 2300,
    });
    expect(diagnose(event).diagnosis.cause).toBe('unreclaimable-slab');
  });

  it('never says that a task holds more than there is', () => {
    const event = machineReport(4000, workers(60, 'postgres', { rss: 1000 }), {
      inactive_anon: 3400,
      shmem: 1000,
      mapped: 1010,
    });
    const { findings } = diagnose(event).diagnosis;
    const detail = findings.find(({ rule }) => rule === 'many-similar-processes')?.detail ?? '';
    expect(detail).not.toMatch(/5[0-9]\.\d GiB/);
  });
});

describe('the history', () => {
  it('keeps the last events, without their tables', () => {
    const history = createHistory();
    for (let index = 0; index < 150; index += 1) {
      history.add(
        report({
          id: String(index),
          tasks: [row(1, 'a', { anon: 1 })],
          trigger: trigger(),
          victims: [victim(row(1, 'a', { anon: 1 }))],
        }),
      );
    }
    expect(history.entries()).toHaveLength(100);
    expect(history.entries()[0]?.id).toBe('50');
    expect(history.entries().every(({ tasks }) => tasks.length === 0)).toBe(true);
  });

  it('is looked at from its end only, so that a long log stays linear', () => {
    const old = Array.from({ length: 500 }, (_, index) => ({
      ...RULE_CASES['cgroup-one-task'].fires,
      id: String(index),
      time: { ...RULE_CASES['cgroup-one-task'].fires.time, uptimeSeconds: index / 1000 },
    }));
    const now = RULE_CASES['cgroup-one-task'].fires;
    const titleAfter = (events: typeof old) =>
      diagnose(now, events).diagnosis.findings.find(({ rule }) => rule === 'repeated-kill')?.title;
    expect(titleAfter(old.slice(0, 99))).toBe('java was killed here 100 times');
    expect(titleAfter(old)).toBe('java was killed here at least 101 times');
  });
});

it('sizes stay in the units of the contract', () => {
  const { tasks } = diagnose(
    machineReport(4000, [row(200, 'java', { anon: 3400 })], { inactive_anon: 3450 }),
  );
  expect(tasks[0]).toMatchObject({
    rssBytes: 3400 * MiB,
    derived: { badnessPages: 870_400, oomScore: 850, rank: 1, eligible: true },
  });
  expect(GiB).toBe(1024 * MiB);
});

describe('the one who asked', () => {
  const java = row(1002, 'java', { anon: 3400 });
  const other = row(1004, 'java', { anon: 100 });
  const ask = (comm: string, pid: number | null) =>
    diagnose({
      ...machineReport(4000, [java, other], { inactive_anon: 3500 }),
      trigger: trigger({ comm, pid }),
    }).diagnosis;
  const said = (comm: string, pid: number | null) => ask(comm, pid).summary.split('). ')[1] ?? '';

  it('is a bystander when it has a row of its own, perhaps one without, and not as a thread of the victim', () => {
    expect(said('java', 1004)).toBe('java (pid 1004) only happened to ask for memory at that moment.');
    expect(said('GC Thread#0', 2000)).toBe(
      'It was GC Thread#0 (pid 2000) that asked for memory at that moment.',
    );
    expect(said('java', 2000)).toBe('');
    expect(said('java', 1002)).toBe('');
    expect(said('java', null)).toBe('');
  });
});

it('does not say that a machine ran out of memory that it still had', () => {
  const event = machineReport(16_000, [row(1001, 'a', { anon: 900 })], {
    inactive_anon: 1000,
    active_file: 3000,
    free: 9000,
  });
  const { summary, findings } = diagnose(event).diagnosis;
  expect(summary).toContain(
    'an allocation could not be served, although only 6.84 GiB (44 %) of 15.6 GiB RAM were used',
  );
  expect(findings.map(({ title }) => title).join()).not.toContain('The machine ran out of memory');
});

it('lowers its confidence where the log contradicts itself', () => {
  const event = cgroupReport(200, [row(300, 'java', { anon: 400 })], { anon: 190 });
  expect(diagnose(event).diagnosis).toMatchObject({ cause: 'cgroup-one-task', confidence: 'low' });
  // What holds many times the limit is charged elsewhere, and tells nothing of this cgroup.
  const elsewhere = cgroupReport(200, [row(300, 'java', { anon: 6800 })], { anon: 190 });
  expect(diagnose(elsewhere).diagnosis.cause).toBe('cgroup-limit');
});

it('does not take lost lines for memory on other nodes', () => {
  const event = { ...RULE_CASES['node-exhausted'].fires, trigger: trigger({ comm: 'mysqld', pid: 1001 }) };
  const nodes = event.memory?.nodes.slice(0, 1) ?? [];
  const alone = { ...event, memory: event.memory && { ...event.memory, nodes } };
  expect(diagnose(alone).diagnosis.findings.map(({ rule }) => rule)).not.toContain('node-exhausted');
  const bound = { ...alone, trigger: trigger({ comm: 'mysqld', pid: 1001, nodemask: '0' }) };
  expect(diagnose(bound).diagnosis.cause).toBe('node-exhausted');
  const lossy = { ...bound, completeness: { ...bound.completeness, lostRecords: 5 } };
  expect(diagnose(lossy).diagnosis.cause).not.toBe('node-exhausted');
});
