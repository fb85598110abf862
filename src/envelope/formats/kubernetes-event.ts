/**
 * What node-problem-detector tells Kubernetes of the kernel's log, as `kubectl` prints it: `Warning  OOMKilling  2m
 * kernel-monitor  text` of `describe node`, `2m  Warning  OOMKilling  node/NAME  text` of `get events`.
 */
import type { Format } from '../format.js';
import { BLANK, TAB } from '../scan.js';

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
    const reason = draft.at > 0 ? -1 : text.indexOf(REASON);
    if (reason < 0 || reason > LONGEST || !TYPE.test(text.slice(0, reason))) return false;
    const from = reason + REASON.length;
    const at = KERNEL.exec(text.slice(from, from + LONGEST))?.index ?? 0;
    if (!isColumnEnd(text, from + at)) return false;
    draft.at = from + at;
    draft.bodyAt = draft.at;
    draft.wrapper = 'kubernetes-event';
    return true;
  },
};

/** Columns are at least two blanks apart. */
function isColumnEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at - 1);
  return code === TAB || (code === BLANK && text.charCodeAt(at - 2) === BLANK);
}
