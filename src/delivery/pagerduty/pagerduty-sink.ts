/** PagerDuty through its Events API v2: an alert at the beginning of an incident and when it gets worse, resolved at its end. */
import { visibleText } from '../../base/text.js';
import { checkHttp } from '../check-http.js';
import { type Answer, post, verdictOfFailure, verdictOfStatus } from '../http-post.js';
import { withoutSecrets } from '../redact.js';
import { type DeliveryResult, delivered, rejected, retryLater, type Sink } from '../sink.js';
import { type PagerdutyEvent, type PagerdutyOptions, pagerdutyEvents } from './pagerduty-event.js';

export interface PagerdutySinkOptions extends PagerdutyOptions {
  readonly name: string;
  readonly url: URL;
  readonly allowsLinkLocal?: boolean;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;
/** The sources disagree about how many a minute a key may send: this is well below all of them. */
const PACE = { burst: 10, gapMs: 1000 };

export function createPagerdutySink(options: PagerdutySinkOptions): Sink {
  return {
    name: options.name,
    type: 'pagerduty',
    audience: 'pager',
    pace: PACE,
    async send(letter, signal) {
      let result = delivered();
      for (const event of pagerdutyEvents(letter, options)) {
        result = withoutSecrets(await enqueue(event, options, signal), [options.routingKey]);
        if (result.kind !== 'delivered') break;
      }
      return result;
    },
    check: (signal) =>
      checkHttp({ url: options.url, allowsLinkLocal: options.allowsLinkLocal ?? false, signal }),
    async close() {},
  };
}

async function enqueue(
  event: PagerdutyEvent,
  { url, timeoutMs = TIMEOUT_MS, allowsLinkLocal = false }: PagerdutySinkOptions,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  try {
    const headers = { 'user-agent': 'oomscope' };
    return verdictOf(
      await post({ url, body: JSON.stringify(event), headers, timeoutMs, allowsLinkLocal, signal }),
    );
  } catch (error) {
    return verdictOfFailure(error);
  }
}

/** 202: taken. 400: it will be refused the next time too. 429 and the server's own trouble: later; the key makes that harmless. */
function verdictOf(answer: Answer): DeliveryResult {
  const { status, message, errors } = readAnswer(answer.text);
  if (answer.status === 400)
    return rejected(`PagerDuty says ${visibleText([message, ...errors].join(': ')).slice(0, 300)}`);
  const verdict = verdictOfStatus(answer);
  if (verdict !== null) return verdict;
  return status === 'success'
    ? delivered()
    : retryLater("the answer was not PagerDuty's: is a proxy in the way?", { isInDoubt: true });
}

function readAnswer(text: string): { status: string; message: string; errors: readonly string[] } {
  const nothing = { status: '', message: 'that the event is invalid', errors: [] };
  try {
    const { status, message, errors } = JSON.parse(text) as Record<string, unknown>;
    return {
      status: String(status ?? ''),
      message: String(message ?? nothing.message),
      errors: Array.isArray(errors) ? errors.map(String) : [],
    };
  } catch {
    return nothing;
  }
}
