/** Any HTTP service: every event as JSON of the contract, signed, with a key that stays the same at every attempt. */
import { createHmac } from 'node:crypto';
import { checkHttp } from '../check-http.js';
import { eventJson } from '../event-json.js';
import { post, verdictOfFailure, verdictOfStatus } from '../http-post.js';
import { delivered, type Sink, UNLIMITED } from '../sink.js';

export interface WebhookSinkOptions {
  readonly name: string;
  readonly url: URL;
  /** Key of the signature; null for none. */
  readonly secret: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly allowsLinkLocal?: boolean;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;

export function createWebhookSink(options: WebhookSinkOptions): Sink {
  return {
    name: options.name,
    type: 'webhook',
    audience: 'machine',
    pace: UNLIMITED,
    // Each has a key by which the other side can tell a repetition.
    atOnce: 50,
    async send(letter, signal) {
      const body = eventJson(letter);
      const timestamp = String(Math.floor(Date.now() / 1000));
      const headers = {
        'user-agent': 'oomscope',
        'idempotency-key': letter.key,
        'x-oomscope-event': letter.event?.event.id ?? '',
        'x-oomscope-timestamp': timestamp,
        ...(options.secret === null
          ? {}
          : { 'x-oomscope-signature': `v1=${signatureOf(options.secret, timestamp, body)}` }),
        ...options.headers,
      };
      try {
        const { url, timeoutMs = TIMEOUT_MS, allowsLinkLocal = false } = options;
        const answer = await post({ url, body, headers, timeoutMs, allowsLinkLocal, signal });
        return verdictOfStatus(answer) ?? delivered();
      } catch (error) {
        return verdictOfFailure(error);
      }
    },
    check: (signal) =>
      checkHttp({ url: options.url, allowsLinkLocal: options.allowsLinkLocal ?? false, signal }),
    async close() {},
  };
}

/** Hex HMAC-SHA-256 of `timestamp.body`: the receiver checks it, and that the timestamp is recent. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
}
