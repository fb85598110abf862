/**
 * Tells lines that begin a record from those that go on what the line before began: by a log's prefix where the log has
 * them, else by the words that the kernel's own lines begin with.
 */

import { startsPrefix } from './prefix-start.js';

/** Quote marks of mails, which stand before the rest of a broken line too. */
const QUOTE = /^(?:[>|] ?)+/;
/** A prefix behind marks of any tool: not further in than this. */
const FURTHEST_STAMP = 100;
const STAMP_INSIDE =
  /\[ *\d{1,10}\.\d{6}\]|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d |\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\] | kernel: /;

/** A line of an object printed over many, or of a journal's entry; a record of netconsole. */
const OBJECT_LINE =
  /^\s*(?:[A-Z_][A-Z\d_]{2,40}=|\S{1,64},\d{1,3},\d{1,20},\d{1,20},|"[\w@. -]{1,40}" ?(?::|=>) |[[\]{}]+,?\{?$|"[\w@. -]{1,40}" ?(?::|=>) ?[[{]$|\[\d+\] ["{])/;

/** Whether a log's prefix stands at the start of the line, marks aside. */
export function hasPrefix(text: string): boolean {
  const mark = markOf(text).length;
  let at = mark;
  while (text.charCodeAt(at) === 0x20) at++;
  return (
    startsPrefix(text, at) ||
    OBJECT_LINE.test(text) ||
    STAMP_INSIDE.test(text.slice(mark, mark + FURTHEST_STAMP))
  );
}

/** The quote marks that the line begins with; empty where there are none. */
export function markOf(text: string): string {
  const first = text.charCodeAt(0);
  return first === 0x3e || first === 0x7c ? (QUOTE.exec(text)?.[0] ?? '') : '';
}

/** What lines of the kernel's begin with (mm/oom_kill.c, lib/show_mem.c, dump_stack): no rest of a broken line is like it. */
const KERNEL_LINE =
  /^\s{0,8}(?:.{1,64} invoked oom-killer: |oom-killer: gfp_mask=|.{1,16} cpuset=\S+ mems_allowed=|CPU: \d+ |Pid: \d|Hardware name: |Call [Tt]race:|Workqueue: |<\/?[A-Z]{2,8}>|(?:\? )?[A-Za-z_][\w.]*\+0x[0-9a-f]+\/0x|\[?<[0-9a-f]{8,16}>|(?:RIP|RSP|R?AX|RDX|RBP|R\d\d|Code|CR2|[CF]S|EIP|EAX|ESI|DS): |memory(?:\+swap)?: |kmem: |swap: |Task in \/|Memory cgroup |[a-z][a-z_\d]* \d+$|Mem-[Ii]nfo:|[a-z_]+:\d+ [a-z_]+:\d+|[a-z_]+:\d+$|Node \d+[ ,]|[A-Z][A-Za-z\d]+ (?:free:|per-cpu:)|lowmem_reserve|protections|\d+ (?:total )?(?:pages|pagecache|reserved|slab)\b|Swap cache|(?:Free|Total) swap|Tasks state|\[ *pid *\]|\[ *\d+\] +\d+ |oom-kill:|[Oo]ut of [Mm]emory|Killed? process \d|oom_reaper: |Unreclaimable slab|Name +Used|\S+ +\d+KB +\d+KB|Kernel panic|--+\[|```)/;

/** Whether the line begins like one of the kernel's own. */
export function beginsKernelLine(text: string): boolean {
  return KERNEL_LINE.test(text.slice(markOf(text).length));
}
