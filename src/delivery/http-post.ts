/**
 * One POST request without surprises: no redirects, bounded time and answer, no link-local targets (cloud metadata) unless
 * allowed. Says what the answer means for a delivery.
 */
import { lookup as resolve } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { explainFailure } from './explain-failure.js';
import { redact } from './redact.js';
import { type DeliveryResult, rejected, retryLater } from './sink.js';

export interface PostOptions {
  readonly url: URL;
  /** POST by default. */
  readonly method?: 'POST' | 'HEAD';
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly allowsLinkLocal: boolean;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Its beginning. */
  readonly text: string;
}

/** The request failed; `isInDoubt`: after it may have been received. */
export class PostFailure extends Error {
  readonly isInDoubt: boolean;
  constructor(message: string, isInDoubt: boolean) {
    super(message);
    this.isInDoubt = isInDoubt;
  }
}

const ANSWER_KEPT = 4096;

export function post(options: PostOptions): Promise<Answer> {
  const { url, body, signal } = options;
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((done, fail) => {
    if (isLinkLocal(url.hostname) && !options.allowsLinkLocal) {
      fail(new PostFailure(LINK_LOCAL, false));
      return;
    }
    let wasSent = false;
    const giveUp = (error: Error): void => {
      clearTimeout(timer);
      outgoing.destroy();
      fail(
        error instanceof PostFailure ? error : new PostFailure(redact(explainFailure(error).reason), wasSent),
      );
    };
    const headers = {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      ...options.headers,
    };
    const lookup = options.allowsLinkLocal ? undefined : guardedLookup;
    const outgoing = send(url, {
      method: options.method ?? 'POST',
      headers,
      signal,
      agent: false,
      ...(lookup === undefined ? {} : { lookup }),
    });
    const timer = setTimeout(
      () => giveUp(new PostFailure(`no answer within ${options.timeoutMs / 1000} s`, wasSent)),
      options.timeoutMs,
    );
    outgoing.on('socket', (socket) => {
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        wasSent = true;
      });
    });
    outgoing.on('error', giveUp);
    outgoing.on('response', (answer) => {
      readAnswer(answer).then((text) => {
        clearTimeout(timer);
        done({ status: answer.statusCode ?? 0, headers: answer.headers, text });
      }, giveUp);
    });
    outgoing.end(body);
  });
}

async function readAnswer(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer) {
    text += (chunk as Buffer).toString('utf8');
    if (text.length > ANSWER_KEPT) {
      answer.destroy();
      break;
    }
  }
  return text.slice(0, ANSWER_KEPT);
}

const LINK_LOCAL =
  'the target is a link-local address (169.254.0.0/16, fe80::/10), where clouds keep credentials; set allowLinkLocal if it is meant';
const blocked = new BlockList();
blocked.addSubnet('169.254.0.0', 16, 'ipv4');
blocked.addSubnet('fe80::', 10, 'ipv6');
blocked.addAddress('fd00:ec2::254', 'ipv6');

function isLinkLocal(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '').replace(/^::ffff:(?=\d+\.)/, '');
  const version = isIP(address);
  return version !== 0 && blocked.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/** Names may lead anywhere: what they resolve to is looked at, and is what is connected to. */
const guardedLookup: LookupFunction = (hostname, options, done) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) {
      done(error, [], 0);
      return;
    }
    const wrong = addresses.find(({ address }) => isLinkLocal(address));
    const [first] = addresses;
    if (wrong !== undefined) done(new PostFailure(LINK_LOCAL, false), [], 0);
    else if (options.all === true) done(null, addresses);
    else done(null, first?.address ?? '', first?.family ?? 4);
  });
};

/** What a status says, for services that mean by it what HTTP says; null for success. */
export function verdictOfStatus(answer: Answer): DeliveryResult | null {
  const { status } = answer;
  if (status >= 200 && status < 300) return null;
  const said = `it answered HTTP ${status}`;
  if (status >= 300 && status < 400)
    return rejected(`${said}: redirects are not followed; configure the final address`);
  if (status === 429 || status === 503)
    return retryLater(said, { afterMs: retryAfter(answer.headers['retry-after']) });
  if (status === 408 || status === 425 || status >= 500)
    return retryLater(said, { isInDoubt: status >= 500 });
  const text = redact(answer.text.replace(/\s+/g, ' ').trim().slice(0, 120));
  return rejected([`${said}${HINTS[status] ?? ''}`, ...(text === '' ? [] : [text])].join(': '));
}

const HINTS: Readonly<Record<number, string>> = {
  401: ' (check the token or password)',
  403: ' (check the token or password, and what it may do)',
  404: ' (check the path of the address)',
  405: ' (check the path of the address)',
};

export function verdictOfFailure(error: unknown): DeliveryResult {
  if (error instanceof PostFailure) return retryLater(error.message, { isInDoubt: error.isInDoubt });
  return retryLater(redact(error instanceof Error ? error.message : String(error)), { isInDoubt: true });
}

const LONGEST_RETRY_AFTER_MS = 3_600_000;

/** Seconds or a date. */
function retryAfter(header: string | undefined): number | null {
  if (header === undefined) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? null : Math.min(LONGEST_RETRY_AFTER_MS, Math.max(0, ms));
}
