/** What stands in a log in the place of lines that are not in it: `......`, `[...]`, `(...snipped...)`, `--` between what `grep -C` found. */
const DOTS = String.raw`(?:\.{3,}|…+)`;
const WORDS = '(?:snip(?:ped|s)?|omitted|elided|truncated|trimmed|left out)';
const LEFT_OUT = new RegExp(
  String.raw`^\s*(?:--|[[(<]?${DOTS}[\])>]?|${DOTS} ?\([^()]{1,60}\)|[[(<.…-][^[\](){}<>]{0,40}\b${WORDS}\b[^[\](){}<>]{0,40}[\])>.…-])\s*$`,
);

/** Whether the line stands for others: it is no rest of the one before it. */
export function isLeftOut(text: string): boolean {
  return text.length < LONGEST && LEFT_OUT.test(text);
}

const LONGEST = 160;

const NAME_LEFT_OUT = new RegExp(
  String.raw`^(?:${DOTS}|[*#\u2588]{3,}|[xX]{4,}|[[(<{*]{1,2}(?:redacted|removed|hidden|masked|censored|anonymi[sz]ed|snip(?:ped)?)[\])>}*]{1,2})$`,
  'i',
);

/** Whether somebody put this in the place of a process's name. */
export function isNameLeftOut(name: string): boolean {
  return NAME_LEFT_OUT.test(name.trim());
}
