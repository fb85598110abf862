/** JSON values one after another, whatever parts them: lines (NDJSON), record separators, or nothing (Fluent Bit's json_stream). */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const NEWLINE = 0x0a;

/** The objects of a body, each as one line of its bytes; null where anything else stands in it, or the last has no end. */
export function objectsIn(body: Uint8Array): readonly Uint8Array[] | null {
  const lines: Uint8Array[] = [];
  for (let at = 0; ; ) {
    while (at < body.length && isBetween(body[at] as number)) at++;
    if (at === body.length) return lines;
    const end = objectEnd(body, at);
    const line = end < 0 ? null : asLine(body.subarray(at, end));
    if (line === null) return null;
    lines.push(line);
    at = end;
  }
}

/** Blanks, line ends, record separators. */
function isBetween(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d || code === 0x1e;
}

/** Behind the brace that closes the object at `at`; -1 where none begins there, or it is open. */
function objectEnd(body: Uint8Array, at: number): number {
  if (body[at] !== OPEN_BRACE) return -1;
  let depth = 0;
  let isQuoted = false;
  for (let index = at; index < body.length; index++) {
    const code = body[index];
    if (isQuoted) {
      if (code === BACKSLASH) index++;
      else if (code === QUOTE) isQuoted = false;
    } else if (code === QUOTE) isQuoted = true;
    else if (code === OPEN_BRACE) depth++;
    else if (code === CLOSE_BRACE && --depth === 0) return index + 1;
  }
  return -1;
}

function asLine(bytes: Uint8Array): Uint8Array | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return bytes.includes(NEWLINE) ? Buffer.from(JSON.stringify(value)) : bytes;
  } catch {
    // Braces alone make no JSON: the caller says so.
    return null;
  }
}
