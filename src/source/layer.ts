/**
 * Where a stream stands while an input is opened: what to call it and what was taken off it already.
 */
import type { Wanted } from '../container/journal/wanted.js';
import type { InputProblem } from './input.js';

export interface Layer {
  readonly path: string;
  readonly modified: Date | null;
  /** From the outermost. */
  readonly compressions: readonly string[];
  readonly container: string | null;
  /** The file on disk whose very bytes these are; null for anything taken out of something. */
  readonly diskPath: string | null;
  /** Compressions and archives around it. */
  readonly depth: number;
  /** Which entries of journals are read; all that may help where it does not say. */
  readonly wanted: readonly Wanted[] | undefined;
}

export function topLayer(
  path: string,
  modified: Date | null,
  diskPath: string | null,
  wanted: Layer['wanted'],
): Layer {
  return { path, modified, compressions: [], container: null, diskPath, depth: 0, wanted };
}

/** One compression or archive further in. */
export function innerLayer(layer: Layer, change: Partial<Layer>): Layer {
  return { ...layer, ...change, diskPath: null, depth: layer.depth + 1 };
}

export function compressionOf(layer: Layer): string | null {
  return layer.compressions.length === 0 ? null : layer.compressions.join('+');
}

export function problemOf(layer: Layer, message: string): InputProblem {
  return { kind: 'problem', path: layer.path, message };
}
