/** What other subsystems print over many lines in the shapes of a report's own, as the texts of their records. */
import { lookalikes, recordsOf } from '../laws/replay.js';

export interface OtherDump {
  readonly name: string;
  readonly records: readonly string[];
}

const HUNG_TASK = [
  'INFO: task jbd2/vda1-8:311 blocked for more than 120 seconds.',
  '      Not tainted 6.8.0-31-generic #31-Ubuntu',
  '"echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.',
  'task:jbd2/vda1-8     state:D stack:0     pid:311   tgid:311   ppid:2      flags:0x00004000',
  'Call Trace:',
  ' <TASK>',
  ' __schedule+0x2cb/0x760',
  ' schedule+0x33/0x110',
  ' io_schedule+0x46/0x80',
  ' wait_on_buffer+0x3a/0x50',
  ' jbd2_journal_commit_transaction+0x1120/0x1890 [jbd2]',
  ' kjournald2+0xa8/0x280 [jbd2]',
  ' kthread+0xef/0x120',
  ' ret_from_fork+0x44/0x70',
  ' </TASK>',
];

const WARNING = [
  'WARNING: CPU: 2 PID: 871 at net/sched/sch_generic.c:525 dev_watchdog+0x23a/0x250',
  'Modules linked in: tcp_diag inet_diag veth bridge',
  'CPU: 2 PID: 871 Comm: telegraf Not tainted 6.8.0-31-generic #31-Ubuntu',
  'RIP: 0010:dev_watchdog+0x23a/0x250',
  'Call Trace:',
  ' <IRQ>',
  ' call_timer_fn+0x2a/0x160',
  ' __run_timers+0x1e3/0x2a0',
  ' run_timer_softirq+0x2a/0x60',
  ' __do_softirq+0xd8/0x346',
  ' </IRQ>',
  '---[ end trace 0000000000000000 ]---',
];

/** The machine is the report's. */
const isOfAnyMachine = (text: string): boolean => !text.startsWith('Hardware name: ');

const failures: OtherDump[] = [
  'page-allocation-failure-new',
  'page-allocation-failure-old',
  'vmalloc',
  'sysrq-memory',
].map((name) => {
  const log = lookalikes.find((candidate) => candidate.name === `lookalike-${name}.log`);
  if (log === undefined) throw new Error(`lookalike-${name}.log is missing in fixtures/reports/lookalikes`);
  return {
    name,
    records: recordsOf(log.fixture.log)
      .map(({ text }) => text)
      .filter(isOfAnyMachine),
  };
});

/** The kernel prints the memory of few failures in a time. */
const briefly: OtherDump[] = failures.map(({ name, records }) => ({
  name: `${name} without its memory`,
  records: records.slice(0, records.indexOf('Mem-Info:')),
}));

export const otherDumps: readonly OtherDump[] = [
  ...failures,
  ...briefly,
  { name: 'hung task', records: HUNG_TASK },
  { name: 'warning', records: WARNING },
];
