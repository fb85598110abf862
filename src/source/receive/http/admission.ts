/** Who may send over HTTP, how often, and how much at the same time. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Intake } from '../received-lines.js';
import { createTokenBuckets } from '../token-buckets.js';
import { type Answer, refusal } from './answer.js';

export interface Admission {
  /** Null where the request was let in: once it is answered, `leave` has to be called for its sender. */
  enter(sender: string, authorization: string | undefined): Answer | null;
  leave(sender: string): void;
}

export interface AdmissionOptions {
  /** Null: whoever reaches the port may send. */
  readonly token: string | null;
  /** Requests a second of one sender. */
  readonly rate: number;
}

/** Requests whose bodies are held at the same time; half of them of one sender, so that a slow one does not keep others out. */
const MOST_REQUESTS = 32;
const MOST_OF_SENDER = MOST_REQUESTS / 2;
/** Of one sender; guessing costs more than a connection each then. */
const WRONG_TOKENS = { perSecond: 0.2, burst: 10 };

export function createAdmission({ token, rate }: AdmissionOptions, intake: Intake): Admission {
  const rates = createTokenBuckets({ perSecond: rate, burst: rate * 2 });
  const wrongTokens = createTokenBuckets(WRONG_TOKENS);
  const open = new Map<string, number>();
  let all = 0;
  return {
    enter(sender, authorization) {
      if (token !== null && !isAllowed(authorization, token)) {
        intake.lose(1, 'unauthorized', `requests of ${sender} had no token, or a wrong one`);
        const waitMs = wrongTokens.take(sender, performance.now());
        return waitMs === null ? unauthorized() : tooMany('wrong tokens', waitMs, { Connection: 'close' });
      }
      const waitMs = rates.take(sender, performance.now());
      if (waitMs !== null) {
        intake.lose(1, 'rate_limited', `requests of ${sender} came more often than ${rate} a second`);
        return tooMany(`requests; ${rate} a second of one sender are taken`, waitMs);
      }
      const own = open.get(sender) ?? 0;
      if (all >= MOST_REQUESTS || own >= MOST_OF_SENDER) {
        intake.lose(1, 'rate_limited', `requests of ${sender} came while too many were being read`);
        return tooMany('requests at a time; send fewer, larger ones', 1000);
      }
      all++;
      open.set(sender, own + 1);
      return null;
    },
    leave(sender) {
      const left = (open.get(sender) ?? 1) - 1;
      all--;
      if (left > 0) open.set(sender, left);
      else open.delete(sender);
    },
  };
}

function unauthorized(): Answer {
  return refusal(401, 'expected the header Authorization: Bearer TOKEN', { 'WWW-Authenticate': 'Bearer' });
}

function tooMany(what: string, waitMs: number, headers: Readonly<Record<string, string>> = {}): Answer {
  const seconds = String(Math.max(1, Math.ceil(waitMs / 1000)));
  return refusal(429, `too many ${what}`, { 'Retry-After': seconds, ...headers });
}

/** Compared by their hashes: how long it takes tells nothing of the token. */
function isAllowed(header: string | undefined, token: string): boolean {
  const given = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? '';
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(token));
}
