/**
 * Alertmanager: an alert for each incident, kept alive while it is open and ended when it is over. The members of a cluster do
 * not hand alerts to each other, so each of them is told.
 */
import { visibleText } from '../../base/text.js';
import { checkHttp } from '../check-http.js';
import { post, verdictOfFailure, verdictOfStatus } from '../http-post.js';
import { redact, withoutSecrets } from '../redact.js';
import { type DeliveryResult, delivered, type Sink, UNLIMITED } from '../sink.js';
import { alertsOf } from './alerts.js';
import type { Authorization } from './authorization.js';

export interface AlertmanagerSinkOptions {
  readonly name: string;
  /** Of each member, without `/api/v2/alerts`. */
  readonly urls: readonly URL[];
  readonly host: string;
  readonly holdMs: number;
  /** Added to every alert. */
  readonly labels: Readonly<Record<string, string>>;
  readonly authorization: Authorization | null;
  readonly allowsLinkLocal?: boolean;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;

export function createAlertmanagerSink(options: AlertmanagerSinkOptions): Sink {
  const { urls, host, holdMs, labels, authorization } = options;
  return {
    name: options.name,
    type: 'alertmanager',
    audience: 'alerts',
    pace: UNLIMITED,
    async send(letter, signal) {
      const alerts = alertsOf(letter, { host, holdMs, labels, nowMs: Date.now() });
      if (alerts.length === 0) return delivered();
      const body = JSON.stringify(alerts);
      const results = await Promise.all(urls.map((url) => tellMember(options, url, body, signal)));
      const result = together(results.map((one, index) => ({ who: urls[index]?.host ?? '', result: one })));
      return withoutSecrets(result, authorization?.secrets ?? []);
    },
    async check(signal) {
      const headers = authorization === null ? undefined : { authorization: authorization.header };
      const asked = {
        allowsLinkLocal: options.allowsLinkLocal ?? false,
        signal,
        ...(headers && { headers }),
      };
      const results = await Promise.all(urls.map((url) => checkHttp({ url, ...asked })));
      const result = together(results.map((one, index) => ({ who: urls[index]?.host ?? '', result: one })));
      return withoutSecrets(result, authorization?.secrets ?? []);
    },
    async close() {},
  };
}

async function tellMember(
  { authorization, timeoutMs = TIMEOUT_MS, allowsLinkLocal = false }: AlertmanagerSinkOptions,
  url: URL,
  body: string,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  const target = new URL(url);
  target.pathname = `${url.pathname.replace(/\/$/, '')}/api/v2/alerts`;
  const headers = {
    'user-agent': 'oomscope',
    ...(authorization === null ? {} : { authorization: authorization.header }),
  };
  try {
    const answer = await post({ url: target, body, headers, timeoutMs, allowsLinkLocal, signal });
    return verdictOfStatus(answer) ?? delivered();
  } catch (error) {
    return verdictOfFailure(error);
  }
}

interface MemberResult {
  readonly who: string;
  readonly result: DeliveryResult;
}

/**
 * One member that took it is enough to have told somebody; a member that was down has lost its alerts anyway, and gets this
 * one with the next refresh. Waiting for it would hold up the end of the alert.
 */
function together(results: readonly MemberResult[]): DeliveryResult {
  const failed = results.filter(({ result }) => result.kind !== 'delivered');
  const why = failed
    .map(({ who, result }) => `${who}: ${'reason' in result ? result.reason : ''}`)
    .join('; ');
  if (failed.length < results.length) return delivered(null, failed.length === 0 ? null : visibleText(why));
  const [first] = failed;
  if (first === undefined) return delivered();
  const passing = failed.find(({ result }) => result.kind === 'retryLater') ?? first;
  return {
    ...(passing.result as Exclude<DeliveryResult, { kind: 'delivered' }>),
    reason: visibleText(redact(why)),
  };
}
