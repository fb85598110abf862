/** OpenTelemetry: every event as a log record over OTLP/HTTP in JSON, for a collector or a store that takes it. */
import { visibleText } from '../../base/text.js';
import { checkHttp } from '../check-http.js';
import { type Answer, post, verdictOfFailure, verdictOfStatus } from '../http-post.js';
import { withoutSecrets } from '../redact.js';
import { type DeliveryResult, delivered, rejected, retryLater, type Sink, UNLIMITED } from '../sink.js';
import { exportRequest } from './log-record.js';

export interface OtlpSinkOptions {
  readonly name: string;
  /** The whole address, `/v1/logs` included. */
  readonly url: URL;
  /** All of them secret. */
  readonly headers: Readonly<Record<string, string>>;
  readonly host: string;
  readonly allowsLinkLocal?: boolean;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;

export function createOtlpSink(options: OtlpSinkOptions): Sink {
  const { url, timeoutMs = TIMEOUT_MS, allowsLinkLocal = false } = options;
  const headers = { 'user-agent': 'oomscope', ...options.headers };
  return {
    name: options.name,
    type: 'otlp',
    audience: 'machine',
    pace: UNLIMITED,
    async send(letter, signal) {
      if (letter.event === null) return delivered();
      const body = exportRequest(letter, letter.event, options.host);
      try {
        const answer = await post({ url, body, headers, timeoutMs, allowsLinkLocal, signal });
        return withoutSecrets(verdictOf(answer), Object.values(options.headers));
      } catch (error) {
        return withoutSecrets(verdictOfFailure(error), Object.values(options.headers));
      }
    },
    check: (signal) => checkHttp({ url, headers, allowsLinkLocal, signal }),
    async close() {},
  };
}

/** The specification names the statuses after which the same request may be sent again; no others. */
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

function verdictOf(answer: Answer): DeliveryResult {
  const verdict = verdictOfStatus(answer);
  if (verdict?.kind === 'retryLater' && !PASSING.has(answer.status))
    return rejected(`${verdict.reason}, after which OTLP forbids another attempt${said(answer.text)}`);
  return verdict ?? partialSuccess(answer.text);
}

/** An answer may say of a request that was taken that its record was not, or has a warning. */
function partialSuccess(text: string): DeliveryResult {
  // Nothing left out: an empty message is `{}`, and some answer without a body.
  if (text.trim() === '') return delivered();
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return retryLater('the answer was no OTLP in JSON: is a proxy in the way, or the address wrong?', {
      isInDoubt: true,
    });
  }
  const partial = (
    answer as { partialSuccess?: { rejectedLogRecords?: unknown; errorMessage?: unknown } | null }
  )?.partialSuccess;
  const message = typeof partial?.errorMessage === 'string' ? partial.errorMessage : '';
  if (Number(partial?.rejectedLogRecords ?? 0) > 0) return rejected(`the record was refused${said(message)}`);
  return delivered(null, message === '' ? null : `the receiver says${said(message)}`);
}

function said(text: string): string {
  const shown = visibleText(text.replace(/\s+/g, ' ').trim()).slice(0, 200);
  return shown === '' ? '' : `: ${shown}`;
}
