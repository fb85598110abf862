/** The table of wrappings that `wrap.ts` offers: a line here is a wrapping, built from a few ways to write a line. */

import { encodeLossless } from '../../src/base/lossless-text.js';
import type { Envelope, WrapRecord } from './wrap.js';

export interface WrapFormat extends Envelope {
  write(records: readonly WrapRecord[]): string;
}

type Prefix = (record: WrapRecord, index: number, all: readonly WrapRecord[]) => string;
type Options = Partial<Omit<WrapFormat, 'name' | 'write'>>;

const NOTHING: Omit<WrapFormat, 'name' | 'write'> = {
  keepsHost: false,
  wall: 'none',
  keepsUptime: false,
  keepsCaller: false,
  newlines: 'lines',
  keepsLeadingBlank: true,
  showsKernel: true,
};

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const GERMAN_DAYS = ['So', 'Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa'];
const CHINESE_DAYS = ['日', '一', '二', '三', '四', '五', '六'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const GERMAN_MONTHS = ['Jan', 'Feb', 'Mär', 'Apr', 'Mai', 'Jun', 'Jul', 'Aug', 'Sep', 'Okt', 'Nov', 'Dez'];
const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];

const date = (record: WrapRecord) => new Date(`${record.wall.slice(0, 19)}Z`);
const clock = (record: WrapRecord) => record.wall.slice(11, 19);
const fraction = (record: WrapRecord) => (record.wall.split('.')[1] ?? '0').padEnd(6, '0');
const month = (record: WrapRecord, names: readonly string[]) => names[date(record).getUTCMonth()] ?? '';
const weekday = (record: WrapRecord, names: readonly string[]) => names[date(record).getUTCDay()] ?? '';
const day = (record: WrapRecord) => String(date(record).getUTCDate()).padStart(2);
const seconds = (record: WrapRecord) => record.uptimeSeconds.toFixed(6).padStart(12);
const microseconds = (record: WrapRecord) => Math.round(record.uptimeSeconds * 1e6);
const realtime = (record: WrapRecord) => `${date(record).getTime() / 1000}${fraction(record)}`;
const shortStamp = (record: WrapRecord) => `${month(record, MONTHS)} ${day(record)} ${clock(record)}`;
const isoStamp = (record: WrapRecord) => `${record.wall.slice(0, 19)}.${fraction(record)}+00:00`;
const ctime = (record: WrapRecord) =>
  `${weekday(record, DAYS)} ${shortStamp(record)} ${record.wall.slice(0, 4)}`;
const callerTag = (record: WrapRecord) => (record.caller === null ? '' : `[${record.caller.padStart(6)}]`);
const printk: Prefix = (record) => `[${seconds(record)}] `;
const delta = (record: WrapRecord, index: number, all: readonly WrapRecord[]) =>
  (record.uptimeSeconds - (all[index - 1] ?? record).uptimeSeconds).toFixed(6).padStart(12);

/** Every line of a record has the prefix. */
function repeated(
  name: string,
  prefix: Prefix,
  options: Options,
  finish = (line: string) => `${line}\n`,
): WrapFormat {
  const write = (records: readonly WrapRecord[]) =>
    records
      .flatMap((record, index) =>
        record.text.split('\n').map((line) => finish(prefix(record, index, records) + line)),
      )
      .join('');
  return { ...NOTHING, ...options, name, write };
}

/** The further lines of a record stand under the text of the first. */
function indented(name: string, prefix: Prefix, options: Options): WrapFormat {
  const write = (records: readonly WrapRecord[]) =>
    records
      .map((record, index) => {
        const head = prefix(record, index, records);
        return `${head}${record.text.replaceAll('\n', `\n${' '.repeat(head.length)}`)}\n`;
      })
      .join('');
  return { ...NOTHING, newlines: 'continuations', ...options, name, write };
}

/** One object, or one line, for each record. */
function whole(name: string, line: Prefix, options: Options): WrapFormat {
  const write = (records: readonly WrapRecord[]) => records.map(line).join('');
  return { ...NOTHING, newlines: 'record', ...options, name, write };
}

/** A wrapping around the lines of another one. */
function around(
  name: string,
  inner: WrapFormat,
  wrapLine: (line: string, index: number) => string,
): WrapFormat {
  const write = (records: readonly WrapRecord[]) =>
    inner.write(records).split('\n').slice(0, -1).map(wrapLine).join('');
  return { ...inner, name, write };
}

