/**
 * Says when the kernel's log has grown, within a millisecond. Node can only read a device or wait for a socket, and a thread of its
 * own that is blocked in a read could not be ended; so `cat` is blocked in its place, and what comes out of it is only a sign
 * to look. Where there is no `cat`, or it has just ended, looking every now and then has to do.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { pause } from './pause.js';

export interface Bell {
  /** Until the log may have grown since the last wait, or the signal aborts. It may ring in vain. */
  wait(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Without the program. */
const LOOK_MS = 200;
/** Should ever a ring be missed. */
const LOOK_LISTENING_MS = 2000;
/** It ends where the ring was overwritten before it was read, which is no fault. */
const RESTART_MS = 1000;
/** One that never prints anything is not allowed to, or not there. */
const LAST_RESTART_MS = 60_000;

/** `command` prints what is added to the log, and needs the right to read it. */
export function createKmsgBell(command: readonly [string, ...string[]] = ['cat', '/dev/kmsg']): Bell {
  let child: ChildProcess | null = null;
  let startedMs = Number.NEGATIVE_INFINITY;
  let restartMs = RESTART_MS;
  let hasRung = false;
  let wake: () => void = () => {};
  const ring = (): void => {
    hasRung = true;
    wake();
  };
  const listen = (): void => {
    if (child !== null || performance.now() - startedMs < restartMs) return;
    startedMs = performance.now();
    let hasPrinted = false;
    const onData = (): void => {
      hasPrinted = true;
      ring();
    };
    child = startReader(command, onData, () => {
      child = null;
      restartMs = hasPrinted ? RESTART_MS : Math.min(LAST_RESTART_MS, restartMs * 2);
      // What came meanwhile was not rung for.
      ring();
    });
  };
  return {
    async wait(signal) {
      listen();
      if (!hasRung)
        await pause(child === null ? LOOK_MS : LOOK_LISTENING_MS, signal, (done) => {
          wake = done;
        });
      wake = () => {};
      hasRung = false;
    },
    close: () => void child?.kill('SIGKILL'),
  };
}

/** It keeps nothing alive: should this process be killed, the next record ends the other. */
function startReader(
  [program, ...args]: readonly [string, ...string[]],
  onData: () => void,
  onEnd: () => void,
): ChildProcess {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH },
  });
  let hasEnded = false;
  const end = (): void => {
    if (!hasEnded) onEnd();
    hasEnded = true;
  };
  child.stdout.on('data', onData);
  // No such program: it never ends, since it never began.
  child.once('error', end);
  child.once('close', end);
  return child;
}
