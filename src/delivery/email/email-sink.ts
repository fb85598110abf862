/** E-mail over SMTP: threaded by message ids that stay the same at every attempt, so that mail servers can drop repeats. */
import nodemailer from 'nodemailer';
import { explainFailure } from '../explain-failure.js';
import type { Letter } from '../notice.js';
import { redact } from '../redact.js';
import { type DeliveryResult, delivered, rejected, retryLater, type Sink, UNLIMITED } from '../sink.js';
import { chartPicture } from './chart-picture.js';
import { drawingFor, type MailParts, mailFor } from './mail-for.js';

export interface EmailSinkOptions {
  readonly name: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly host: string;
  readonly port: number;
  /** `implicit`: TLS from the first byte (465); `starttls`: required before anything else; `none`: for a relay on this machine. */
  readonly tls: 'starttls' | 'implicit' | 'none';
  /** A certificate authority of one's own, as PEM. */
  readonly ca?: string;
  readonly user: string | null;
  readonly password: string | null;
  /** For the ids of messages. */
  readonly domain: string;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 20_000;

export function createEmailSink(options: EmailSinkOptions): Sink {
  const transport = nodemailer.createTransport(transportOptions(options));
  /** Recipients that were put off while others got the mail, by the letter's key. */
  const putOff = new Map<string, readonly string[]>();
  return {
    name: options.name,
    type: 'email',
    audience: 'mail',
    pace: UNLIMITED,
    async send(given) {
      const to = putOff.get(given.key) ?? options.to;
      // Who was put off for certain has not got it.
      const letter = putOff.has(given.key) ? { ...given, isInDoubt: false } : given;
      const mail = mailFor(letter, options.domain, await pictureFor(letter));
      if (mail === null) return delivered();
      const post = async (parts: Partial<MailParts>): Promise<DeliveryResult> => {
        const sent = await transport.sendMail(messageOf(parts, options.from, to));
        const later = (sent.rejectedErrors ?? [])
          .filter(isForLater)
          .flatMap(({ recipient }) => recipient ?? []);
        if (later.length > 0) putOff.set(given.key, later);
        else putOff.delete(given.key);
        return resultOf(sent, later);
      };
      try {
        return await post(mail);
      } catch (error) {
        if (!isTooLarge(error)) return failureOf(error, options);
      }
      try {
        const { html: _, ...shorter } = mailFor({ ...letter, log: null }, options.domain, null) ?? mail;
        return await post(shorter);
      } catch (error) {
        return failureOf(error, options);
      }
    },
    async check() {
      try {
        await transport.verify();
        return delivered(
          null,
          `${options.host} takes the connection${options.user === null ? '' : ' and the password'}`,
        );
      } catch (error) {
        return failureOf(error, options);
      }
    },
    async close() {
      transport.close();
    },
  };
}

function isForLater({ responseCode }: { readonly responseCode?: number | undefined }): boolean {
  return responseCode !== undefined && responseCode < 500;
}

async function pictureFor(letter: Letter): Promise<Uint8Array | null> {
  const drawing = drawingFor(letter);
  return drawing === null ? null : chartPicture(drawing);
}

function messageOf({ attachments, ...mail }: Partial<MailParts>, from: string, to: readonly string[]) {
  return {
    ...{ from, to: [...to], ...mail },
    ...(attachments === undefined ? {} : { attachments: [...attachments] }),
    ...{ disableFileAccess: true, disableUrlAccess: true },
  };
}

function transportOptions(options: EmailSinkOptions) {
  const timeout = options.timeoutMs ?? TIMEOUT_MS;
  return {
    host: options.host,
    port: options.port,
    secure: options.tls === 'implicit',
    requireTLS: options.tls === 'starttls',
    ignoreTLS: options.tls === 'none',
    ...(options.ca === undefined ? {} : { tls: { ca: options.ca } }),
    ...(options.user === null ? {} : { auth: { user: options.user, pass: options.password ?? '' } }),
    pool: true as const,
    maxConnections: 1,
    maxMessages: 100,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function resultOf(
  sent: { readonly rejected?: readonly unknown[]; readonly messageId?: string },
  later: readonly string[],
): DeliveryResult {
  // In doubt: after a crash it is no longer known who has it.
  if (later.length > 0) return retryLater(`put off for ${later.join(', ')}`, { isInDoubt: true });
  const refused = (sent.rejected ?? []).map(String);
  const warning = refused.length === 0 ? null : `refused for ${refused.join(', ')}`;
  return delivered(sent.messageId ?? null, warning);
}

function isTooLarge(error: unknown): boolean {
  const { responseCode } = error as { responseCode?: unknown };
  return responseCode === 552 || responseCode === 523;
}

/** SMTP's 4xx mean later, its 5xx never; without an answer the mail may be lost or sent. */
function failureOf(error: unknown, { password, host }: EmailSinkOptions): DeliveryResult {
  const { responseCode, code } = error as { responseCode?: unknown; code?: unknown };
  const message = error instanceof Error ? error.message : String(error);
  const explained = explainFailure(error);
  const reason = `${host}: ${redact(explained.reason, password === null ? [] : [password]).slice(0, 300)}`;
  if (typeof responseCode === 'number')
    return responseCode >= 500 && code !== 'ETLS' ? rejected(reason) : retryLater(reason);
  return retryLater(reason, { isInDoubt: !explained.isNeverSent && !isBeforeText(error, message) });
}

/** It failed while connecting, at the greeting, at TLS, at signing in, or at the addresses. */
function isBeforeText(error: unknown, message: string): boolean {
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
  return (
    ['EDNS', 'ETLS', 'EAUTH', 'EENVELOPE'].includes(String(code)) ||
    /^(?:Greeting|Connection timeout)/.test(message)
  );
}
