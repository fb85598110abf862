/**
 * Reads the tag of a syslog line (`kernel: `, `systemd[1]: `) and says with it who wrote the line.
 */

import type { Draft } from './draft.js';
import { BLANK, COLON, digitsEnd, OPEN_BRACKET, skipBlank } from './scan.js';

const KERNEL_TAG = 'kernel:';
/** Parts the fields of CEF. */
const BAR = 0x7c;
/** Longer than any identifier: bounds the search for the end of a tag. */
const MAX_TAG = 128;

/** Takes the tag at `at` off and sets origin, program and `draft.at`. False where no tag stands there. */
export function takeTag(draft: Draft, at: number): boolean {
  const { text } = draft;
  if (text.startsWith(KERNEL_TAG, at)) {
    setKernel(draft);
    draft.tagged = true;
    draft.at = skipBlank(text, at + KERNEL_TAG.length);
    // Amazon Linux put a second colon before the kernel's stamp: `kernel: : [277622.359064] text`.
    if (text.startsWith(': [', draft.at)) draft.at += 2;
    if (text.startsWith('%KERN-', draft.at))
      draft.at += junosLength(text.slice(draft.at, draft.at + MAX_TAG));
    return true;
  }
  const end = tagEnd(text, at);
  if (end < 0 || isKernelLine(text, at)) return false;
  const bracket = text.lastIndexOf('[', end);
  const nameEnd = bracket > at ? bracket : end - 1;
  const name = text.slice(at, nameEnd);
  draft.at = skipBlank(text, end);
  if (CISCO.test(name)) return takeMnemonic(draft, name);
  const relayed = CISCO_HEAD.exec(text.slice(at, at + MAX_TAG));
  if (relayed !== null) return takeTag(draft, at + relayed[0].length);
  if (name === 'kernel' || (name === 'crashlog' && isPrinted(text, draft.at))) setKernel(draft);
  else setProgram(draft, name);
  return true;
}

/** Lines of the kernel's that begin like a tag, in a log that has none. */
const KERNEL_LINE =
  /^(?:CPU: \d+ (?:UID: \d+ )?PID: \d+ Comm: |Pid: \d+, comm: |Mem-[Ii]nfo:\s*$|oom-killer: gfp_mask=|(?:DMA|DMA32|Normal|HighMem|Movable): (?:\d+\*\d+kB |empty\s*$)|(?:lowmem_reserve|protections)\[\]: \d|oom_reaper: (?:reaped process|unable to reap pid:))/;
const LONGEST_BEGINNING = 64;

function isKernelLine(text: string, at: number): boolean {
  const isLikely = /[CDHMNPlop]/.test(text.charAt(at));
  return isLikely && KERNEL_LINE.test(text.slice(at, at + LONGEST_BEGINNING));
}

/** `%KERN-2-SYSTEM_MSG: ` of Cisco's switches: the facility, the severity and the kind of message. */
const CISCO = /^%[A-Z\d_]{2,32}-\d-[A-Z\d_]{2,64}$/;

/** Number, time and zone of a Cisco device, or what a relay left of them: `001234: *Nov 21 02:25:00.123 UTC: %`. */
const CISCO_HEAD =
  /^(?:\d{1,10}: {1,2}[*.]?[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,6})?(?: [A-Z]{2,5})?|[A-Z]{2,5}): {1,2}(?=%[A-Z\d_]{2,32}-\d-)/;
/** IOS XE says on which board of which switch of the stack its kernel runs. */
const IOS_XE = /^(?:Switch \d{1,2} )?(?:[A-Z]{1,3}\d{1,2}\/\d{1,2}: |process )kernel: /;

/** It names no program; other facilities than the kernel's own relay its words too, behind words of theirs. */
function takeMnemonic(draft: Draft, name: string): boolean {
  const place = name.startsWith('%IOSXE-')
    ? IOS_XE.exec(draft.text.slice(draft.at, draft.at + MAX_TAG))
    : null;
  if (place !== null) {
    draft.tagged = true;
    draft.at += place[0].length;
  }
  if (place !== null || name.startsWith('%KERN-')) setKernel(draft);
  // NX-OS names the writer at the end of the line.
  if (name.startsWith('%KERN-') && draft.text.endsWith(' - kernel')) draft.text = draft.text.slice(0, -9);
  return true;
}

/** Junos puts facility and severity between the tag and the text: `kernel: %KERN-4: text`. */
function junosLength(text: string): number {
  return /^%KERN-\d(?:-[A-Z\d_]{1,64})?: /.exec(text)?.[0].length ?? 0;
}

/** Asus' routers log what the kernel of the boot before left behind: `crashlog: <4>Call Trace:`, `crashlog: [   12.345678] ...`. */
function isPrinted(text: string, at: number): boolean {
  return /^<\d{1,3}>|^\[ {0,7}\d{1,8}\.\d{6}\]/.test(text.slice(at, at + 24));
}

/** Position behind the `:` that ends the tag at `at`, or -1. A tag ends before the first blank. */
export function tagEnd(text: string, at: number): number {
  const limit = Math.min(text.length, at + MAX_TAG);
  let index = at;
  while (index < limit) {
    const code = text.charCodeAt(index);
    if (code === BLANK || code === BAR) return -1;
    if (code === COLON && index > at && endsTag(text, index + 1)) return index + 1;
    if (code === OPEN_BRACKET && index > at) {
      const digits = digitsEnd(text, index + 1);
      if (digits > index + 1 && text.startsWith(']:', digits)) return digits + 2;
    }
    index++;
  }
  return -1;
}

function endsTag(text: string, at: number): boolean {
  return at >= text.length || text.charCodeAt(at) === BLANK;
}

function setKernel(draft: Draft): void {
  // Only the kernel writes facility 0: a user's `logger -t kernel` comes with another number.
  if (draft.facility > 0) setProgram(draft, 'kernel');
  else draft.origin = 'kernel';
}

/** Another program wrote the line: what it quotes is its text, whatever it looks like. */
export function setProgram(draft: Draft, name: string | null): void {
  draft.origin = 'program';
  draft.program = name;
  draft.closed = true;
}
