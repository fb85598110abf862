/** The other side of every sink, failing now and then in every way that it can. */
import { type MailServer, type MailServerOptions, startMailServer } from '../kit/mail-server.js';
import { type Fault, type SlackServer, startSlackServer } from '../kit/slack-server.js';
import { startWebhookServer, type WebhookFault, type WebhookServer } from '../kit/webhook-server.js';

export interface Peers {
  readonly slack: SlackServer;
  readonly mail: MailServer;
  readonly webhook: WebhookServer;
  /** Something goes wrong with one of them. Says what. */
  fail(): string;
  /** Nothing goes wrong any more. */
  calm(): void;
  close(): Promise<void>;
}

const SLACK: readonly Fault[] = [
  'drop-before',
  'drop-after',
  'hang',
  'html',
  { status: 500 },
  { status: 429, headers: { 'retry-after': '3' } },
  { status: 429 },
  { error: 'internal_error' },
];
const WEBHOOK: readonly WebhookFault[] = [
  'drop-before',
  'drop-after',
  'hang',
  { status: 500 },
  { status: 503, headers: { 'retry-after': '2' } },
  { status: 429 },
];
const MAIL: readonly MailServerOptions[] = [
  { refuseDataWith: 451 },
  { refuseRecipientsWith: 450 },
  { dropAfterData: true },
];

export async function startPeers(): Promise<Peers> {
  const mailTrouble: MailServerOptions = {};
  const [slack, mail, webhook] = await Promise.all([
    startSlackServer(),
    startMailServer(mailTrouble),
    startWebhookServer(),
  ]);
  slack.rate = 1;
  let failures = 0;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(failures / 3) % list.length] as T;
  const clearMail = (): void => {
    for (const name of Object.keys(mailTrouble)) delete (mailTrouble as Record<string, unknown>)[name];
  };
  return {
    ...{ slack, mail, webhook },
    fail() {
      clearMail();
      const turn = failures++ % 3;
      const [name, fault] =
        (
          [
            ['slack', pick(SLACK)],
            ['webhook', pick(WEBHOOK)],
            ['mail', pick(MAIL)],
          ] as const
        )[turn] ?? [];
      if (turn === 0) slack.faults.push(fault as Fault);
      else if (turn === 1) webhook.faults.push(fault as WebhookFault);
      else Object.assign(mailTrouble, fault);
      return `${name} ${JSON.stringify(fault)}`;
    },
    calm() {
      slack.faults.length = 0;
      webhook.faults.length = 0;
      clearMail();
    },
    async close() {
      await Promise.all([slack.close(), mail.close(), webhook.close()]);
    },
  };
}
