/**
 * Which files of a directory or an archive are logs that may hold kernel messages, told by their names alone. Used for
 * directory walks and for sosreport and must-gather archives; a file named by the user is read whatever it is called.
 */

/** Endings that compression and rotation add: `.1`, `-20260101`, `.gz`, `.old`, in any order. */
const ROTATION = /(?:\.(?:gz|xz|zst|zstd|bz2|lz4|old|bak|prev(?:ious)?|\d+)|[-.]\d{8}(?:[-T_]?\d{2,6})?)$/i;

/** Base names, in lower case, with their rotation taken off. */
const LOG_NAMES: readonly RegExp[] = [
  /^(?:v?core[-_.])?dmesg/,
  /^vmcore-dmesg/,
  /^journal(?:ctl)?(?:[-_.]|$)/,
  /^messages(?:[-_.]|$)/,
  /^(?:sys|daemon|all|everything)?log(?:[-_.]|$)/,
  /^syslog/,
  /^kern(?:el)?(?:[-_.]|$)/,
  /^kmsg/,
  /^oom/,
  /^netconsole/,
  /^console/,
  /^serial/,
  /^ttys\d/,
  /^(?:last_kmsg|pstore|ramoops|console-ramoops|dmesg-(?:efi|erst|ramoops))/,
  /^(?:boot|debug|warn|error|daemon|user)(?:\.txt)?$/,
  // A machine's name or a date may stand in front (`node-1_dmesg.txt`); `CurrentDmesg.txt` is apport's.
  /[^a-z](?:dmesg|kmsg|syslog|journalctl)(?:[-_.]|$)/,
  /^currentdmesg/,
  /\.(?:log|logs|journal|dmesg|kmsg|klog)$/,
  /(?:kernel|kubelet|crio|containerd)[-_.]?(?:logs?|messages|journal)/,
];

/** A systemd journal file by its name: active, archived (`@`) or set aside as dirty (`~`). */
const JOURNAL_NAME = /\.journal~?$/i;

/** `path` may be absolute, relative or a path inside an archive. */
export function isLogName(path: string): boolean {
  const name = baseName(path);
  if (name.startsWith('.')) return false;
  if (isJournalName(name)) return true;
  const bare = withoutRotation(name.toLowerCase());
  return LOG_NAMES.some((pattern) => pattern.test(bare));
}

export function isJournalName(path: string): boolean {
  return JOURNAL_NAME.test(baseName(path));
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function withoutRotation(name: string): string {
  let bare = name;
  while (ROTATION.test(bare)) bare = bare.replace(ROTATION, '');
  return bare;
}
