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
