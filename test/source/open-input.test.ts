import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decompress } from '../../src/container/decompress.js';
import { collectDamage } from '../../src/container/input-damage.js';
import { expandInputs } from '../../src/source/expand-inputs.js';
import type { Input, OpenedInput } from '../../src/source/input.js';
import { openInput } from '../../src/source/open-input.js';
import { chunked, collect, hasTool, sampleLog, text, utf8 } from '../container/bytes.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'inputs-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(name: string, content: Uint8Array | string, seconds = 1000): string {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  utimesSync(path, seconds, seconds);
  return path;
}

async function expand(...args: string[]): Promise<Input[]> {
  const inputs: Input[] = [];
  for await (const input of expandInputs(args)) inputs.push(input);
  return inputs;
}

/** Every stream of the inputs as `path: text` or `path: ! problem`. */
async function readAll(...args: string[]): Promise<Record<string, string>> {
  const read: Record<string, string> = {};
  for (const input of await expand(...args)) {
    for await (const opened of openInput(input)) {
      const name = relative(root, opened.path);
      if (opened.kind === 'problem') read[name] = `! ${opened.message}`;
      if (opened.kind === 'text') {
        const { bytes, damage } = await collect(opened.bytes);
        read[name] = text(bytes) + (damage === null ? '' : `! ${damage.message}`);
      }
    }
  }
  return read;
}

describe('expandInputs', () => {
  it('takes no argument and - as standard input', async () => {
    expect(await expand()).toEqual([{ kind: 'stdin', path: '-' }]);
    expect(await expand('-')).toEqual([{ kind: 'stdin', path: '-' }]);
  });

  it('names what cannot be read and goes on', async () => {
    const path = put('a.log', 'x');
    const inputs = await expand(join(root, 'missing.log'), path, join(root, '*.nothing'));
    expect(inputs.map((input) => input.kind)).toEqual(['problem', 'file', 'problem']);
    expect(inputs[0]).toMatchObject({ message: expect.stringContaining('no such file') });
    expect(inputs[2]).toMatchObject({ message: expect.stringContaining('no file matches') });
  });

  it('walks a directory: log names only, oldest first, each file once', async () => {
    put('messages.1.gz', 'x', 100);
    put('messages', 'x', 300);
    put('sub/kern.log', 'x', 200);
    put('wtmp', 'x', 50);
    put('empty.log', '', 60);
    symlinkSync(join(root, 'messages'), join(root, 'linked.log'));
    symlinkSync(root, join(root, 'loop'));
    const paths = (await expand(root)).map((input) => relative(root, input.path));
    expect(paths.slice(0, 2)).toEqual(['messages.1.gz', 'sub/kern.log']);
    expect(paths).toHaveLength(3);
  });

  it('orders rotated files of one moment by their number', async () => {
    for (const name of ['syslog', 'syslog.1', 'syslog.10', 'syslog.2']) put(name, 'x', 500);
    const paths = (await expand(root)).map((input) => relative(root, input.path));
    expect(paths).toEqual(['syslog.10', 'syslog.2', 'syslog.1', 'syslog']);
  });

  it('says what it looked for in a directory without logs', async () => {
    put('picture.png', 'x');
    expect(await expand(root)).toMatchObject([
      { kind: 'problem', message: expect.stringContaining('messages*') },
    ]);
  });

  it('expands quoted patterns, also over directories, and prefers a file of that very name', async () => {
    for (const name of ['a/x.log', 'b/c/x.log', 'b/y[1].log', 'b/y1.log']) put(name, 'x');
    const expanded = async (pattern: string) =>
      (await expand(join(root, pattern))).map((input) => relative(root, input.path));
    expect(await expanded('*/x.log')).toEqual(['a/x.log']);
    expect(await expanded('**/x.log')).toEqual(['a/x.log', 'b/c/x.log']);
    expect(await expanded('b/y[1].log')).toEqual(['b/y[1].log']);
    expect(await expanded('b/y?.log')).toEqual(['b/y1.log']);
    expect(await expanded('[!a]/y[0-9].log')).toEqual(['b/y1.log']);
  });

  it('takes journal files named one by one as one input', async () => {
    const files = [put('system.journal', 'x'), put('system@1.journal~', 'x')];
    const other = put('a.log', 'x');
    expect(await expand(files[0] ?? '', other, files[1] ?? '')).toMatchObject([
      { kind: 'journals', files },
      { kind: 'file', path: other },
    ]);
  });
});

