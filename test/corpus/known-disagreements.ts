/** Where the parser and a corpus entry read the same log differently, and why the parser's reading stays. */

export interface KnownDisagreement {
  readonly file: string;
  /** What differs: the start of each line that `differencesOf` prints. */
  readonly differences: readonly string[];
  readonly reason: string;
}

export const knownDisagreements: readonly KnownDisagreement[] = [
  {
    file: '004-memcg-v2-stress-constraint-none-5.2mm.log',
    differences: ['#0 scope'],
    reason:
      'A development kernel prints CONSTRAINT_NONE for a kill that its own oom_memcg= and "Memory cgroup out of memory" call a cgroup\'s: the scope is memcg.',
  },
  {
    file: '078-el6-headless-table-and-kill-cloudweb1.log',
    differences: ['events', '#0 n_tasks'],
    reason:
      'The same report was pasted twice under two dates, the first time without its end: it is read as two.',
  },
  {
    file: '096-4.9-grep-oom-only-header-and-reaper.log',
    differences: ['#0 victims'],
    reason: 'Only oom_reaper names who died. It is the victim, with the note that the kill line is missing.',
  },
  {
    file: '114-docker-ubuntu-3.13-vim-line-numbers.log',
    differences: ['#0 memcg'],
    reason:
      "An editor put blanks into the middle of a path, which is then not above the task's cgroup and left out.",
  },
  {
    file: '127-k8s-loongarch-4.19-chinese-dmesgT-nokillline.log',
    differences: ['#0 victims'],
    reason: 'Only oom_reaper names who died in the first run. It is the victim, with a note.',
  },
];
