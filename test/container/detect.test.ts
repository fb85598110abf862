import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../src/container/byte-source.js';
import { detect } from '../../src/container/detect.js';
import { isJournalName, isLogName } from '../../src/container/log-names.js';
import { sampleLog, utf8 } from './bytes.js';

const TEXT = { kind: 'text', encoding: 'utf-8' };

describe('detect', () => {
  it('knows nothing but the bytes', () => {
    expect(detect(new Uint8Array(0))).toEqual({ kind: 'empty' });
    expect(detect(utf8('x'))).toEqual(TEXT);
    expect(detect(utf8('LPKSHHRH....'))).toEqual({ kind: 'journal' });
  });

  it.each([
    ['a text that begins like bzip2', utf8('BZh9 is how a bzip2 file begins\n')],
    ['a text of one NUL', Uint8Array.of(0)],
    ['a log after a crash', concatBytes([sampleLog(20), new Uint8Array(4096), sampleLog(20)])],
    ['only NUL bytes', new Uint8Array(5000)],
    [
      'latin-1',
      Uint8Array.from(Array.from('Prozess f\xfcr Tr\xe4ger beendet\n'.repeat(9), (c) => c.charCodeAt(0))),
    ],
    ['GBK', Uint8Array.from({ length: 4000 }, (_, at) => (at % 40 === 39 ? 10 : 0xb0 + (at % 70)))],
    ['a serial console with colours', utf8('\x1b[0;1;31mOut of memory\x1b[0m\r\r\n'.repeat(50))],
    ['a line of garbage on a serial line', concatBytes([Uint8Array.of(1, 2, 0xfe, 0x80), sampleLog(50)])],
  ])('takes for text: %s', (_, bytes) => {
    expect(detect(bytes)).toEqual(TEXT);
  });

  it('knows UTF-16 by its mark and by its NUL bytes', () => {
    const little = new Uint8Array(Buffer.from('Out of memory: Killed process 1\r\n', 'utf16le'));
    const big = new Uint8Array(Buffer.from(little).swap16());
    expect(detect(little)).toEqual({ kind: 'text', encoding: 'utf-16le' });
    expect(detect(big)).toEqual({ kind: 'text', encoding: 'utf-16be' });
    expect(detect(concatBytes([Uint8Array.of(0xff, 0xfe), little]))).toEqual({
      kind: 'text',
      encoding: 'utf-16le',
    });
    expect(detect(concatBytes([Uint8Array.of(0xfe, 0xff), big]))).toEqual({
      kind: 'text',
      encoding: 'utf-16be',
    });
  });

  it('says what is no log', () => {
    expect(detect(utf8('\x7fELF\x02'))).toMatchObject({
      kind: 'binary',
      what: expect.stringContaining('ELF'),
    });
    expect(detect(utf8('PK\x03\x04'))).toMatchObject({
      kind: 'binary',
      what: expect.stringContaining('zip'),
    });
    const noise = Uint8Array.from({ length: 9000 }, (_, at) => (Math.imul(at + 1, 2654435761) >>> 13) & 0xff);
    expect(detect(noise)).toEqual({ kind: 'binary', what: 'binary data' });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 700 }), (bytes) => detect(bytes).kind.length > 0));
  });
});

describe('log names', () => {
  it.each([
    'dmesg',
    'dmesg.0',
    'dmesg-T.txt',
    'sos_commands/kernel/dmesg_-T',
    'var/log/messages',
    'messages-20260101',
    'messages.2.xz',
    'syslog.1',
    'kern.log.3.gz',
    'kernel.log',
    'console.log',
    'console-ramoops-0',
    'vmcore-dmesg.txt',
    'journalctl_--no-pager_--boot',
    'system.journal',
    'system@0005f-01.journal',
    'user-1000.journal~',
    'oom.txt',
    'pods/x/current.log',
    'kubelet_logs',
    'daemon.log',
    'syslog-20260101-120000.zst',
    'all.log.old',
    'netconsole-10.0.0.1',
    'boot.txt',
    'node-1_dmesg.txt',
    '2026-11-20-syslog.gz',
    'web1.journalctl.txt',
    'CurrentDmesg.txt',
  ])('takes %s', (name) => {
    expect(isLogName(name)).toBe(true);
  });

  it.each([
    'wtmp',
    'passwd',
    'picture.png',
    'login.defs',
    'logo.svg',
    '.messages.swp',
    'version.txt',
    'lastlog',
    'rsyslog.conf',
    'libsyslog.so',
    'proc/meminfo',
    'core.1234',
  ])('leaves %s', (name) => {
    expect(isLogName(name)).toBe(false);
  });

  it('knows journal files', () => {
    expect(isJournalName('a/system@1.journal~')).toBe(true);
    expect(isJournalName('system.journal.zst')).toBe(false);
  });

  it('comes to an end on names made of endings', () => {
    expect(isLogName(`messages${'.1'.repeat(2000)}`)).toBe(true);
  });
});
