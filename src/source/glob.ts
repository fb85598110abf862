/**
 * Paths that match a pattern, for arguments that the shell did not expand (quoted, or Windows): `*`, `?`, `[a-z]` inside
 * a name and `**` for any number of directories. Node's own glob needs a newer Node than is supported here.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export function hasGlob(path: string): boolean {
  return /[*?[]/.test(path);
}

/** Existing paths in natural order; directories that cannot be read match nothing. */
export async function glob(pattern: string): Promise<string[]> {
  const isAbsolute = pattern.startsWith('/');
  const segments = pattern.split('/').filter((segment) => segment !== '' && segment !== '.');
  const found = new Set<string>();
  await expand(isAbsolute ? '/' : '', segments, found);
  return [...found].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

async function expand(base: string, segments: readonly string[], found: Set<string>): Promise<void> {
  const [segment, ...rest] = segments;
  if (segment === undefined) {
    found.add(base);
    return;
  }
  if (segment === '..') return expand(join(base, '..'), rest, found);
  if (segment === '**') await expand(base, rest, found);
  const pattern = segment === '**' ? null : segmentPattern(segment);
  for (const entry of await listDirectory(base)) {
    const isHidden = entry.name.startsWith('.');
    const path = join(base, entry.name);
    if (pattern === null) {
      if (entry.isDirectory() && !isHidden) await expand(path, segments, found);
    } else if (pattern.test(entry.name) && (!isHidden || segment.startsWith('.'))) {
      await expand(path, rest, found);
    }
  }
}

async function listDirectory(path: string) {
  try {
    return await readdir(path === '' ? '.' : path, { withFileTypes: true });
  } catch {
    // Not a directory, or closed to us: nothing in it matches, and the caller says so when nothing matches at all.
    return [];
  }
}

/** One path segment as a regular expression; a `[` that is never closed is itself. */
function segmentPattern(segment: string): RegExp {
  const source = segment.replace(/\[!?[^\]]+\]|[*?]|[^*?[]+|\[/g, (part) => {
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.startsWith('[') && part.endsWith(']')) {
      const negated = part[1] === '!';
      return `[${negated ? '^' : ''}${part.slice(negated ? 2 : 1, -1).replace(/[\\^[]/g, '\\$&')}]`;
    }
    return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 's');
}
