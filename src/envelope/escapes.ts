/**
 * Undoes the spellings that loggers give to bytes they do not want to print: `\x1b` of util-linux and the kernel,
 * `#033` of rsyslog, `&lt;` of web pages.
 */

import { decodeLossless } from '../base/lossless-text.js';

const HEX_RUN = /(?:\\x[0-9a-fA-F]{2})+/g;

/** Every `\xHH` is a byte: the rule of /dev/kmsg, where the backslash itself is `\x5c`. */
export function unescapeAllHex(text: string): string {
  return text.replace(HEX_RUN, (run) => decodeLossless(hexBytes(run)));
}

/**
 * Only control bytes and bytes of 128 and up were escaped, so `\x2d` stays: systemd writes it into unit names. Line ends
 * stay too: the tools that escape print them as they are (util-linux lib/fileutils, fputs_careful), so a `\x0a` in their
 * output was in the message as four characters.
 */
export function unescapeUnprintableHex(text: string): string {
  return text.replace(HEX_RUN, (run) => {
    const bytes = hexBytes(run);
    if (bytes.every(isUnprintable)) return decodeLossless(bytes);
    return run.replace(/(?:\\x(?:0[0-9eEfF]|1[0-9a-fA-F]|7[fF]|[89a-fA-F][0-9a-fA-F]))+/g, (part) =>
      decodeLossless(hexBytes(part)),
    );
  });
}

function hexBytes(run: string): Uint8Array {
  const bytes = new Uint8Array(run.length / 4);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = Number.parseInt(run.slice(index * 4 + 2, index * 4 + 4), 16);
  }
  return bytes;
}

function isUnprintable(byte: number): boolean {
  return (byte < 0x20 && !(byte >= 0x0a && byte <= 0x0d)) || byte >= 0x7f;
}

/** rsyslog: `#012` is a line feed; control characters only. */
export function unescapeOctal(text: string): string {
  return text.replace(/#(0[0-3][0-7]|177)/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&apos;': "'",
  '&nbsp;': ' ',
};

export function unescapeEntities(text: string): string {
  return text.replace(/&(?:lt|gt|amp|quot|apos|nbsp|#\d{2,3}|#x[0-9a-f]{2});/gi, (entity) => {
    const code = /^&#(x?)([0-9a-f]+);$/i.exec(entity);
    if (code !== null)
      return String.fromCharCode(Number.parseInt(code[2] as string, code[1] === '' ? 10 : 16));
    return ENTITIES[entity.toLowerCase()] ?? entity;
  });
}

/** Text that only a web page writes for kernel text: `&lt;TASK&gt;`, `&lt;4&gt;[`, `gfp_mask&#61;0x`, runs of `&nbsp;`, `Code: 48 &lt;f3&gt;`. */
export function isClearlyHtml(text: string): boolean {
  return /&lt;(?:\/?[A-Z]{2,8}|[0-9a-f]{8,16}|\d{1,3})&gt;|\b[0-9a-f]{2} &lt;[0-9a-f]{2}&gt;|^&gt; |&nbsp;.*&nbsp;|[[\]]&nbsp;|[a-z]&#(?:61|x3d);|\d &#(?:40|x28);/i.test(
    text,
  );
}
