/** A service with one sink of every kind, each with its stand-in on the other side. Its folder goes with the test. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../src/store/store.js';
import { type Account, accountOf } from './accounting.js';
import { type MailServer, startMailServer } from './mail-server.js';
import { readLines, slackConfig } from './service.js';
import { type SlackServer, startSlackServer } from './slack-server.js';
import { testFolder } from './test-folder.js';
import { startWebhookServer, WEBHOOK_SECRET, type WebhookServer } from './webhook-server.js';

export const SINKS = ['bot', 'incoming', 'mail', 'hook', 'file'] as const;

export interface AllSinks {
  readonly directory: string;
  readonly log: string;
  readonly bot: SlackServer;
  readonly incoming: SlackServer;
  readonly mail: MailServer;
  readonly hook: WebhookServer;
  events(): readonly Readonly<Record<string, unknown>>[];
  /** For `startService`. */
  config(more?: object): object;
  account(sink: string): Promise<Account>;
  /** Nothing waits to be sent. */
  isIdle(): Promise<boolean>;
  close(): Promise<void>;
}

export async function startAllSinks(onFinished?: Parameters<typeof testFolder>[1]): Promise<AllSinks> {
  const directory = testFolder('all', onFinished);
  const [bot, incoming, mail, hook] = await Promise.all([
    startSlackServer(),
    startSlackServer(),
    startMailServer(),
    startWebhookServer(),
  ]);
  const secret = (name: string, value: string): object => {
    const file = join(directory, name);
    writeFileSync(file, `${value}\n`, { mode: 0o600 });
    return { file };
  };
  const log = join(directory, 'kern.log');
  const path = join(directory, 'events.ndjson');
  writeFileSync(log, '');
  const smtp = { host: '127.0.0.1', port: mail.port, tls: 'none' };
  const sinks = {
    bot: slackConfig(bot, directory),
    incoming: { type: 'slack-webhook', url: secret('incoming-url', incoming.webhookUrl) },
    mail: { type: 'email', from: 'oomscope@example.org', to: ['oncall@example.org'], smtp },
    hook: { type: 'webhook', url: hook.url, secret: secret('hook-secret', WEBHOOK_SECRET) },
    file: { type: 'ndjson', path },
  };
  const inStore = async <T>(look: (store: Awaited<ReturnType<typeof openStore>>) => T): Promise<T> => {
    const store = await openStore(join(directory, 'state/oomscope.db'), { readOnly: true });
    try {
      return look(store);
    } finally {
      store.close();
    }
  };
  return {
    ...{ directory, log, bot, incoming, mail, hook },
    events: () => readLines(path),
    config: (more = {}) => ({ sources: [{ file: log }], sinks, grouping: { wait: '0s' }, ...more }),
    account: (sink) => inStore((store) => accountOf(store, sink)),
    isIdle: () =>
      inStore((store) => store.outbox.counts().every(({ state }) => state === 'sent' || state === 'dead')),
    async close() {
      await Promise.all([bot.close(), incoming.close(), mail.close(), hook.close()]);
    },
  };
}
