/**
 * Which journal entries are read: the kernel's, and those of programs that kill for memory or tell what came of a kill.
 * Each row names a field value that the journal's own index finds. Archives are read for all that may help; a service that
 * alerts goes by fields that journald itself sets, which no program can forge.
 */

export interface Wanted {
  /** Field and value as the journal stores them: `NAME=value`. */
  readonly field: string;
  readonly values: readonly string[];
  /** Messages of chatty programs are only kept when they match; null keeps all. */
  readonly message: RegExp | null;
}

/** What a service manager, a container runtime or a database says when memory or a kill is the matter. */
const ABOUT_MEMORY = /oom|out of memory|out-of-memory|memory|signal 9|sigkill|killed|evict/i;

export const WANTED: readonly Wanted[] = [
  { field: '_TRANSPORT', values: ['kernel'], message: null },
  {
    field: 'SYSLOG_IDENTIFIER',
    values: ['systemd-oomd', 'earlyoom', 'oomd', 'fb-oomd', 'nohang', 'lowmemorykiller', 'lmkd'],
    message: null,
  },
  {
    field: 'SYSLOG_IDENTIFIER',
    values: ['kubelet', 'containerd', 'dockerd', 'crio', 'cri-o', 'k3s', 'rke2', 'postgres', 'postgresql'],
    message: ABOUT_MEMORY,
  },
  // systemd itself: "A process of this unit has been killed by the OOM killer" by its message id (systemd 243 and
  // later), "Failed with result 'oom-kill'" by the result. All else that systemd says is left where it is.
  { field: 'MESSAGE_ID', values: ['fe6faa94e7774663a0da52717891d8ef'], message: null },
  { field: 'UNIT_RESULT', values: ['oom-kill'], message: null },
];

/** Units of programs that kill in the kernel's place. */
export const KILLER_UNITS: readonly string[] = [
  'systemd-oomd',
  'earlyoom',
  'nohang',
  'nohang-desktop',
  'oomd',
].map((name) => `${name}.service`);

/** By trusted fields only (systemd.journal-fields(7)): the kernel, systemd's reports on kills, and the killers. */
export const TRUSTED: readonly Wanted[] = [
  { field: '_TRANSPORT', values: ['kernel'], message: null },
  { field: '_PID', values: ['1'], message: ABOUT_MEMORY },
  { field: '_SYSTEMD_UNIT', values: KILLER_UNITS, message: null },
];
