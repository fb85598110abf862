/**
 * Reads what stands behind the stamp of a syslog or journal line: `host tag: `, or the tag alone, or a host and a
 * `facility.level` (busybox) or a level (F5), or a level alone (ChromeOS), or a host and another whole stamp (a line relayed
 * as it was).
 */

import type { Draft } from './draft.js';
import { beginsKernelLine } from './line-start.js';
import { startsPrefix } from './prefix-start.js';
import type { SameText } from './same-text.js';
import { BLANK, blanksEnd, COLON, isLetter, OPEN_BRACKET, skipBlank } from './scan.js';
import { setProgram, takeTag } from './tag.js';

const MAX_HOST = 255;
const MAX_FACILITY = 8;
const FACILITIES =
  /^(kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local[0-7])\.(emerg|panic|alert|crit|err|error|warn|warning|notice|info|debug)$/;

/** `host kernel: ` of the last line of the kernel's, which most lines share. */
export interface LastHost {
  readonly kernelPart: SameText;
  host: string | null;
}

/**
 * Sets host, origin, program and `draft.at` from what stands at `at`. Where no tag is found nothing says who wrote the
 * line: origin stays as it is and the rest may be another prefix.
 */
export function takeHostAndTag(draft: Draft, at: number, last: LastHost): void {
  const end = draft.facility > 0 ? -1 : last.kernelPart.endAt(draft.text, at);
  draft.bySyslog = true;
  if (end >= 0) {
    if (last.host !== null) draft.host = last.host;
    draft.origin = 'kernel';
    draft.tagged = true;
    draft.at = end;
    return;
  }
  readHostAndTag(draft, at);
  const piece = draft.text.slice(at, draft.at);
  if (draft.origin !== 'kernel' || !piece.endsWith('kernel: ')) return;
  last.kernelPart.remember(piece);
  last.host = piece === 'kernel: ' ? null : draft.host;
}

/** Lines of the kernel's whose first words are like a tag, beside those of line-start.ts (lib/show_mem.c). */
const TAG_LIKE = /^(?:[A-Z][A-Za-z\d]{2,8}: (?:\d+\*\d+kB|empty)|CPU +\d+: )/;
const LONGEST_BEGINNING = 128;

/** What stood behind the time was learned and taken off: a word of the line's own before a colon is no writer. */
function isKernelLineBehindMark({ text, isUnmarked }: Draft, at: number): boolean {
  if (!isUnmarked) return false;
  const beginning = text.slice(at, at + LONGEST_BEGINNING);
  return beginsKernelLine(beginning) || TAG_LIKE.test(beginning);
}

function readHostAndTag(draft: Draft, at: number): void {
  const { text } = draft;
  if (isKernelLineBehindMark(draft, at)) {
    draft.at = at;
    return;
  }
  const device = deviceEnd(text, at);
  if (device > at) draft.host = text.slice(at, device).replace(/: $/, '');
  if (takeSocklog(draft, at) || takeTag(draft, device) || takeFacility(draft, at) || takeLevel(draft, at))
    return;
  draft.at = at;
  if (takeGuest(draft, at)) return;
  const blank = leftOutEnd(text, at) ?? hostEnd(text, at);
  if (blank < 0) return;
  const next = deviceEnd(text, blanksEnd(text, blank));
  if (takeTag(draft, next) || takeFacility(draft, next) || takeLevel(draft, next)) {
    draft.host = hostOf(text, at, blank);
    return;
  }
  if (!startsPrefix(text, next)) return;
  draft.host = hostOf(text, at, blank);
  draft.at = next;
}

const LONGEST_GUEST = 48;
const GUEST = /^[A-Z][a-z]\(\d\d\) vcpu-\d{1,4} - Guest: (?=<\d)/;

/** `In(05) vcpu-5 - Guest: `: VMware writes into the log of a virtual machine what its kernel prints while it goes down. */
function takeGuest(draft: Draft, at: number): boolean {
  const found = GUEST.exec(draft.text.slice(at, at + LONGEST_GUEST));
  if (found === null) return false;
  draft.at = at + found[0].length;
  return true;
}

const LEFT_OUT = /^(?:<[A-Za-z][\w .-]{0,32}>|\[[A-Za-z][\w .-]{0,32}\])(?= )/;

