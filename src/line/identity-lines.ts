/**
 * Who ran on the CPU and on which machine: the `CPU: ... Comm:` line, hardware, workqueue, and the call trace with its
 * registers and stack words (dump_stack_print_info, show_stack of each architecture).
 */
import type { OomLine } from './oom-line.js';

/**
 * A release as `uname -r` has it, before the `#build` word: without that one the line was cut, perhaps within the release. x86
 * up to 2.6.26 put both in brackets.
 */
const RELEASE = '\\(?(\\d+\\.\\d+[^\\s)#]*)\\)?\\s+#\\S+';
const TAINT = '(?:Kdump: loaded )?(Not tainted|Tainted:[A-Z\\s-]*?)\\s*';
/** Kernels built for one processor alone may leave out which it is, as OpenWrt's do. */
const NEW_SHAPE = /^(?:CPU:\s*\d+\s+)?(?:UID:\s*(\d{1,10})\s+)?PID:\s*(\d{1,10})\s+Comm:\s(.*)$/s;
const OLD_SHAPE = /^Pid:\s*(\d{1,10}), comm:\s(.*)$/s;
const AFTER_COMM = new RegExp(`^(.*?) ${TAINT}(?:${RELEASE}|(?:\\(?\\d\\S*\\s*)?$)`, 's');

/** `CPU: 3 UID: 0 PID: 4711 Comm: java Not tainted 6.8.0 #31` and `Pid: 4711, comm: java Not tainted 2.6.32 #1`. */
export function readIdentity(text: string): OomLine | null {
  const found = NEW_SHAPE.exec(text);
  if (found)
    return identity(Number(found[2]), found[1] === undefined ? null : Number(found[1]), found[3] ?? '');
  const old = OLD_SHAPE.exec(text);
  return old ? identity(Number(old[1]), null, old[2] ?? '') : null;
}

function identity(pid: number, uid: number | null, tail: string): OomLine {
  const found = lastReading(tail);
  if (!found) return { kind: 'identity', open: true, pid, uid, comm: tail, tainted: null, release: null };
  const [, comm, taint, release] = found;
  // The release follows: without it more letters may have.
  const isWhole = taint !== undefined && taint !== 'Not tainted' && release !== undefined;
  const tainted = isWhole ? taint.replace(/Tainted:|[\s-]/g, '') : null;
  return {
    kind: 'identity',
    open: release === undefined,
    pid,
    uid,
    comm: comm ?? '',
    tainted,
    release: release ?? null,
  };
}

/** The comm may itself say "Not tainted": of several readings the one whose release comes last is the kernel's. */
function lastReading(tail: string): RegExpExecArray | null {
  let best: RegExpExecArray | null = AFTER_COMM.exec(tail);
  if (best === null || best[3] !== undefined) return best;
  for (let at = tail.indexOf('ainted', 0); at >= 0; at = tail.indexOf('ainted', at + 1)) {
    const tried = AFTER_COMM.exec(tail.slice(at));
    if (tried?.[3] !== undefined) best = Object.assign(tried, { 1: tail.slice(0, at) + (tried[1] ?? '') });
  }
  return best;
}

/** The end of most machines' names: `BIOS 1.16.2 04/01/2014`. */
export const BIOS_DATE = /\d\d\/\d\d\/\d{4}\s*$/;

export function readHardware(text: string): OomLine | null {
  const found = /^Hardware name:\s*(.*?)\s*$/.exec(text);
  if (!found) return null;
  // Somebody left it out; some firmware has none.
  const isElided = /^(?:\.{3,}|…)?$/.test(found[1] ?? '');
  const name = isElided ? null : (found[1] ?? '');
  return { kind: 'hardware', open: name !== null && !BIOS_DATE.test(name), name };
}

/** `Workqueue: events moom_callback`, `Stopper:`, `Sched_ext:`, and the long form of the taint line. */
export function readWorkqueue(text: string): OomLine | null {
  const found = /^Workqueue:\s*(.*?)\s*$/.exec(text);
  if (found) return { kind: 'workqueue', open: false, name: found[1] ?? '' };
  if (/^(?:Stopper: \S+ <- |Sched_ext: |Tainted: \[[A-Z]\]=)/.test(text))
    return { kind: 'trace', open: false, frame: null, header: false };
  return null;
}

