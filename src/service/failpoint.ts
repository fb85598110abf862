/**
 * For tests of crashes: `OOMSCOPE_FAILPOINT=after-commit:3` kills the process, without a word, at the third passing of that point;
 * `before-send@team` only counts those of one sink.
 */

/** Every step between two states on disk or at the other side of a sink. */
export const FAILPOINTS = [
  // Readings with their messages and the source's position.
  'before-commit',
  'after-commit',
  // What is due by the clock: first messages, replies, digests, summaries.
  'before-order',
  'after-order',
  // One message: taken from the outbox, handed to the other side, recorded as sent.
  'before-send',
  'after-send-before-record',
  'after-record',
] as const;
export type FailpointName = (typeof FAILPOINTS)[number];
export type Failpoint = (name: FailpointName, sink?: string) => void;

export function createFailpoint(env: NodeJS.ProcessEnv): Failpoint {
  const [name, times] = (env.OOMSCOPE_FAILPOINT ?? '').split(':');
  let left = Number(times ?? 1);
  if (name === undefined || name === '') return () => {};
  return (passed, sink) => {
    if (name !== passed && name !== `${passed}@${sink}`) return;
    if (--left <= 0) process.kill(process.pid, 'SIGKILL');
  };
}
