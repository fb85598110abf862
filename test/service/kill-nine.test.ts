/**
 * The service is killed at every step between two states, for every kind of sink, and started again: what happened is stored and
 * told to each sink, once, or with a word where it had to be repeated.
 */
import { appendFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FAILPOINTS } from '../../src/service/failpoint.js';
import { totalOf } from '../kit/accounting.js';
import { SINKS, startAllSinks } from '../kit/all-sinks.js';
import { useBuilt } from '../kit/built.js';
import { killLines } from '../kit/kill-lines.js';
import { startService } from '../kit/service.js';

const built = useBuilt();

const PLACES = ['/system.slice/a.service', '/system.slice/b.service'];
const REPEATED = 'may be a repetition';

/**
 * Steps of sending are tried with each sink; the second passing of the others finds a store that is in use. The ordinary run has
 * each step once, and the worst of them, between sending and remembering it, for each sink; `npm run faults` has all.
 */
const isLong = process.env.OOMSCOPE_LONG_RUN !== undefined;
const crashes = FAILPOINTS.flatMap((point) => {
  if (point.endsWith('-order') || point.endsWith('-commit'))
    return isLong ? [`${point}:1`, `${point}:2`] : [`${point}:1`];
  const sinks = isLong || point === 'after-send-before-record' ? SINKS : SINKS.slice(0, 1);
  return sinks.map((sink) => `${point}@${sink}:1`);
});

describe.concurrent('kill -9', { timeout: 240_000 }, () => {
  it.for(crashes)('at %s', async (point, { onTestFinished }) => {
    const all = await startAllSinks(onTestFinished);
    const first = await startService(built(), all.directory, all.config(), { OOMSCOPE_FAILPOINT: point });
    let second: typeof first | null = null;
    try {
      for (const [index, cgroup] of PLACES.entries()) {
        appendFileSync(all.log, killLines({ pid: 100 + index, cgroup }));
        // Two transactions and two orders, not one.
        const isTold = () => first.process.signalCode !== null || all.bot.posted.length > index;
        if (index === 0) await first.until(isTold, 'the first message, or the crash');
      }
      await first.until(() => first.process.signalCode === 'SIGKILL', `the crash at ${point}`);
      second = await startService(built(), all.directory, all.config());
      await second.until(
        async () =>
          all.events().length >= 2 && (await all.account('bot')).waiting === 0 && (await all.isIdle()),
        'everything told',
      );
      expect(await second.stop()).toBe(0);

      for (const sink of SINKS) {
        const account = await all.account(sink);
        expect(account).toMatchObject({ stored: 2, dead: 0, waiting: 0 });
        expect(totalOf(account)).toBe(2);
      }
      const again = point.startsWith('after-send-before-record@') ? point.split(/[@:]/)[1] : null;
      const roots = all.bot.posted.filter(({ threadTs }) => threadTs === null);
      // Slack by bot is looked up, a file is read, a webhook has its key: nothing is there twice.
      expect(roots).toHaveLength(2);
      expect(all.events()).toHaveLength(2);
      expect([...all.hook.received.keys()]).toHaveLength(2);
      // The other sinks are busy too when the service is killed: each may have had one message in the air.
      const expected = (sink: string) => (again === sink ? [1] : [0, 1]);
      expect(expected('hook')).toContain(all.hook.repeats);
      const marked = all.incoming.posted.filter(({ blocks }) => JSON.stringify(blocks).includes(REPEATED));
      expect(expected('incoming')).toContain(marked.length);
      // What is there twice says so; what says so may have come once.
      expect(all.incoming.posted.length - 2).toBeLessThanOrEqual(marked.length);
      if (again === 'incoming') expect(all.incoming.posted).toHaveLength(3);
      const mails = await all.mail.parsed();
      expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(2);
      const markedMails = mails.filter(({ text }) => text?.includes(REPEATED));
      expect(expected('mail')).toContain(markedMails.length);
      expect(mails.length - 2).toBeLessThanOrEqual(markedMails.length);
      if (again === 'mail') expect(mails).toHaveLength(3);
      expect([...all.bot.complaints, ...all.incoming.complaints, ...all.hook.complaints]).toEqual([]);
    } finally {
      await first.stop('SIGKILL');
      await second?.stop('SIGKILL');
      await all.close();
    }
  });
});
