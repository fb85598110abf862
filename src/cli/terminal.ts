/** What the command runs in: its streams and environment, and what follows from them for the looks of the output. */
export interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
}

/** Narrowest and widest layout; a report wider than this is harder to read, not easier. */
const MIN_COLUMNS = 40;
const MAX_COLUMNS = 120;
const DEFAULT_COLUMNS = 80;

/** Width to lay out for: the terminal's, else COLUMNS, else 80. */
export function columnsOf({ stdout, env }: Streams): number {
  const columns = stdout.columns ?? Number(env.COLUMNS);
  if (!Number.isInteger(columns) || columns <= 0) return DEFAULT_COLUMNS;
  return Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, columns));
}

/** Colour only on a terminal that knows it; NO_COLOR (any value but empty) and --no-color win, FORCE_COLOR asks for it. */
export function wantsColor({ stdout, env }: Streams, asked: boolean | undefined): boolean {
  if (asked === false || (env.NO_COLOR !== undefined && env.NO_COLOR !== '')) return false;
  if (asked === true || (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0')) return true;
  return stdout.isTTY === true && env.TERM !== 'dumb';
}
