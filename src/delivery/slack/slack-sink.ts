/**
 * Slack through a bot token: first messages, replies in their threads, first messages brought up to date. A message whose
 * fate is unknown is looked up by its metadata before it is sent again.
 */
import { ErrorCode, type WebAPICallResult, WebClient } from '@slack/web-api';
import type { SlackMessage } from '../../render/slack.js';
import { explainFailure } from '../explain-failure.js';
import type { Letter } from '../notice.js';
import { redact } from '../redact.js';
import { type DeliveryResult, delivered, rejected, retryLater, type Sink } from '../sink.js';
import { shortMessage, slackMessage } from './messages.js';

export interface SlackSinkOptions {
  readonly name: string;
  readonly token: string;
  /** Id or name of the channel that the bot is in. */
  readonly channel: string;
  /** Another address than Slack's, for tests and proxies. */
  readonly apiUrl?: string;
  readonly timeoutMs?: number;
}

interface Receipt {
  readonly channel: string;
  readonly ts: string;
}

const TIMEOUT_MS = 10_000;
/** Slack allows about one message a second in a channel. */
const PACE = { burst: 4, gapMs: 1000 };

export function createSlackSink(options: SlackSinkOptions): Sink {
  const client = new WebClient(options.token, {
    timeout: options.timeoutMs ?? TIMEOUT_MS,
    // The outbox retries: the package's own retries would send twice without telling.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    maxRequestConcurrency: 1,
    logger: SILENT,
    // A redirect would carry the message elsewhere.
    fetch: (url, init) => fetch(url, { ...init, redirect: 'manual' }),
    ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
  });
  return {
    name: options.name,
    type: 'slack',
    audience: 'thread',
    pace: PACE,
    async send(letter) {
      const message = slackMessage(letter);
      if (message === null) return delivered();
      try {
        return await post(client, options, letter, message);
      } catch (error) {
        return resultOf(error, options.token);
      }
    },
    async check() {
      try {
        await client.apiCall('auth.test');
        return delivered(null, 'Slack accepts the token; only notify --test shows whether it may post');
      } catch (error) {
        return resultOf(error, options.token);
      }
    },
    async close() {},
  };
}

async function post(
  client: WebClient,
  options: SlackSinkOptions,
  letter: Letter,
  message: SlackMessage,
): Promise<DeliveryResult> {
  const root = letter.thread?.receipt == null ? null : (JSON.parse(letter.thread.receipt) as Receipt);
  if (letter.isInDoubt && letter.body.kind !== 'update') {
    const found = await lookUp(client, root?.channel ?? options.channel, root, letter);
    if (found !== null) return delivered(receiptText(found));
  }
  try {
    return await call(client, options, letter, message, root);
  } catch (error) {
    if (!BLOCK_ERRORS.has(platformError(error) ?? '')) throw error;
    return await call(client, options, letter, shortMessage(message), root);
  }
}

async function call(
  client: WebClient,
  options: SlackSinkOptions,
  letter: Letter,
  message: SlackMessage,
  root: Receipt | null,
): Promise<DeliveryResult> {
  const metadata = {
    event_type: 'oom_incident',
    event_payload: { event_id: letter.event?.event.id ?? '', key: letter.key },
  };
  if (letter.body.kind === 'update') {
    // Without a first message there is nothing to bring up to date.
    if (root === null) return delivered();
    await client.apiCall('chat.update', { ...message, metadata, channel: root.channel, ts: root.ts });
    return delivered();
  }
  const isReply = root !== null && letter.body.kind !== 'incident';
  const place = isReply ? { channel: root.channel, thread_ts: root.ts } : { channel: options.channel };
  const isEscalation = letter.body.kind === 'repeat' && letter.body.why === 'escalation';
  const posted = await client.apiCall('chat.postMessage', {
    ...message,
    metadata,
    ...place,
    ...(isReply && isEscalation ? { reply_broadcast: true } : {}),
  });
  const receipt = receiptOf(posted);
  return receipt === null
    ? retryLater(`Slack answered without a message: ${describe(posted)}`, { isInDoubt: true })
    : delivered(receiptText(receipt));
}

