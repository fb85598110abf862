/**
 * Lines that come close to the OOM killer's and are none of its: what other programs, people and the kernel itself write
 * about memory, and what quotes the killer. Each stands alone, whoever wrote the lines around it.
 */
import type { KernelRecord } from '../../src/envelope/record.js';

export interface LookalikeLine {
  readonly text: string;
  readonly origin: KernelRecord['origin'];
  readonly program: string | null;
}

const KILL =
  'Out of memory: Killed process 7701 (tidb) total-vm:8403200kB, anon-rss:7001200kB, file-rss:48kB, shmem-rss:16kB, UID:1000 pgtables:14800kB oom_score_adj:100';
const CGROUP_KILL = KILL.replace('Out of', 'Memory cgroup out of');
const CHOICE = 'Memory cgroup out of memory: Kill process 7701 (tidb) score 1984 or sacrifice child';
const TRIGGER = 'tidb invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0';
const SUMMARY =
  'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=a,mems_allowed=0,oom_memcg=/a,task_memcg=/a/b,task=tidb,pid=7701,uid=0';

/** What programs log, by their names. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  java: [
    'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space',
    'java.lang.OutOfMemoryError: Container killed on request. Exit code is 137',
    'Terminating due to java.lang.OutOfMemoryError: GC overhead limit exceeded',
  ],
  python3: ['MemoryError: Unable to allocate 7.45 GiB for an array with shape (1000000000,)', 'Killed'],
  node: [
    'FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory',
  ],
  'redis-server': [
    '# Out Of Memory allocating 1048576 bytes!',
    '# WARNING overcommit_memory is set to 0! Background save may fail under low memory condition.',
    "OOM command not allowed when used memory > 'maxmemory'.",
  ],
  app: ['fatal error: runtime: out of memory', 'runtime: out of memory: cannot allocate 8192-byte block'],
  mysqld: [
    'Out of memory (Needed 128 bytes)',
    'mysqld: Out of memory; check if mysqld or some other process uses all available memory',
  ],
  php: [
    'PHP Fatal error:  Out of memory (allocated 262144) (tried to allocate 20480 bytes) in /srv/a.php on line 3',
  ],
  postgres: ['ERROR:  out of memory', 'DETAIL:  Failed on request of size 1048576.'],
  kubelet: [
    'I1121 02:25:00.123456    1200 kuberuntime_manager.go:1] Container "app" killed with reason OOMKilled',
    'W1121 02:25:00.123456    1200 eviction_manager.go:330] eviction manager: attempting to reclaim memory',
    `E1121 02:25:00.123456    1200 oom_watcher.go:12] saw ${KILL}`,
  ],
  'node-problem-detector': [
    `I1121 02:25:00.1    1200 log_monitor.go:160] New status generated: &{Source:kernel-monitor Events:[{Severity:warn Reason:OOMKilling Message:${CGROUP_KILL}}] Conditions:[]}`,
    KILL,
  ],
  falco: [`02:25:00.1: Warning ${KILL} (host=app1)`],
  'datadog-agent': [
    '2026-11-21 02:25:00 UTC | CORE | WARN | Process `tidb` (pid: 7701) triggered an OOM kill',
  ],
  promtail: [`level=warn ts=2026-11-21T02:25:00Z caller=kmsg.go:12 msg="${TRIGGER}"`],
  oomscope: [
    'The kernel killed tidb (pid 7701), which held 6.68 GiB of private memory: the machine ran out of memory.',
    KILL,
  ],
  cron: ['(root) MAIL (mailed 44 bytes of output; out of memory)'],
  sudo: [`anna : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/usr/bin/grep '${CHOICE}' /var/log/kern.log`],
  bash: [`HISTORY: oomscope explain '${SUMMARY}'`],
  systemd: [
    'Starting Userspace Out-Of-Memory (OOM) Killer...',
    'Listening on Userspace Out-Of-Memory (OOM) Killer Socket.',
    'backup.service: Killing process 7701 (tar) with signal SIGKILL.',
    "backup.service: State 'stop-sigterm' timed out. Killing.",
  ],
  'systemd-oomd': [
    'Failed to acquire /proc/meminfo, ignoring: Permission denied',
    'No swap; memory pressure usage will be degraded',
  ],
  earlyoom: [
    'mem avail: 12000 of 16000 MiB (75.00%), swap free: 2047 of 2047 MiB (100.00%)',
    'sending SIGTERM when mem avail <= 10.00% and swap free <= 10.00%,',
  ],
};

/** What the kernel says about memory, and about killing, that is no report of its OOM killer. */
const KERNEL: readonly string[] = [
  'bash (77): /proc/77/oom_adj is deprecated, please use /proc/77/oom_score_adj instead.',
  'OOM killer enabled.',
  'OOM killer disabled.',
  'Memory: 1006292K/1048036K available (14332K kernel code, 2340K rwdata, 9100K rodata)',
  'TCP: out of memory -- consider tuning tcp_mem',
  'Unable to start OOM reaper -12. Continuing regardless',
  'Huh VM_FAULT_OOM leaked out to the #PF handler. Retrying PF',
  'Purging GPU memory, 12 pages freed, 0 pages still pinned, 3 pages left available.',
  'sysrq: OOM request ignored. No task eligible',
  'MCE 0x1234: Killing java:77 due to hardware memory corruption',
  'Memory failure: 0x1234: recovery action for dirty LRU page: Recovered',
  'hv_balloon: Max. dynamic memory size: 4096 MB',
  "virtio_balloon virtio0: Out of puff! Can't get 1 pages",
  'audit: type=1701 audit(1700000000.123:77): auid=0 uid=0 ses=1 pid=77 comm="java" exe="/usr/bin/java" sig=9 res=1',
  "init: Service 'zygote' (pid 77) received signal 9",
  'memory: usage statistics are off',
];

