/**
 * Tells bytes that hold no log text: first by the magic of what people hand over by mistake, then by how many control
 * characters there are. A log with runs of NUL bytes (a crash leaves them) stays a log.
 */

/** Magic bytes at the start, written as latin-1, and what to call the file. */
const MAGIC: readonly (readonly [string, string])[] = [
  ['\x7fELF', 'an ELF program or core dump'],
  ['KDUMP   ', 'a kernel crash dump (run `crash` or `vmcore-dmesg` on it first)'],
  ['makedumpfile', 'a kernel crash dump (run `crash` or `vmcore-dmesg` on it first)'],
  ['PK\x03\x04', 'a zip archive (unpack it first)'],
  ['7z\xbc\xaf\x27\x1c', 'a 7z archive (unpack it first)'],
  ['Rar!\x1a\x07', 'a RAR archive (unpack it first)'],
  ['!<arch>\n', 'an ar or deb archive (unpack it first)'],
  ['\xed\xab\xee\xdb', 'an RPM package'],
  ['070701', 'a cpio archive (unpack it first)'],
  ['\x5d\x00\x00', 'an lzma file of the old kind (run `xz -dc` on it first)'],
  ['\x1f\x9d', 'a compress (.Z) file (run `gzip -dc` on it first)'],
  ['\x89LZO', 'an lzop file (run `lzop -dc` on it first)'],
  ['SQLite format 3\0', 'an SQLite database'],
  ['%PDF-', 'a PDF file (paste its text instead)'],
  ['\x89PNG', 'a PNG picture (the text in it cannot be read)'],
  ['\xff\xd8\xff', 'a JPEG picture (the text in it cannot be read)'],
  ['GIF8', 'a GIF picture (the text in it cannot be read)'],
  ['\xd4\xc3\xb2\xa1', 'a packet capture'],
  ['\x0a\x0d\x0d\x0a', 'a packet capture'],
  ['hsqs', 'a squashfs image'],
  ['PERFILE2', 'a perf recording'],
  ['\xca\xfe\xba\xbe', 'a Java class or Mach-O program'],
  ['MZ\x90\0', 'a Windows program'],
  ['\xd0\xcf\x11\xe0', 'an Office document or Windows installer'],
  ['ElfFile\0', 'a Windows event log'],
];

/** More control characters than this share of the bytes that are not NUL do not occur in text. */
const MAX_CONTROL_SHARE = 0.05;

/** What the bytes seem to be, null when they may be text. */
export function detectBinary(head: Uint8Array): string | null {
  const start = String.fromCharCode(...head.subarray(0, 16));
  const known = MAGIC.find(([magic]) => start.startsWith(magic));
  if (known !== undefined) return known[1];
  let controls = 0;
  let filled = 0;
  // By index, because this runs before anything is compiled: an iterator takes ten times as long then.
  for (let at = 0; at < head.length; at++) {
    const byte = head[at] as number;
    if (byte === 0) continue;
    filled++;
    if (isControl(byte)) controls++;
  }
  return controls > 4 && controls > filled * MAX_CONTROL_SHARE ? 'binary data' : null;
}

/** Control characters that no log writes: tab, line ends, form feed, backspace, bell and escape are left out. */
function isControl(byte: number): boolean {
  return byte === 0x7f || (byte < 0x20 && byte !== 0x1b && (byte < 0x07 || byte > 0x0d));
}
