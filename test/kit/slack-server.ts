/**
 * A stand-in for Slack's Web API and incoming webhooks: checks tokens, channels, threads and every limit of a message, keeps a
 * rate per channel, remembers what was posted, and can misbehave in the ways networks and Slack do.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { slackComplaints } from './slack-validator.js';

/** What happens to the next request. `drop-after`: the message is accepted and the connection cut before the answer. */
export type Fault =
  | 'drop-before'
  | 'drop-after'
  | 'hang'
  | 'html'
  | { readonly status: number; readonly headers?: Record<string, string> }
  | { readonly error: string };

export interface Posted {
  readonly ts: string;
  readonly channel: string;
  readonly threadTs: string | null;
  text: string;
  blocks: readonly unknown[];
  readonly metadata: { event_payload?: { key?: string; event_id?: string } } | null;
  readonly isBroadcast: boolean;
  updates: number;
  readonly atMs: number;
}

export interface SlackServer {
  readonly apiUrl: string;
  readonly webhookUrl: string;
  readonly posted: Posted[];
  /** Every call, as `method`. */
  readonly calls: string[];
  /** Complaints about calls, which Slack answers with an error. */
  readonly complaints: string[];
  /** Used up one by one by the calls that write. */
  readonly faults: Fault[];
  /** Messages a second and channel, with a short burst; null for no limit. */
  rate: number | null;
  /** Whether the app may read the channel. */
  canRead: boolean;
  until(count: number, what?: string): Promise<void>;
  close(): Promise<void>;
}

export const TOKEN = 'xoxb-1-secret';
export const CHANNEL = 'C0OOM';