/** Messages of every journal, by its path, with the problem that ended it. */
async function readRecords(...args: string[]): Promise<Record<string, string[]>> {
  const read: Record<string, string[]> = {};
  for (const input of await expand(...args)) {
    for await (const opened of openInput(input)) {
      if (opened.kind !== 'journal') continue;
      const messages: string[] = [];
      const damage = await collectDamage(opened.records, (record) => void messages.push(record.text));
      if (damage !== null) messages.push(`! ${damage.message}`);
      read[relative(root, opened.path)] = messages;
    }
  }
  return read;
}

async function journalFixture(form: string): Promise<Uint8Array> {
  const packed = readFileSync(new URL(`../../fixtures/containers/${form}.journal.zst`, import.meta.url));
  return (await collect(decompress(chunked(new Uint8Array(packed)), 'zstd'))).bytes;
}

describe('journals', () => {
  it('reads a file, a directory, a packed file and one of another name alike', async () => {
    const journal = await journalFixture('compact');
    put('var/log/journal/m/system.journal', journal);
    put('var/log/journal/m/system@1.journal~', journal);
    put('packed.journal.gz', gzipSync(journal));
    put('renamed.txt', journal);
    const [whole] = Object.values(await readRecords(join(root, 'renamed.txt')));
    expect(whole).toHaveLength(96);
    expect(await readRecords(join(root, 'var'))).toEqual({ var: whole });
    expect(await readRecords(join(root, 'packed.journal.gz'))).toEqual({ 'packed.journal.gz': whole });
  });

  it('keeps what a cut journal still holds', async () => {
    const journal = await journalFixture('regular');
    const tail = Number(new DataView(journal.buffer).getBigUint64(136, true));
    put('cut.journal', journal.subarray(0, tail - 8192));
    const [messages = []] = Object.values(await readRecords(join(root, 'cut.journal')));
    expect(messages.length).toBeGreaterThan(80);
    expect(messages.at(-1)).toMatch(/^! .*the journal file was cut/);
  });

  it('names a journal that cannot be read beside those that can', async () => {
    put('j/good.journal', await journalFixture('keyed'));
    put('j/bad.journal', 'rubbish');
    const [messages = []] = Object.values(await readRecords(join(root, 'j')));
    expect(messages).toHaveLength(97);
    expect(messages.at(-1)).toMatch(/^! 1 of 2 journal files.*bad\.journal: it is no systemd journal file/);
  });

  it('leaves no temporary file behind, also when given up early', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('oomscope-'));
    put('packed.journal.gz', gzipSync(await journalFixture('compact')));
    for (const input of await expand(join(root, 'packed.journal.gz'))) {
      for await (const opened of openInput(input)) {
        expect(opened.kind).toBe('journal');
        break;
      }
    }
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('oomscope-'))).toEqual(before);
  });
});

describe.skipIf(!hasTool('tar'))('archives', () => {
  function archive(name: string, ...options: string[]): string {
    const path = join(root, name);
    execFileSync('tar', ['-C', join(root, 'sos'), ...options, '-cf', path, '.'], { stdio: 'ignore' });
    return path;
  }

  beforeEach(async () => {
    put('sos/sos_commands/kernel/dmesg', 'a\n', 111);
    put('sos/sos_commands/logs/journalctl_--no-pager_--boot', 'b\n');
    put('sos/var/log/messages-20260101.gz', gzipSync('c\n'));
    put('sos/etc/passwd', 'not a log\n');
    put('sos/var/log/journal/m/system.journal', await journalFixture('compact'));
    put('sos/var/log/journal/m/user-1000.journal', await journalFixture('regular'));
  });

  it.each([
    ['sos.tar'],
    ['sos.tar.gz', '-z'],
    ['sos.tar.xz', '-J'],
    ['sos.tar.zst', '--zstd'],
    ['sos.tar.bz2', '-j'],
  ])('reads the logs and the journals of %s', async (name, ...options) => {
    const path = archive(name, ...options);
    expect(await readAll(path)).toEqual({
      [`${name}!sos_commands/kernel/dmesg`]: 'a\n',
      [`${name}!sos_commands/logs/journalctl_--no-pager_--boot`]: 'b\n',
      [`${name}!var/log/messages-20260101.gz`]: 'c\n',
    });
    const journals = await readRecords(path);
    expect(Object.keys(journals)).toEqual([`${name}!var/log/journal/m`]);
    expect(journals[`${name}!var/log/journal/m`]).toHaveLength(192);
  });

  it('tells when a member was last changed, and what was taken off it', async () => {
    const opened: OpenedInput[] = [];
    for (const input of await expand(archive('sos.tar.gz', '-z'))) {
      for await (const inner of openInput(input)) {
        opened.push(inner);
        if (inner.kind === 'text') await collect(inner.bytes);
      }
    }
    expect(opened.find(({ path }) => path.endsWith('dmesg'))).toMatchObject({
      modified: new Date(111_000),
      compression: 'gzip',
      container: 'tar',
    });
    expect(opened.find(({ path }) => path.endsWith('.gz!var/log/messages-20260101.gz'))).toMatchObject({
      compression: 'gzip+gzip',
    });
  });

  it('keeps what a cut archive still holds, journals too', async () => {
    const path = archive('sos.tar.gz', '-z', '--sort=name');
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(0, whole.length - 2000));
    const read = await readAll(path);
    expect(read['sos.tar.gz']).toMatch(/^! the compressed data ends early/);
    expect(read['sos.tar.gz!sos_commands/kernel/dmesg']).toBe('a\n');
  });

  it('says what it looked for in an archive without logs', async () => {
    rmSync(join(root, 'sos'), { recursive: true });
    put('sos/etc/passwd', 'x');
    expect(await readAll(archive('etc.tar'))).toEqual({
      'etc.tar': expect.stringContaining('holds no logs'),
    });
  });
});

