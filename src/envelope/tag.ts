/**
 * Reads the tag of a syslog line (`kernel: `, `systemd[1]: `) and says with it who wrote the line.
 */

import type { Draft } from './draft.js';
import { BLANK, COLON, digitsEnd, OPEN_BRACKET, skipBlank } from './scan.js';

const KERNEL_TAG = 'kernel:';
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
    return true;
  }
  const end = tagEnd(text, at);
  if (end < 0) return false;
  const bracket = text.lastIndexOf('[', end);
  const nameEnd = bracket > at ? bracket : end - 1;
  const name = text.slice(at, nameEnd);
  draft.at = skipBlank(text, end);
  if (CISCO.test(name)) return takeMnemonic(draft, name);
  if (name === 'kernel' || (name === 'crashlog' && isPrinted(text, draft.at))) setKernel(draft);
  else setProgram(draft, name);
  return true;
}

/** `%KERN-2-SYSTEM_MSG: ` of Cisco's switches: the facility, the severity and the kind of message. */
const CISCO = /^%[A-Z\d_]{2,32}-\d-[A-Z\d_]{2,64}$/;

/** It names no program; other facilities than the kernel's own relay its words too, behind words of theirs. */
function takeMnemonic(draft: Draft, name: string): boolean {
  if (name.startsWith('%KERN-')) setKernel(draft);
  return true;
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
    if (code === BLANK) return -1;
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
