/**
 * A machine's ordinary syslog without a word of the OOM killer: the same text for the same seed. Made of the lines that
 * fill real logs (logins, cron, containers, a web server, a firewall), among them words that come close to ours.
 */
const HOSTS = ['web1', 'web2', 'db-prod-3', 'node-17', 'cache1'];
const UNITS = ['nginx', 'docker', 'cron', 'session-812', 'snapd', 'logrotate', 'apt-daily', 'fwupd-refresh'];
const USERS = ['root', 'deploy', 'backup', 'anna', 'www-data', 'postgres'];
const PATHS = ['/api/v1/rooms', '/static/app.js', '/health', '/login', '/api/v1/orders/bloom', '/zoom/join'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Numbers below `limit`, the same row for the same seed. */
type Dice = (limit: number) => number;

const TEMPLATES: readonly ((dice: Dice) => string)[] = [
  (n) =>
    `sshd[${n(60000)}]: Accepted publickey for ${USERS[n(6)]} from 10.${n(256)}.${n(256)}.${n(256)} port ${n(65536)} ssh2: ED25519 SHA256:q${n(1e9)}`,
  (n) => `sshd[${n(60000)}]: pam_unix(sshd:session): session opened for user ${USERS[n(6)]} by (uid=0)`,
  (n) =>
    `sshd[${n(60000)}]: Failed password for invalid user admin${n(100)} from 203.0.113.${n(256)} port ${n(65536)} ssh2`,
  (n) => `CRON[${n(60000)}]: (root) CMD (   test -x /usr/sbin/anacron || run-parts --report /etc/cron.daily)`,
  (n) => `systemd[1]: Started ${UNITS[n(8)]}.service - periodic job ${n(1e6)}.`,
  (n) => `systemd[1]: ${UNITS[n(8)]}.service: Deactivated successfully.`,
  (n) => `systemd[1]: ${UNITS[n(8)]}.service: Consumed ${n(60)}.${n(1000)}s CPU time.`,
  (n) =>
    `kernel: [${n(9e6)}.${100000 + n(900000)}] [UFW BLOCK] IN=eth0 OUT= MAC=52:54:00:${n(90) + 10}:3a:07 SRC=198.51.100.${n(256)} DST=10.0.0.5 LEN=40 TOS=0x00 PREC=0x00 TTL=${n(255)} ID=${n(65536)} PROTO=TCP SPT=${n(65536)} DPT=${n(1024)} WINDOW=1024 RES=0x00 SYN URGP=0`,
  (n) =>
    `kernel: [${n(9e6)}.${100000 + n(900000)}] docker0: port ${n(9)}(veth${n(1e6)}) entered forwarding state`,
  (n) =>
    `kernel: [${n(9e6)}.${100000 + n(900000)}] EXT4-fs (sda${n(9)}): mounted filesystem with ordered data mode. Quota mode: none.`,
  (n) =>
    `kubelet[1432]: I1120 03:12:${10 + n(50)}.${100000 + n(900000)}    1432 reconciler.go:224] "operationExecutor.VerifyControllerAttachedVolume started for volume" pod="default/web-${n(1e5)}" volumeName="config"`,
  (n) =>
    `containerd[987]: time="2026-11-20T03:12:${10 + n(50)}Z" level=info msg="RemoveContainer for \\"${n(1e9)}a${n(1e9)}\\" returns successfully"`,
  (n) =>
    `nginx: 10.0.${n(256)}.${n(256)} - - "GET ${PATHS[n(6)]}?page=${n(1000)} HTTP/1.1" ${n(9) === 0 ? 404 : 200} ${n(90000)} "-" "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0" ${n(3)}.${n(1000)}`,
  (n) =>
    `app[${n(60000)}]: {"level":"info","message":"order ${n(1e7)} processed","duration_ms":${n(900)},"room":"${n(90)}","tags":["a","b"]}`,
  (n) =>
    `java[2211]: [gc] GC(${n(1e5)}) Pause Young (Normal) (G1 Evacuation Pause) ${n(4000)}M->${n(900)}M(4096M) ${n(90)}.${n(1000)}ms; memory pool ${n(9)} resized`,
  (n) =>
    `postfix/smtpd[${n(60000)}]: connect from unknown[192.0.2.${n(256)}]; will be handled from the queue`,
  (n) =>
    `postgres[${n(60000)}]: [${n(99)}-1] LOG:  checkpoint complete: wrote ${n(90000)} buffers (${n(99)}.${n(10)}%); 0 WAL file(s) added, ${n(20)} removed`,
  (n) =>
    `dbus-daemon[612]: [system] Successfully activated service 'org.freedesktop.nm_dispatcher' after ${n(900)} tries`,
];

/** About `bytes` bytes of whole lines, their time going on from `start` (milliseconds since 1970). */
export function noise(bytes: number, seed = 1, start = Date.UTC(2026, 9, 1)): string {
  const dice = createDice(seed);
  const lines: string[] = [];
  let time = start;
  for (let length = 0; length < bytes; ) {
    time += dice(80);
    const line = `${syslogStamp(time)} ${HOSTS[dice(9) % 5]} ${(TEMPLATES[dice(TEMPLATES.length)] ?? String)(dice)}\n`;
    lines.push(line);
    length += line.length;
  }
  return lines.join('');
}

/** `Nov 20 03:12:45`, of UTC. */
export function syslogStamp(time: number): string {
  const date = new Date(time);
  return `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${date.toISOString().slice(11, 19)}`;
}

function createDice(seed: number): Dice {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}