const escapedHex = (text: string, pattern: RegExp) =>
  text.replace(pattern, (run) =>
    [...encodeLossless(run)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
  );
const octal = (text: string) =>
  text.replace(/[\x00-\x1f\x7f]/g, (code) => `#${code.charCodeAt(0).toString(8).padStart(3, '0')}`);
const kmsgText = (text: string) => escapedHex(text, /[^\x20-\x5b\x5d-\x7e]+/g);
const kmsgHead = (record: WrapRecord, index: number, extra = '') =>
  `${record.level},${index + 1},${microseconds(record)},-${record.caller === null ? '' : `,caller=${record.caller}`}${extra};`;

const journalFields = (record: WrapRecord): Record<string, string> => ({
  __REALTIME_TIMESTAMP: realtime(record),
  _TRANSPORT: 'kernel',
  PRIORITY: String(record.level),
  SYSLOG_FACILITY: '0',
  SYSLOG_IDENTIFIER: 'kernel',
  _HOSTNAME: record.host,
  _BOOT_ID: 'a'.repeat(32),
  _SOURCE_MONOTONIC_TIMESTAMP: String(microseconds(record)),
});
const journalJson = (record: WrapRecord) =>
  JSON.stringify({ ...journalFields(record), MESSAGE: record.text });

function exported(record: WrapRecord): string {
  const fields = Object.entries(journalFields(record)).map(([name, value]) => `${name}=${value}\n`);
  return `__CURSOR=s=1;i=1\n${fields.join('')}${exportedMessage(record.text)}\n`;
}

function exportedMessage(text: string): string {
  if (/^[\x20-\x7e\u00a0-\ud7ff]*$/.test(text)) return `MESSAGE=${text}\n`;
  const size = encodeLossless(text).length;
  const bytes = Array.from({ length: 8 }, (_, index) => Math.floor(size / 256 ** index) % 256);
  // Bytes of 128 and up are not UTF-8 on their own: they travel as the project's lone surrogates.
  const head = bytes.map((byte) => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte)).join('');
  return `MESSAGE\n${head}${text}\n`;
}

function fragmented(record: WrapRecord, index: number): string {
  const text = kmsgText(record.text);
  const half = Math.ceil(text.length / 2);
  const part = (from: number, piece: string) =>
    `${kmsgHead(record, index, `,ncfrag=${from}/${text.length}`)}${piece}\n`;
  return text.length < 2
    ? `${kmsgHead(record, index)}${text}\n`
    : part(half, text.slice(half)) + part(0, text.slice(0, half));
}

const FULL = { keepsHost: true, wall: 'microsecond', keepsUptime: true } as const;
const LOGGED = { keepsHost: true, wall: 'second' } as const;
const STAMPED = { keepsUptime: true } as const;

const dmesg = indented('dmesg', printk, STAMPED);
const syslog = repeated('syslog', (r) => `${shortStamp(r)} ${r.host} kernel: [${seconds(r)}] `, {
  ...LOGGED,
  keepsUptime: true,
});
const journalShort = indented('journal-short', (r) => `${shortStamp(r)} ${r.host} kernel: `, LOGGED);
const bare = repeated('bare', () => '', { newlines: 'continuations', showsKernel: false });
const cri = (line: string, tag = 'F') => `2026-11-21T03:00:00.123456789Z stdout ${tag} ${line}\n`;
const docker = (line: string) =>
  `${JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2026-11-21T03:00:00.123456789Z' })}\n`;
