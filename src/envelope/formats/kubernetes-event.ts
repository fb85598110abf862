/**
 * What node-problem-detector tells Kubernetes of the kernel's log, as `kubectl` prints it: `Warning  OOMKilling  2m
 * kernel-monitor  text` of `describe node`, `2m  Warning  OOMKilling  node/NAME  text` of `get events`, `Message:  text` of
 * `describe event`.
 */
import type { Format } from '../format.js';
import { BLANK, TAB } from '../scan.js';

const MEMBER = /^Message: {2,}(?=(?:Memory cgroup out of memory|Out of memory): Kill)/;
const REASON = 'OOMKilling';
/** Before the reason stands the type, before that at most an age and where it comes from. */
const TYPE = /(?:^|\s)Warning\s+(?:Pod)?$/;
const KERNEL = /(?:(?:Memory cgroup out of memory|Out of memory): Kill|Killed process )/;
/** Of what stands before the kernel's words: ages and names of nodes. */
const LONGEST = 400;

export const kubernetesEvent: Format = {
  layer: 'wrapper',
  begins: (code) => code === BLANK || code === TAB || (code >= 0x30 && code <= 0x39) || code >= 0x41,
  take(draft) {
    const { text } = draft;
    const at = draft.at > 0 ? -1 : (MEMBER.exec(text.slice(0, LONGEST))?.[0].length ?? columnOf(text));
    if (at < 0) return false;
    draft.at = at;
    draft.bodyAt = at;
    draft.wrapper = 'kubernetes-event';
    return true;
  },
};

/** Where the last column of a list of events begins; -1 where the line is none of such a list. */
function columnOf(text: string): number {
  const reason = text.indexOf(REASON);
  if (reason < 0 || reason > LONGEST || !TYPE.test(text.slice(0, reason))) return -1;
  const from = reason + REASON.length;
  const at = from + (KERNEL.exec(text.slice(from, from + LONGEST))?.index ?? 0);
  return isColumnEnd(text, at) ? at : -1;
}

/** Columns are at least two blanks apart. */
function isColumnEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at - 1);
  return code === TAB || (code === BLANK && text.charCodeAt(at - 2) === BLANK);
}
