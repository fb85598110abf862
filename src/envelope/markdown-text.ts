/**
 * A log that came through a converter to Markdown (a page, a chat, a wiki saved as text) -> its lines as they were: signs that
 * mean something there have a backslash in front of them, and names that look like addresses were made links.
 */

/** Words of a report that such a converter always changes. No log has a backslash there. */
const ESCAPED =
  /gfp\\_mask=|oom\\_(?:score\\_adj|reaper|memcg)|total\\_vm|(?:in)?active\\_(?:anon|file)|CONSTRAINT\\_|\\\[ *pid *\\\] +uid/;
/** `[nginx.service](http://nginx.service)` */
const LINKS = /\[([^[\]()\s]+)\]\((?:https?:\/\/|mailto:)\1\/?\)/g;

/** `text`: the beginning of the log. */
export function isMarkdownText(text: string): boolean {
  return ESCAPED.test(text) || text.search(LINKS) >= 0;
}

/** One line or several. */
export function withoutMarkdown(text: string): string {
  const linked = text.replace(LINKS, '$1');
  if (!text.includes('\\')) return linked;
  return linked.replace(/\\([!-/:-@[-`{-~])/g, '$1').replace(/\\(?=\r?$)/gm, '');
}