describe('openInput', () => {
  it('reads plain and compressed files, whatever their names', async () => {
    put('plain.gz', 'a\nb\n');
    put('messages.1', gzipSync('c\n'));
    put('twice', gzipSync(gzipSync('d\n')));
    expect(await readAll(join(root, '*'))).toEqual({
      'plain.gz': 'a\nb\n',
      'messages.1': 'c\n',
      twice: 'd\n',
    });
  });

  it('reads a large file whole, with reused buffers', async () => {
    const log = sampleLog(40_000);
    expect(log.length).toBeGreaterThan(4e6);
    const read = await readAll(put('large.log', log));
    expect(read['large.log'] === text(log)).toBe(true);
  });

  it('transcodes UTF-16', async () => {
    const little = Buffer.from('\ufeffäöü 😀 Out of memory\r\n', 'utf16le');
    put('le.log', little);
    put('be.log', Buffer.from(little).swap16());
    put('bare.log', Buffer.from('Out of memory: Killed process\r\n', 'utf16le'));
    expect(await readAll(join(root, '*'))).toEqual({
      'le.log': 'äöü 😀 Out of memory\r\n',
      'be.log': 'äöü 😀 Out of memory\r\n',
      'bare.log': 'Out of memory: Killed process\r\n',
    });
  });

  it('refuses what is no log with a word on what it is, but keeps text with NUL bytes', async () => {
    put('elf', '\x7fELF\x02\x01\x01');
    put(
      'noise',
      Uint8Array.from({ length: 4096 }, (_, at) => (at * 7919) >> 3),
    );
    put('crashed', `${'\0'.repeat(4096)}Nov 21 kernel: x\n`);
    put('empty', '');
    const read = await readAll(join(root, '*'));
    expect(read['elf']).toContain('an ELF program or core dump');
    expect(read['noise']).toContain('binary data');
    expect(read['crashed']).toContain('kernel: x');
    expect(read['empty']).toBe('! it is empty');
  });

  it('keeps what was readable of a cut file, even of a tiny one', async () => {
    const whole = gzipSync(sampleLog(20));
    put('cut.gz', whole.subarray(0, whole.length - 12));
    const read = await readAll(join(root, 'cut.gz'));
    expect(read['cut.gz']).toMatch(/^Nov 21 (.|\n)*! the compressed data ends early/);
  });

  it('limits how often data is compressed over', async () => {
    let data = utf8('x\n');
    for (let times = 0; times < 6; times++) data = gzipSync(data);
    expect(Object.values(await readAll(put('nested', data)))).toEqual([expect.stringContaining('the limit')]);
  });

  it('counts the bytes read from disk', async () => {
    const packed = gzipSync(sampleLog(5000));
    put('a.gz', packed);
    let count = 0;
    for (const input of await expand(join(root, 'a.gz'))) {
      for await (const opened of openInput(input, { onBytes: (bytes) => (count += bytes) })) {
        if (opened.kind === 'text') await collect(opened.bytes);
      }
    }
    expect(count).toBe(packed.length);
  });
});
