/** For tests of crashes: `OOMSCOPE_FAILPOINT=after-commit:3` kills the process, without a word, at the third passing of that point. */
export function createFailpoint(env: NodeJS.ProcessEnv): (name: string) => void {
  const [name, times] = (env.OOMSCOPE_FAILPOINT ?? '').split(':');
  let left = Number(times ?? 1);
  if (name === undefined || name === '') return () => {};
  return (passed) => {
    if (passed === name && --left <= 0) process.kill(process.pid, 'SIGKILL');
  };
}
