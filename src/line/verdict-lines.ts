/**
 * How a run ends without a kill, what is printed next to it, and what the log says is missing: panics, dead ends, SysRq,
 * other dumps, suppressed and dropped records.
 */
import type { GapLine, OomLine } from './oom-line.js';

const PANIC =
  /^(---\[ end )?Kernel panic - not syncing: ([Oo]ut of memory.*?|System is(?: deadlocked(?: on(?: memory.*?)?)?)?)(?: \]---)?\s*$/;
/** Every reason there is (mm/oom_kill.c), but for the oldest, `out of memory` alone: any other may be the beginning of one. */
const WHOLE_REASON =
  /^(?:Out of memory: (?:system-wide|compulsory) panic_on_oom is enabled|out of memory(?: from page fault)?\. (?:Compulsory )?panic_on_oom is selected\.?|Out of memory and no killable processes\.\.\.|System is deadlocked on memory)$/;

export function readPanic(text: string): OomLine | null {
  const found = PANIC.exec(text);
  if (!found) return null;
  return {
    kind: 'panic',
    open: found[1] === undefined && !WHOLE_REASON.test(found[2] ?? ''),
    reason: (found[2] ?? '').trim(),
    end: found[1] !== undefined,
  };
}

export function readNoKillable(text: string): OomLine | null {
  return /^Out of memory and no killable processes/.test(text) ? { kind: 'no-killable', open: false } : null;
}

export function readSysrq(text: string): OomLine | null {
  if (/^(?:sysrq: )?(?:SysRq : )?Manual OOM execution/i.test(text))
    return { kind: 'sysrq', open: false, ignored: false };
  return /^sysrq: OOM request ignored/.test(text) ? { kind: 'sysrq', open: false, ignored: true } : null;
}

const OTHER_DUMP =
  /(?:: page allocation (?:failure|stalls)|: vmalloc(?:: allocation failure| error)|^vmemmap alloc failure|^SL[AU]B: Unable to allocate memory|^BUG:|^WARNING:|^Oops|^INFO: (?:task|rcu|possible|trying)|^rcu: INFO|^watchdog: BUG|^Unable to handle kernel|^kernel BUG at|^general protection|^Kernel panic|^(?:sysrq: )?(?:SysRq : )?Show (?:Memory|State|Blocked State|Regs|backtrace)|^NMI backtrace for cpu|: page allocation failure)/;
/** A task of SysRq's t and w, or a hung one (kernel/sched/core.c, `sched_show_task`), in the words of 5.11 and of before. */
const TASK_DUMP =
  /^(?:task:.{15,} state:[A-Z] |\S.{14} [A-Z] +(?:running task +|[0-9a-f]{8,16} +)?\d+ +\d+ +\d+ 0x[0-9a-f]{8,})/;
/** Broadcom's kernels print a whole report where they restart the machine in place of killing (CONFIG_BCM_KF_OOM_REBOOT). */
const UNCALLED = /\(oom killer not called\): gfp_mask=/;
const MEMORY_DUMP = /page allocation|vmalloc|vmemmap alloc failure|^SL[AU]B|Show Memory$/;

/** Dumps that bring their own CPU line, trace or Mem-Info, which must not be taken for an OOM report's. */
export function readOtherDump(text: string): OomLine | null {
  if (UNCALLED.test(text)) return { kind: 'other-dump', open: false, memory: true, tasks: true };
  return OTHER_DUMP.test(text) || TASK_DUMP.test(text)
    ? { kind: 'other-dump', open: false, memory: MEMORY_DUMP.test(text), tasks: false }
    : null;
}

/**
 * A rate limit keeps whole reports back, which have their kill lines elsewhere; it loses nothing of the report that follows, so
 * its number is no count of records.
 */
const GAPS: readonly (readonly [RegExp, GapLine['of']])[] = [
  [/^\*\* (\d+) printk messages dropped/, 'kernel'],
  [/^printk: (\d+) messages dropped/, 'kernel'],
  [/^printk: \d+ messages suppressed/, 'kernel'],
  [/^(?:oom_kill_process|dump_header|out_of_memory|__ratelimit): \d+ callbacks suppressed/, 'kernel'],
  [/^Missed (\d+) kernel messages/, 'journal'],
  [/^Suppressed (\d+) messages from /, 'journal'],
  [/^\/dev\/kmsg buffer overrun, some messages lost/, 'journal'],
  [/^(?:imuxsock|imjournal|imklog)\S*:? (?:lost )?(\d+) messages/, 'syslog'],
  [/^(?:imuxsock|imjournal).* begins? to drop messages/, 'syslog'],
];

export function readGap(text: string): OomLine | null {
  if (!text.includes('messages') && !text.includes('callbacks')) return null;
  for (const [shape, of] of GAPS) {
    const found = shape.exec(text);
    if (found)
      return {
        kind: 'gap',
        open: false,
        of,
        records: found[1] === undefined ? null : Number(found[1]),
        text: text.slice(0, 200),
      };
  }
  return null;
}

const CPUSET = ' cpuset=';
const MEMS = ' mems_allowed=';

/** `java cpuset=/ mems_allowed=0` (2.6.29 - 4.20). */
export function readCpuset(text: string): OomLine | null {
  const name = text.indexOf(CPUSET);
  const mems = text.lastIndexOf(MEMS);
  const memsAllowed = text.slice(mems + MEMS.length).trimEnd();
  if (name >= 0 && mems >= name + CPUSET.length && /^[\d,-]*$/.test(memsAllowed)) {
    const cpuset = text.slice(name + CPUSET.length, mems);
    // A range or a list goes on behind its sign.
    const open = /[,-]$/.test(memsAllowed);
    return {
      kind: 'cpuset',
      open,
      comm: text.slice(0, name),
      cpuset,
      memsAllowed: open ? null : memsAllowed,
    };
  }
  const cut = /^(.{0,15}?) cpuset=(\S*)(?: mems_allowed=?)?\s*$/s.exec(text);
  return cut
    ? { kind: 'cpuset', open: true, comm: cut[1] ?? '', cpuset: cut[2] ?? '', memsAllowed: null }
    : null;
}