const HEADER =
  /^(?:Call [Tt]race:|Backtrace:|Stack:|Stack from |Process \S+ \(pid: |\[<[0-9a-f]+>\] Call Trace:)/;
/** Up to 2.6.2x x86-64 put the module before the symbol: `:dm_mod:dm_any_congested+0x38/0x3f`. */
const SYMBOL = String.raw`(?::[\w-]+:)?[A-Za-z_.$][\w.$]*(?:\+0x[0-9a-f]+\/0x[0-9a-f]+| \(\S+\.\w+:\d+)`;
const FRAME = new RegExp(
  String.raw`^\(?(?:\[(?:<?[\da-fA-Fx]{8,18}>?)?\]\s*)*(?:\(|# )?(?:\? )?(?:${SYMBOL}|\(?0x[0-9a-f]{6,16}\)?$|[\w.]+(?: \[[\w-]+\])? from [\w.]+\+0x|\([\w.$]+\) from \[<)`,
);
/** x86-64 up to 2.6.17: `<ffffffff802500fd>{out_of_memory+55}`, of which several may share a line. */
const BRACED_FRAME = /^(?:<[A-Z#]+> ?)?<[0-9a-f]{16}>\{([^{}]+)\}/;
const BARE_ADDRESS = /^\(?\[<?[\da-fA-F]{8,16}>?\]/;
const MARK = /^<\/?(?:TASK|IRQ|NMI|EOI|EOE|EOD|SOFTIRQ|ENTRY_TRAMPOLINE|EOE|#DF|#DB)>/;
const WORDS = /^(?:[0-9a-f]{4}:\s+|Stack ?:\s+)?(?:<?[0-9a-f]{8}(?:[0-9a-f]{8})?>?(?:\s+|$)){1,8}$/;
/** `<IRQ>  [<ffffffff810a1b2c>] irq_exit+0x1/0x2` until 4.8. */
const INLINE_MARK = /^<{1,2}[A-Z#]+>{1,2}\s+(?=\[<)/;
/**
 * `[out_of_memory+389/448]`, `[nfs:__alloc_pages+0x34c/0x380]`: klogd put the symbol it looked up, with a guess at the
 * module, in the place of the address; the kernel's own symbol follows and is the one to believe.
 */
const KLOGD_SYMBOL = /^\[(?:[\w-]+:)?[\w.$]+\+(?:0x[0-9a-f]+\/0x[0-9a-f]+|\d+\/\d+)\]\s+(?=\S)/;
/** User mode Linux puts the place on the stack in front: `6792bb68:  [<60063895>] oom_kill_process+0x125/0x160`. */
const STACK_PLACE = /^[\da-f]{8,16}: {1,3}(?=\[<)/;
/** i386 ends its trace so; mips and loongarch a stack that is not shown whole. */
const RULER = /^={8,}$|^\.\.\.$/;
const REGISTERS =
  /^(?:[RE]?(?:IP|SP|AX|BX|CX|DX|SI|DI|BP): ?[0-9a-f]|EIP:|RIP:|RSP:|R(?:08|09|1\d):|[DEFCGS]S:|FS:|CR[0-9]:|DR[0-9]:|PKRU:|Code: |NIP:|NIP \[|LR (?:\[|= 0x)|REGS: |MSR: |GPR\d\d:|CFAR: |IRQMASK: |pc ?: |lr ?: |sp ?: |x\d+ ?: |r\d+ ?: |epc ?: |ra ?: |gp ?: |tp ?: |[tsa]\d+ ?: |status: |psr: |Flags: |Control: |Krnl |User |Interrupt|-{3,4} ?interrupt|--- Exception|Exception stack|Instruction dump|Insn dump|Modules linked in:|---\[ end trace|EFLAGS: |ORIG_RAX: |last sysfs file:|Last Breaking-Event-Address:|unwind_backtrace|orig_|ra: |ERA: |CRMD: |PRMD: |EUEN: |ECFG: |ESTAT: |BADV: |PRID: |\$ *\d+ *: |r\d+:[0-9a-f]{8}(?: |$)|Hi {4}: |Lo {4}: )/;

/** Frames give their text without addresses; everything else of a dump gives `frame: null`. */
export function readTrace(text: string): OomLine | null {
  const line = text.trim().replace(INLINE_MARK, '').replace(KLOGD_SYMBOL, '').replace(STACK_PLACE, '');
  const first = line.charCodeAt(0);
  if (
    (first === 0x43 || first === 0x42 || first === 0x53 || first === 0x5b || first === 0x50) &&
    HEADER.test(line)
  ) {
    return { kind: 'trace', open: false, frame: null, header: true };
  }
  const braced = BRACED_FRAME.exec(line);
  if (braced) {
    const isAlone = braced[0].length === line.length;
    return { kind: 'trace', open: false, frame: isAlone ? (braced[1] ?? null) : null, header: false };
  }
  if (FRAME.test(line)) return { kind: 'trace', open: false, frame: frameText(line), header: false };
  if (
    MARK.test(line) ||
    RULER.test(line) ||
    BARE_ADDRESS.test(line) ||
    WORDS.test(line) ||
    REGISTERS.test(line)
  ) {
    return { kind: 'trace', open: false, frame: null, header: false };
  }
  return null;
}

/** Without addresses, and without the brackets that arm and s390 put around symbols. */
function frameText(line: string): string {
  const symbols = line
    .replace(/^(\(?)(?:\[(?:<?[\da-fA-Fx]{8,18}>?)?\]\s*)+/, '$1')
    .replace(/\[<[0-9a-f]+>\]\s*/g, '');
  return symbols
    .replace(/^\(([^()]+)\) from \(([^()]+)\)/, '$1 from $2')
    .replace(/^\(([^()]+)\)$/, '$1')
    .replace(/(\+0x[0-9a-f]+\/0x[0-9a-f]+)(?= )(?! (?:[[(]|from )).*$/s, '$1')
    .trim();
}