/** The message of an earlier attempt; null where it is not there or may not be looked for. */
async function lookUp(
  client: WebClient,
  channel: string,
  root: Receipt | null,
  letter: Letter,
): Promise<Receipt | null> {
  const oldest = String(letter.createdMs / 1000 - 60);
  const isReply = root !== null && letter.body.kind !== 'incident';
  const [method, where] = isReply
    ? ['conversations.replies', { ts: root.ts }]
    : ['conversations.history', {}];
  try {
    const found = await client.apiCall(method as string, {
      channel,
      ...(where as object),
      oldest,
      limit: 200,
      include_all_metadata: true,
    });
    const messages =
      (found as { messages?: readonly { ts?: string; metadata?: { event_payload?: { key?: string } } }[] })
        .messages ?? [];
    const ours = messages.find((one) => one.metadata?.event_payload?.key === letter.key);
    return ours?.ts === undefined ? null : { channel, ts: ours.ts };
  } catch (error) {
    // Without the right to read, or with a channel given by name, the message is sent again with a word about it.
    if (platformError(error) !== null) return null;
    throw error;
  }
}

function receiptOf(result: WebAPICallResult): Receipt | null {
  const { channel, ts } = result as { channel?: unknown; ts?: unknown };
  return typeof channel === 'string' && typeof ts === 'string' ? { channel, ts } : null;
}

function receiptText(receipt: Receipt): string {
  return JSON.stringify(receipt);
}

function describe(result: unknown): string {
  return JSON.stringify(result).slice(0, 200);
}

/** Slack dislikes the blocks, not the message. */
const BLOCK_ERRORS = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
]);
/** Slack's own trouble. Every other error of the platform will be the same next time. */
const PASSING = new Set([
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_access_not_granted',
]);

function platformError(error: unknown): string | null {
  const { code, data } = error as { code?: unknown; data?: { error?: unknown } };
  return code === ErrorCode.PlatformError && typeof data?.error === 'string' ? data.error : null;
}

function resultOf(error: unknown, token: string): DeliveryResult {
  const { code } = error as { code?: unknown };
  const platform = platformError(error);
  if (platform !== null) {
    // A proxy's page arrives here as an "error" of the platform.
    if (!/^[a-z0-9_]+$/.test(platform))
      return retryLater('the answer was no answer of Slack: is a proxy in the way?', { isInDoubt: true });
    return PASSING.has(platform)
      ? retryLater(`Slack says ${platform}`)
      : rejected(`Slack says ${platform}${HINTS[platform] ?? ''}`);
  }
  if (code === ErrorCode.RateLimitedError) {
    const seconds = (error as { retryAfter?: unknown }).retryAfter;
    return retryLater('Slack limits the rate', {
      afterMs: typeof seconds === 'number' ? seconds * 1000 : null,
    });
  }
  if (code === ErrorCode.HTTPError) {
    const status = Number((error as { statusCode?: unknown }).statusCode);
    return status < 500 && status !== 408 && status !== 429
      ? rejected(`Slack answered HTTP ${status}; check apiUrl, and what stands between`)
      : retryLater(`Slack answered HTTP ${status}`, { isInDoubt: status >= 500 });
  }
  const { reason, isNeverSent } = explainFailure(error);
  return retryLater(redact(reason, [token]).slice(0, 300), { isInDoubt: !isNeverSent });
}

const HINTS: Readonly<Record<string, string>> = {
  not_in_channel: ': invite the bot to the channel (/invite)',
  channel_not_found: ': check the channel id, and invite the bot to a private channel',
  invalid_auth: ': the token is wrong',
  not_authed: ': the token is empty',
  token_revoked: ': the token was revoked; install the app again',
  missing_scope: ': the app needs the scope chat:write',
  is_archived: ': the channel is archived',
};

/** What it has to say comes as results; its own lines would hold unredacted requests. */
const SILENT = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => 'error' as never,
  setName() {},
};
