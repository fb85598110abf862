/**
 * The table of all formats and its interpreter: takes prefix after prefix off a line, trying only the formats that may
 * begin with the character at hand, outer layers before inner ones.
 */

import { sequencesEnd } from './ansi.js';
import type { Draft } from './draft.js';
import type { Format } from './format.js';
import { appleUnified } from './formats/apple.js';
import { bracketedSyslog } from './formats/bracketed-syslog.js';
import { broadcast } from './formats/broadcast.js';
import { cisco } from './formats/cisco.js';
import { containerStamp, cri, gitlabStamp, lokiLabels, podPrefix } from './formats/container.js';
import { dmesgCtime, dmesgDecoded, dmesgDelta, dmesgIso, dmesgRelative } from './formats/dmesg-times.js';
import { droppedNotice } from './formats/dropped-notice.js';
import { bracketedStamp, jobClock } from './formats/jenkins.js';
import {
  bareKernelTag,
  clockSyslog,
  isoSyslog,
  journalFull,
  journalUnix,
  localSyslog,
} from './formats/journal-times.js';
import { json } from './formats/json.js';
import { kmsg } from './formats/kmsg.js';
import { kubernetesEvent } from './formats/kubernetes-event.js';
import { labelled } from './formats/labelled.js';
import { logcat, logcatBrief } from './formats/logcat.js';
import { logfmt } from './formats/logfmt.js';
import { monotonicHost } from './formats/monotonic-host.js';
import {
  codeFence,
  grepPrefix,
  indentation,
  lineNumber,
  markup,
  quote,
  quotedLine,
} from './formats/paste.js';
import { innerPriority, printkCaller, printkTime, priority, webOsWriter } from './formats/printk.js';
import { pythonStamp } from './formats/python-stamp.js';
import { rfc5424 } from './formats/rfc5424.js';
import { syslog } from './formats/syslog.js';
import { talos } from './formats/talos.js';
import { vendorCaller } from './formats/vendor-caller.js';
import { yamlMember } from './formats/yaml.js';
import type { Memory } from './memory.js';
import { BLANK, CLOSE_BRACKET } from './scan.js';

/** Tried in this order: the most frequent first, and the strict before the lenient. */
const LOG_FORMATS: readonly Format[] = [
  printkTime,
  printkCaller,
  vendorCaller,
  syslog,
  labelled,
  logfmt,
  kmsg,
  priority,
  cri,
  logcat,
  gitlabStamp,
  containerStamp,
  appleUnified,
  dmesgIso,
  pythonStamp,
  isoSyslog,
  rfc5424,
  journalUnix,
  dmesgCtime,
  dmesgDelta,
  dmesgRelative,
  dmesgDecoded,
  talos,
  json,
  journalFull,
  logcatBrief,
  bracketedSyslog,
  bracketedStamp,
  jobClock,
  clockSyslog,
  localSyslog,
  bareKernelTag,
  broadcast,
  cisco,
  podPrefix,
  lokiLabels,
];

/** What people and their tools add, and what may only be tried when nothing stricter fits. */
const PASTE_FORMATS: readonly Format[] = [
  quote,
  quotedLine,
  codeFence,
  yamlMember,
  indentation,
  lineNumber,
  markup,
  grepPrefix,
  kubernetesEvent,
  droppedNotice,
  innerPriority,
  webOsWriter,
  monotonicHost,
];

/** Per depth and first character: the formats to try. Characters above 127 share a slot. */
type Table = readonly (readonly (readonly Format[])[])[];

const OTHER = 128;

/** How deep a line has been read: nothing but wrappers, a log's prefix, the kernel's. */
const DEPTHS: readonly ((format: Format) => boolean)[] = [
  () => true,
  (format) => format.layer === 'printk' || format.mayFollow === true,
  (format) => format.layer === 'printk',
];

const TABLE = tableOf([...LOG_FORMATS, ...PASTE_FORMATS]);

function tableOf(formats: readonly Format[]): Table {
  return DEPTHS.map((fits) =>
    Array.from({ length: OTHER + 1 }, (_slot, code) =>
      formats.filter((format) => fits(format) && format.begins(code)),
    ),
  );
}

/** Prefixes on one line; real lines have at most six. */
const MAX_PREFIXES = 12;
const ESCAPE = 0x1b;

/** Takes the prefixes at `draft.at` off. `depth` 2: only what the kernel itself prints. */
export function takePrefixes(draft: Draft, memory: Memory, depth: 0 | 2 = 0): void {
  let reached: number = depth;
  for (let taken = 0; taken < MAX_PREFIXES && !draft.closed; taken++) {
    const start = draft.at;
    if (draft.text.charCodeAt(start) === ESCAPE) skipColours(draft);
    const format = firstTaken(draft, TABLE[reached], memory);
    if (format === undefined) {
      restoreColours(draft, start);
      return;
    }
    if (format.layer !== 'wrapper') draft.stamped = true;
    else if (format.isIndent !== true) {
      draft.bodyAt = draft.at;
      draft.unseen = 0;
    }
    if (format.layer === 'printk' || draft.tagged) reached = 2;
    else if (format.layer === 'log' && reached === 0) reached = 1;
  }
}

function firstTaken(draft: Draft, byCode: Table[number] | undefined, memory: Memory): Format | undefined {
  const code = draft.text.charCodeAt(draft.at);
  const candidates = byCode?.[code >= 0 && code < OTHER ? code : OTHER] ?? [];
  for (const format of candidates) if (format.take(draft, memory)) return format;
  return undefined;
}

function skipColours(draft: Draft): void {
  const end = sequencesEnd(draft.text, draft.at);
  draft.unseen += end - draft.at;
  draft.at = end;
}

/** Colours before the message stay with it, to be judged as a whole; a blank that a colour cut off goes. */
function restoreColours(draft: Draft, start: number): void {
  if (draft.at === start) return;
  const isCutOff =
    draft.text.charCodeAt(start - 1) === CLOSE_BRACKET && draft.text.charCodeAt(draft.at) === BLANK;
  if (isCutOff) draft.at++;
  else {
    draft.unseen -= draft.at - start;
    draft.at = start;
  }
}