/** Sentences, literals, patches and other tools' output, in a file among lines of the log. */
const TEXT: readonly string[] = [
  `So the kernel said "${KILL}" and the site was gone.`,
  `<anna> what does ${SUMMARY} mean?`,
  'The kernel prints Out of memory: Killed process 7701 (tidb) and then it is gone.',
  `    line = "${KILL}"`,
  `  "input": "${TRIGGER}",`,
  `    "${CHOICE}",`,
  `assert parse('kernel: ${CHOICE}')`,
  `// ${KILL}`,
  `# ${CGROUP_KILL}`,
  `+${KILL}`,
  `- \`${KILL}\``,
  'pr_err("%s: Killed process %d (%s) total-vm:%lukB, anon-rss:%lukB, file-rss:%lukB\\n", message, pid, comm);',
  'pr_warn("%s invoked oom-killer: gfp_mask=%#x(%pGg), order=%d, oom_score_adj=%hd\\n", current->comm);',
  'const KILL = /Killed process (\\d+) \\((.*)\\) total-vm:(\\d+)kB/;',
  `grep "${KILL}" /var/log/kern.log`,
  `A Warning of the reason OOMKilling says: ${CGROUP_KILL}`,
  '2m          Warning   SystemOOM    node/ip-10-0-0-1   System OOM encountered, victim process: tidb, pid: 7701',
  'tidb (pid 7701) killed',
  'The kernel killed tidb (pid 7701), which held 6.68 GiB of private memory: the machine ran out of memory.',
  '    │ line 94: killed tidb (pid 7701): anon-rss 6.68 GiB, file-rss 48 KiB, shmem-rss 16 KiB',
  '     7701  tidb     6.68 GiB  100  ████████████████████████████████████████',
  '/bin/sh: line 1:  7701 Killed                  java -jar app.jar',
];

export const lookalikeLines: readonly LookalikeLine[] = [
  ...Object.entries(PROGRAMS).flatMap(([program, texts]) =>
    texts.map((text) => ({ text, origin: 'program' as const, program })),
  ),
  ...KERNEL.map((text) => ({ text, origin: 'kernel' as const, program: null })),
  ...TEXT.map((text) => ({ text, origin: 'unknown' as const, program: null })),
];
