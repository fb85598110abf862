/**
 * Runs a program once with text on its standard input: no shell, a small environment, bounded time and output. At the time
 * limit it goes with everything that it started.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

export interface CommandRun {
  readonly argv: readonly string[];
  readonly input: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** For the few variables that are handed on. */
  readonly env: NodeJS.ProcessEnv;
}

export type CommandEnd =
  /** `output`: the end of what it wrote. */
  | { readonly kind: 'exited'; readonly code: number; readonly output: string }
  | { readonly kind: 'killed'; readonly signal: string; readonly output: string }
  /** It ran too long, or the service stops. */
  | { readonly kind: 'cut-off'; readonly output: string }
  | { readonly kind: 'not-started'; readonly code: string; readonly message: string };

const OUTPUT_KEPT = 2000;
/** Between asking to end and ending. */
const GRACE_MS = 2000;
/** For last words: what the program left behind may hold its output open for ever. */
const LAST_WORDS_MS = 200;

export function runCommand({ argv, input, timeoutMs, signal, env }: CommandRun): Promise<CommandEnd> {
  const [program = '', ...args] = argv;
  return new Promise((done) => {
    // A group of its own, so that it can be ended with all its children.
    const child = spawn(program, args, { env: smallEnvironment(env), cwd: '/', detached: true });
    const output = lastOf(child);
    const timers: NodeJS.Timeout[] = [];
    let isCutOff = false;
    const cutOff = (): void => {
      isCutOff = true;
      endGroup(child, 'SIGTERM');
      timers.push(setTimeout(() => endGroup(child, 'SIGKILL'), GRACE_MS));
    };
    const finish = (end: CommandEnd): void => {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', cutOff);
      child.stdout.destroy();
      child.stderr.destroy();
      done(end);
    };
    timers.push(setTimeout(cutOff, timeoutMs));
    signal.addEventListener('abort', cutOff, { once: true });
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined)
        finish({ kind: 'not-started', code: error.code ?? '', message: error.message });
    });
    child.on('exit', (code, killedBy) => {
      const end = (): void => finish(endOf(code, killedBy, isCutOff, output()));
      timers.push(setTimeout(end, LAST_WORDS_MS));
      child.once('close', end);
    });
    // A program that needs no input may end before it has read any.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

function endOf(code: number | null, killedBy: string | null, isCutOff: boolean, output: string): CommandEnd {
  if (isCutOff) return { kind: 'cut-off', output };
  if (code !== null) return { kind: 'exited', code, output };
  return { kind: 'killed', signal: killedBy ?? 'an unknown signal', output };
}

/** The end of what it wrote to both; read on beyond that, so that it never waits for a reader. */
function lastOf(child: ChildProcessWithoutNullStreams): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => {
      text = (text + data.toString('utf8')).slice(-OUTPUT_KEPT);
    });
  return () => text.trim();
}

function endGroup({ pid }: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // The group is gone already.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const USUAL_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Nothing else of the service's own environment: its secrets may stand there. */
function smallEnvironment({ PATH = USUAL_PATH, TZ }: NodeJS.ProcessEnv): Record<string, string> {
  return { PATH, LANG: 'C.UTF-8', ...(TZ === undefined ? {} : { TZ }) };
}