export async function startSlackServer(): Promise<SlackServer> {
  const state: State = {
    posted: [],
    calls: [],
    complaints: [],
    faults: [],
    rate: null,
    canRead: true,
    lastTs: 0,
    sentAt: [],
  };
  const server = createServer((request, response) => {
    answer(state, request, response).catch((error) => {
      state.complaints.push(String(error));
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(state, {
    apiUrl: `${base}/api/`,
    webhookUrl: `${base}/services/T0/B0/secretpart`,
    until: (count: number, what = `${count} messages`) => until(state, count, what),
    close: () => close(server),
  });
}

interface State {
  readonly posted: Posted[];
  readonly calls: string[];
  readonly complaints: string[];
  readonly faults: Fault[];
  rate: number | null;
  canRead: boolean;
  lastTs: number;
  sentAt: number[];
}

async function until(state: State, count: number, what: string): Promise<void> {
  const end = Date.now() + 20_000;
  while (state.posted.length < count) {
    if (Date.now() > end)
      throw new Error(`Slack never got ${what}, only ${state.posted.length}; calls ${state.calls.join(' ')}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += (chunk as Buffer).toString('utf8');
  const path = request.url ?? '';
  const isWebhook = path.startsWith('/services/');
  const method = isWebhook ? 'webhook' : path.replace('/api/', '');
  state.calls.push(method);
  const writes = isWebhook || method.startsWith('chat.');
  const fault = writes ? state.faults.shift() : undefined;
  if (fault === 'drop-before') {
    response.destroy();
    return;
  }
  if (fault === 'hang') return;
  if (fault === 'html') {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Proxy login</body></html>');
    return;
  }
  if (typeof fault === 'object' && 'status' in fault) {
    response.writeHead(fault.status, fault.headers ?? {}).end('trouble');
    return;
  }
  const limited = writes && isLimited(state);
  const result =
    typeof fault === 'object'
      ? { ok: false, error: fault.error }
      : limited
        ? LIMITED
        : isWebhook
          ? webhook(state, body)
          : call(state, method, request, new URLSearchParams(body));
  if (fault === 'drop-after') {
    response.destroy();
    return;
  }
  if (result === LIMITED) response.writeHead(429, { 'retry-after': '1' }).end(JSON.stringify(LIMITED));
  else if (typeof result === 'string') response.writeHead(result === 'ok' ? 200 : 400).end(result);
  else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
}

const LIMITED = { ok: false, error: 'ratelimited' };
const BURST = 4;

function isLimited(state: State): boolean {
  if (state.rate === null) return false;
  const now = Date.now();
  state.sentAt = state.sentAt.filter((at) => now - at < (BURST * 1000) / (state.rate ?? 1));
  if (state.sentAt.length >= BURST) return true;
  state.sentAt.push(now);
  return false;
}

function webhook(state: State, body: string): string {
  const message = JSON.parse(body) as Record<string, unknown>;
  const complaints = slackComplaints(message);
  state.complaints.push(...complaints);
  if (complaints.length > 0) return 'invalid_blocks';
  add(state, CHANNEL, null, message, false, null);
  return 'ok';
}

type Result = Record<string, unknown>;

function call(state: State, method: string, request: IncomingMessage, form: URLSearchParams): Result {
  const refuse = (error: string): Result => {
    state.complaints.push(`${method}: ${error}`);
    return { ok: false, error };
  };
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return refuse('invalid_auth');
  if (method === 'auth.test') return { ok: true, user: 'oomscope' };
  if (form.get('channel') !== CHANNEL) return refuse('channel_not_found');
  switch (method) {
    case 'chat.postMessage':
      return postMessage(state, form, refuse);
    case 'chat.update':
      return update(state, form, refuse);
    case 'conversations.history':
    case 'conversations.replies':
      return state.canRead ? read(state, method, form) : { ok: false, error: 'missing_scope' };
    default:
      return refuse('unknown_method');
  }
}

function postMessage(state: State, form: URLSearchParams, refuse: (error: string) => Result): Result {
  const threadTs = form.get('thread_ts');
  if (threadTs !== null && !state.posted.some(({ ts }) => ts === threadTs)) return refuse('thread_not_found');
  const message = messageOf(form);
  const complaints = slackComplaints(message);
  if (complaints.length > 0) {
    state.complaints.push(...complaints);
    return refuse(
      complaints.some((one) => one.includes('characters')) ? 'msg_blocks_too_long' : 'invalid_blocks',
    );
  }
  const metadata = JSON.parse(form.get('metadata') ?? 'null') as Posted['metadata'];
  const { ts } = add(state, CHANNEL, threadTs, message, form.get('reply_broadcast') === 'true', metadata);
  return { ok: true, channel: CHANNEL, ts };
}

function update(state: State, form: URLSearchParams, refuse: (error: string) => Result): Result {
  const known = state.posted.find(({ ts }) => ts === form.get('ts'));
  if (known === undefined) return refuse('message_not_found');
  const message = messageOf(form);
  const complaints = slackComplaints(message);
  state.complaints.push(...complaints);
  if (complaints.length > 0) return refuse('invalid_blocks');
  Object.assign(known, { text: message.text, blocks: message.blocks, updates: known.updates + 1 });
  return { ok: true, channel: CHANNEL, ts: known.ts };
}

function read(state: State, method: string, form: URLSearchParams): Result {
  const oldest = Number(form.get('oldest') ?? 0);
  const thread = method === 'conversations.replies' ? form.get('ts') : null;
  const messages = state.posted
    .filter(
      (one) =>
        Number(one.ts) >= oldest &&
        (thread === null ? one.threadTs === null : one.threadTs === thread || one.ts === thread),
    )
    .map(({ ts, text, metadata }) => ({
      ts,
      text,
      ...(form.get('include_all_metadata') === 'true' ? { metadata } : {}),
    }));
  return { ok: true, messages };
}

function messageOf(form: URLSearchParams): { text: string; blocks: readonly unknown[] } {
  return { text: form.get('text') ?? '', blocks: JSON.parse(form.get('blocks') ?? '[]') as unknown[] };
}

function add(
  state: State,
  channel: string,
  threadTs: string | null,
  message: Record<string, unknown>,
  isBroadcast: boolean,
  metadata: Posted['metadata'],
): Posted {
  state.lastTs = Math.max(state.lastTs + 0.000001, Date.now() / 1000);
  const posted: Posted = {
    ts: state.lastTs.toFixed(6),
    ...{ channel, threadTs, isBroadcast, metadata, updates: 0, atMs: Date.now() },
    text: String(message.text),
    blocks: message.blocks as unknown[],
  };
  state.posted.push(posted);
  return posted;
}