export const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export const wrapFormats: readonly WrapFormat[] = [
  bare,
  dmesg,
  indented('dmesg-caller', (r) => `[${seconds(r)}] ${callerTag(r)}${r.caller === null ? '' : ' '}`, {
    ...STAMPED,
    keepsCaller: true,
  }),
  indented('dmesg-T', (r) => `[${ctime(r)}] `, { wall: 'second' }),
  indented(
    'dmesg-T-german',
    (r) =>
      `[${weekday(r, GERMAN_DAYS)} ${month(r, GERMAN_MONTHS)} ${day(r)} ${clock(r)} ${r.wall.slice(0, 4)}] `,
    { wall: 'second' },
  ),
  indented(
    'dmesg-T-chinese',
    (r) =>
      `[${weekday(r, CHINESE_DAYS)} ${date(r).getUTCMonth() + 1}月 ${day(r)} ${clock(r)} ${r.wall.slice(0, 4)}] `,
    { wall: 'second' },
  ),
  indented('dmesg-T-bracket-lost', (r) => `${ctime(r)}] `, { wall: 'second' }),
  indented('dmesg-x', (r) => `kern  :${(LEVELS[r.level] ?? '').padEnd(6)}: [${seconds(r)}] `, STAMPED),
  indented('dmesg-x-T', (r) => `kern  :${(LEVELS[r.level] ?? '').padEnd(6)}: [${ctime(r)}] `, {
    wall: 'second',
  }),
  indented('dmesg-iso', (r) => `${isoStamp(r).replace('.', ',')} `, { wall: 'microsecond' }),
  indented('dmesg-delta', (r, i, all) => `[<${delta(r, i, all)}>] `, {}),
  indented('dmesg-time-delta', (r, i, all) => `[${seconds(r)} <${delta(r, i, all)}>] `, STAMPED),
  indented('dmesg-ctime-delta', (r, i, all) => `[${ctime(r)} <${delta(r, i, all)}>] `, { wall: 'second' }),
  indented(
    'dmesg-reltime',
    (r, i, all) =>
      i > 0 && all[i - 1]?.wall.slice(0, 16) === r.wall.slice(0, 16)
        ? `[${`+${delta(r, i, all).trim()}`.padStart(11)}] `
        : `[${month(r, MONTHS)}${day(r)} ${clock(r).slice(0, 5)}] `,
    { wall: 'minute' },
  ),
  repeated(
    'dmesg-colour',
    (r) => `\x1b[32m[${seconds(r)}] \x1b[0m\x1b[1m`,
    STAMPED,
    (line) => `${line}\x1b[0m\n`,
  ),
  repeated('dmesg-raw', (r) => `<${r.level}>[${seconds(r)}] `, STAMPED),
  whole(
    'dmesg-json',
    (r, i, all) =>
      `${i === 0 ? '{\n   "dmesg": [\n      {\n' : ''}         "pri": ${r.level},\n         "time": ${seconds(r)},\n         "msg": ${JSON.stringify(r.text)}\n      }${i < all.length - 1 ? ',{' : '\n   ]\n}'}\n`,
    STAMPED,
  ),
  repeated(
    'console',
    (r) => `[${seconds(r)}]${callerTag(r)} `,
    { ...STAMPED, keepsCaller: true },
    (line) => `${line}\r\n`,
  ),
  repeated('console-after-login', (r, i) => `${i === 0 ? 'web1 login: ' : ''}[${seconds(r)}] `, STAMPED),
  whole('kmsg', (r, i) => `${kmsgHead(r, i)}${kmsgText(r.text)}\n SUBSYSTEM=cpu\n DEVICE=+cpu:cpu0\n`, {
    ...STAMPED,
    keepsCaller: true,
  }),
  repeated('netconsole', printk, STAMPED),
  whole('netconsole-extended', (r, i) => `6.1.0-13-amd64,${kmsgHead(r, i)}${kmsgText(r.text)}\n`, {
    ...STAMPED,
    keepsCaller: true,
  }),
  whole('netconsole-fragments', fragmented, { ...STAMPED, keepsCaller: true }),
  syslog,
  repeated('syslog-without-uptime', (r) => `${shortStamp(r)} ${r.host} kernel: `, LOGGED),
  repeated('syslog-without-host', (r) => `${shortStamp(r)} kernel: [${seconds(r)}] `, {
    wall: 'second',
    keepsUptime: true,
  }),
  repeated('syslog-priority', (r) => `<${r.level}>${shortStamp(r)} ${r.host} kernel: [${seconds(r)}] `, {
    ...LOGGED,
    keepsUptime: true,
  }),
  repeated(
    'syslog-relayed',
    (r) => `${shortStamp(r)} relay ${shortStamp(r)} ${r.host} kernel: [${seconds(r)}] `,
    { ...LOGGED, keepsUptime: true },
  ),
  whole('syslog-octal', (r) => `${shortStamp(r)} ${r.host} kernel: ${octal(r.text)}\n`, LOGGED),
  {
    ...repeated('syslog-traditional', (r) => `${shortStamp(r)} ${r.host} kernel:`, LOGGED),
    keepsLeadingBlank: false,
    write: (records) =>
      records
        .flatMap((r) =>
          r.text.split('\n').map((line) => `${shortStamp(r)} ${r.host} kernel: ${line.replace(/^ /, '')}\n`),
        )
        .join(''),
  },
  repeated('syslog-iso', (r) => `${isoStamp(r)} ${r.host} kernel: [${seconds(r)}] `, FULL),
  repeated('rfc5424', (r) => `<${r.level}>1 ${isoStamp(r)} ${r.host} kernel - - - `, {
    keepsHost: true,
    wall: 'microsecond',
  }),
  repeated('busybox', (r) => `${shortStamp(r)} ${r.host} kern.${LEVELS[r.level]} kernel: [${seconds(r)}] `, {
    ...LOGGED,
    keepsUptime: true,
  }),
  journalShort,
  indented('journal-precise', (r) => `${shortStamp(r)}.${fraction(r)} ${r.host} kernel: `, {
    keepsHost: true,
    wall: 'microsecond',
  }),
  indented('journal-iso', (r) => `${r.wall.slice(0, 19)}+0000 ${r.host} kernel: `, LOGGED),
  indented(
    'journal-full',
    (r) => `${weekday(r, DAYS)} ${r.wall.slice(0, 10)} ${clock(r)} UTC ${r.host} kernel: `,
    LOGGED,
  ),
  indented('journal-monotonic', (r) => `[${seconds(r)}] ${r.host} kernel: `, { ...STAMPED, keepsHost: true }),
  indented(
    'journal-delta',
    (r, i, all) =>
      `[${seconds(r)} ${i === 0 ? ' '.repeat(15) : `<${delta(r, i, all)} >`}] ${r.host} kernel: `,
    { ...STAMPED, keepsHost: true },
  ),
  indented('journal-unix', (r) => `${date(r).getTime() / 1000}.${fraction(r)} ${r.host} kernel: `, {
    keepsHost: true,
    wall: 'microsecond',
  }),
  repeated(
    'journal-colour',
    (r) => `${shortStamp(r)} ${r.host} kernel: \x1b[0;1;38;5;185m`,
    LOGGED,
    (line) => `${line}\x1b[0m\n`,
  ),
  whole('journal-export', exported, FULL),
  whole('journal-json', (r) => `${journalJson(r)}\n`, FULL),
  whole(
    'journal-json-bytes',
    (r) => `${JSON.stringify({ ...journalFields(r), MESSAGE: [...encodeLossless(r.text)] })}\n`,
    FULL,
  ),
  whole(
    'journal-json-pretty',
    (r) => `${JSON.stringify(JSON.parse(journalJson(r)), null, '\t').replaceAll('": ', '" : ')}\n`,
    FULL,
  ),
  whole('journal-json-seq', (r) => `\x1e${journalJson(r)}\n`, FULL),
  whole('journal-json-sse', (r) => `data: ${journalJson(r)}\n\n`, FULL),
  whole(
    'journal-verbose',
    (r) =>
      `${weekday(r, DAYS)} ${r.wall.slice(0, 10)} ${clock(r)}.${fraction(r)} UTC [s=1;i=1;b=1;m=1;t=1;x=1]\n${Object.entries(
        { ...journalFields(r), MESSAGE: r.text },
      )
        .filter(([name]) => !name.startsWith('__'))
        .map(([name, value]) => `    ${name}=${value.replaceAll('\n', `\n${' '.repeat(name.length + 5)}`)}\n`)
        .join('')}`,
    FULL,
  ),
  around('docker', dmesg, docker),
  around('docker-syslog', syslog, docker),
  around('cri', dmesg, (line) => cri(line)),
  around('cri-pieces', dmesg, (line) => cri(line.slice(0, 30), 'P') + cri(line.slice(30))),
  around('cri-docker', dmesg, (line) => cri(docker(line).trimEnd())),
  around('kubectl-timestamps', dmesg, (line) => `2026-11-21T03:00:00.123456789Z ${line}\n`),
  around(
    'loki',
    syslog,
    (line) => `${JSON.stringify({ stream: { job: 'x' }, values: [['1795227900123456789', line]] })}\n`,
  ),
  around('cloudwatch', syslog, (line) => `${JSON.stringify({ timestamp: 1795227900123, message: line })}\n`),
  around('logcat', dmesg, (line) => `11-21 02:25:00.123     0     0 W ${line}\n`),
  around(
    'macos',
    repeated('', printk, STAMPED),
    (line) =>
      `2026-11-21 02:25:00.123456+0200 0x1f0f     Default     0x0                  737    0    com.docker.hyperkit: ${line}\n`,
  ),
  indented(
    'talos',
    (r) =>
      `${r.host}: kern: ${LEVELS[r.level] === 'warn' ? 'warning' : LEVELS[r.level]}: [${r.wall.slice(0, 19)}.${fraction(r)}Z]: `,
    {
      keepsHost: true,
      wall: 'microsecond',
    },
  ),
  around('logcli', syslog, (line) => `2026-11-21T03:00:00Z {host="h", job="kernel"} ${line}\n`),
  around('compose', dmesg, (line) => `node_1  | ${line}\n`),
  around('list', journalShort, (line) => `  - ${line}\n`),
  around('quoted-list', dmesg, (line) => `    ${JSON.stringify(line)},\n`),
  around('csv', syslog, (line) => `"2026-11-21T03:00:00Z","i-0a","${line.replaceAll('"', '""')}"\n`),
  around('numbered-journal', journalShort, (line, index) => `${String(index + 1).padStart(6)}\t${line}\n`),
  around('bar-numbers', dmesg, (line, index) => `${String(index + 95).padStart(4)} | ${line}\n`),
  around('grep-context', journalShort, (line, index) =>
    index % 9 === 4 ? `messages:${index + 1}:${line}\n` : `messages-${index + 1}-${line}\n`,
  ),
  around('grep-separated', journalShort, (line, index) =>
    index % 7 === 6 ? `messages-${index + 90}-${line}\n--\n` : `messages-${index + 90}-${line}\n`,
  ),
  around('priority-before-all', journalShort, (line) => `<4>${line}\n`),
  around('stamp-before-all', journalShort, (line) => `2026-11-21T03:00:00.123+00:00 ${line}\n`),
  around(
    'fluentd',
    dmesg,
    (line) => `2026-11-21 03:00:00.123456789 +0000 kernel.log: ${JSON.stringify({ message: line })}\n`,
  ),
  around(
    'fluent-bit',
    dmesg,
    (line, index) => `[${index}] tail.0: [1795227900.123456789, ${JSON.stringify({ log: line })}]\n`,
  ),
  around('logfmt', syslog, (line) => `time="2026-11-21T03:00:00Z" level=info msg=${JSON.stringify(line)}\n`),
  around(
    'logfmt-more-fields',
    dmesg,
    (line, index) =>
      `ts=2026-11-21T03:00:00.${100 + index}Z level=info msg=${goQuoted(line)} unit=kernel n=${index}\n`,
  ),
  around(
    'ansible',
    syslog,
    (line) => `ok: [web1] => ${JSON.stringify({ changed: false, stdout_lines: [line] })}\n`,
  ),
  around('datadog', syslog, (line) => `${JSON.stringify({ id: 'A', content: { message: line } })}\n`),
  around('splunk', syslog, (line) => `${JSON.stringify({ offset: 0, result: { _raw: line } })}\n`),
  around('mail-quote', dmesg, (line) => `> ${line}\n`),
  around('mail-quote-twice', syslog, (line) => `>> ${line}\n`),
  around('markdown-fence', dmesg, (line) => `${line}\n`),
  around('markdown-indent', dmesg, (line) => `    ${line}\n`),
  around('line-numbers', syslog, (line, index) => `${166233 + index} ${line}\n`),
  around('grep-file', syslog, (line) => `/var/log/kern.log:${line}\n`),
  around('grep-n', syslog, (line, index) => `${index + 1}:${line}\n`),
  around('html', dmesg, (line) => `${escapeHtml(line)}\n`),
  around('crlf', syslog, (line) => `${line}\r\n`),
  around('hidden-blank', repeated('', printk, STAMPED), (line) => `${line.replace('] ', ']\u00a0')}\n`),
  around('byte-order-mark', syslog, (line, index) => `${index === 0 ? '\ufeff' : ''}${line}\n`),
];

/** strconv.Quote, and nothing where no quotes are needed. */
function goQuoted(line: string): string {
  if (/^[\w./:+@-]+$/.test(line)) return line;
  return JSON.stringify(line).replace(/\\u00([\da-f]{2})/g, '\\x$1');
}
