/**
 * What a kill led to, as other programs log it: systemd units, container runtimes, kubelet, PostgreSQL, and whatever starts
 * processes and says which of them died of signal 9.
 */
import type { AftermathLine, OomLine } from './oom-line.js';

const SHAPES: readonly (readonly [AftermathLine['of'], RegExp])[] = [
  ['unit-oom', /^(\S+): A process of this unit has been killed by the OOM killer\.?/],
  // "some" where systemd does not know how many.
  ['oomd-kill', /^(\S+): systemd-oomd killed (?:\d+|some) process/],
  // Up to systemd 229 in lower case, and with the unit's name behind "Unit".
  [
    'unit-failed',
    /^(\S+): (?:Failed with result 'oom-kill'|[Mm]ain process exited, code=killed, status=9\/KILL|Unit entered failed state)/,
  ],
  ['unit-failed', /^Unit (\S+) entered failed state/],
  // containerd quotes the container's id since 1.7 and prints the event as Go does before.
  ['container-oom', /TaskOOM event.*?(?:container_id:\\?"|ContainerID:)([0-9a-f]{12,64})/],
  // conmon of podman and CRI-O; `docker events`.
  ['container-oom', /\bconmon ([0-9a-f]{12,64}) <\w+>: OOM (?:event )?received/],
  ['container-oom', /\bcontainer oom ([0-9a-f]{12,64})\b/],
  [
    'container-oom',
    /(?:System OOM encountered, victim process: |OOMKilled|OOMKilling|container oom|oom-killed?|Detected \d+ oom_kill event)(?:.*?(?:containerID|container_id|ID)[=:"\s]+([0-9a-f]{12,64}))?/,
  ],
  // PostgreSQL, in the languages that it is translated to: "signal" stands before the number or, in Korean and Turkish, behind it.
  [
    'postgres',
    /\(PID (\d+)\)(?:\D{1,40}?(?:[Ss]ign|señal|segnal|sinal|sygna|сигнал|シグナル|信号)\p{L}*\s?9(?!\d)|\D{0,20} 9 ?(?:번 시그널|sinyal))/u,
  ],
];

const DIED_OF_SIGNAL_9 = /signal 9\b|SIGKILL|KILL signal|Killed \(9\)/;
/** gunicorn, php-fpm, nginx, Apache, uWSGI, Celery, init and others: the process first, then what it died of. */
const DEAD_PROCESS = /\b(?:[Pp]id[:=]? ?|(?:[Cc]hild|[Pp]rocess|[Ww]orker) \(?)(\d+)\b/g;
/** What sends the signal says so the other way around, or before. */
const SENDS = /(?:^|: )Killing |\bsend(?:ing|s)? (?:SIGKILL|signal 9)/i;

function readDeadProcess(text: string): OomLine | null {
  const at = DIED_OF_SIGNAL_9.exec(text)?.index;
  if (at === undefined || SENDS.test(text)) return null;
  const before = text.slice(Math.max(0, at - LONGEST_BETWEEN), at);
  const subject = [...before.matchAll(DEAD_PROCESS)].at(-1)?.[1];
  return subject === undefined ? null : aftermath('process-killed', subject, text);
}

/** Between the process and its signal. */
const LONGEST_BETWEEN = 80;

/** Only programs other than the kernel write these. */
export function readAftermath(text: string): OomLine | null {
  for (const [of, shape] of SHAPES) {
    const found = shape.exec(text);
    if (found) return aftermath(of, found[1] ?? null, text);
  }
  return readDeadProcess(text);
}

function aftermath(of: AftermathLine['of'], subject: string | null, text: string): AftermathLine {
  return { kind: 'aftermath', open: false, of, subject, text: text.slice(0, 500) };
}