/** Behind `<host>` or `[redacted]` in the place of a name, or null. */
function leftOutEnd(text: string, at: number): number | null {
  const first = text.charCodeAt(at);
  if (first !== 0x3c && first !== OPEN_BRACKET) return null;
  const found = LEFT_OUT.exec(text.slice(at, at + LONGEST_GUEST));
  return found === null ? null : at + found[0].length;
}

/** A sign that a terminal program put there is no name. */
function hostOf(text: string, at: number, end: number): string | null {
  if (!/^[\p{L}\d_:]/u.test(text.slice(at, at + 2))) return null;
  const host = text.slice(at, end);
  return host.includes('@') ? host.replace(SOURCE, '').replace(/\/.*$/, '') : host;
}

/** syslog-ng puts the source in front of a host where it keeps the chain of those that the line went through. */
const SOURCE = /^[\w.-]{1,64}@(?=.)/;

function hostEnd(text: string, at: number): number {
  const limit = Math.min(text.length, at + MAX_HOST);
  for (let index = at; index < limit; index++) {
    const code = text.charCodeAt(index);
    if (code === BLANK) return index > at ? index : -1;
    if (code === OPEN_BRACKET || code === 0x3c) return -1;
  }
  return -1;
}

/** With the tag of the kernel behind it. */
const LONGEST_DEVICE = 128;
const DEVICE = /^(?:[\w.-]{1,32},)?[0-9a-f]{12},[\w.+-]{1,64}: (?=kernel: )/;

/** Behind `U7PG2,fcecda000000,v4.3.20.11298: `, which UniFi devices put in front of the tag, with or without a host before. */
function deviceEnd(text: string, at: number): number {
  const blank = hostEnd(text, at);
  // Nearly every word in this place is a host, which ends in no colon, or a tag without a comma.
  if (blank < 0 || text.charCodeAt(blank - 1) !== COLON || !text.slice(at, blank).includes(',')) return at;
  return at + (DEVICE.exec(text.slice(at, at + LONGEST_DEVICE))?.[0].length ?? 0);
}

const LONGEST_PRIORITY = 20;

/** `kern.warn: text` of socklog, in front of what came through the socket. */
function takeSocklog(draft: Draft, at: number): boolean {
  const { text } = draft;
  const colon = text.indexOf(':', at);
  if (colon < 0 || colon - at > LONGEST_PRIORITY || !FACILITIES.test(text.slice(at, colon))) return false;
  draft.facility = text.startsWith('kern.', at) ? 0 : 1;
  draft.at = skipBlank(text, colon + 1);
  if (draft.facility === 0) draft.origin = 'kernel';
  else if (!takeTag(draft, draft.at)) setProgram(draft, null);
  return true;
}

const LEVEL = /^(?:emerg|alert|crit|err|warning|notice|info|debug) +/;

/** ChromeOS has the level in the place of the host, SONiC behind it: `2026-11-21T02:25:00.123456Z WARNING kernel: text`. */
const NAMED_LEVEL = /^(?:EMERG|ALERT|CRIT|ERR|WARNING|NOTICE|INFO|DEBUG) +/;

function takeLevel(draft: Draft, at: number): boolean {
  const level = NAMED_LEVEL.exec(draft.text.slice(at, at + 12));
  return level !== null && takeTag(draft, at + level[0].length);
}

function takeFacility(draft: Draft, at: number): boolean {
  const level = LEVEL.exec(draft.text.slice(at, at + 12));
  return level === null ? takeFacilityAndLevel(draft, at) : takeTag(draft, at + level[0].length);
}

function takeFacilityAndLevel(draft: Draft, at: number): boolean {
  const dot = draft.text.indexOf('.', at);
  if (dot < 0 || dot - at > MAX_FACILITY || !isLetter(draft.text.charCodeAt(dot - 1))) return false;
  const blank = hostEnd(draft.text, at);
  if (blank < 0 || !FACILITIES.test(draft.text.slice(at, blank))) return false;
  const tag = blanksEnd(draft.text, blank);
  if (draft.text.startsWith('user.', at) && draft.text.startsWith('kernel: ', tag)) {
    // What busybox's klogd calls kernel messages where the C library takes facility 0 for none: anybody may have written it.
    draft.tagged = true;
    draft.at = tag + 'kernel: '.length;
    return true;
  }
  draft.facility = draft.text.startsWith('kern.', at) ? 0 : 1;
  return takeTag(draft, tag);
}
