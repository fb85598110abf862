/**
 * Slack through an incoming webhook: the lesser way, for teams that may not install a bot. It can neither reply in threads nor
 * change or look up messages, so an uncertain message is sent again with a word about it.
 */
import { checkHttp } from '../check-http.js';
import { post, verdictOfFailure, verdictOfStatus } from '../http-post.js';
import { delivered, rejected, retryLater, type Sink } from '../sink.js';
import { slackMessage } from '../slack/messages.js';

export interface SlackWebhookSinkOptions {
  readonly name: string;
  /** A secret as a whole. */
  readonly url: URL;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
const PACE = { burst: 4, gapMs: 1000 };

export function createSlackWebhookSink(options: SlackWebhookSinkOptions): Sink {
  return {
    name: options.name,
    type: 'slack-webhook',
    audience: 'plain',
    pace: PACE,
    async send(letter, signal) {
      const message = slackMessage(letter);
      if (message === null) return delivered();
      const { metadata: _, ...body } = message;
      try {
        const { url, timeoutMs = TIMEOUT_MS } = options;
        const answer = await post({
          url,
          body: JSON.stringify(body),
          headers: {},
          timeoutMs,
          allowsLinkLocal: false,
          signal,
        });
        const verdict = verdictOfStatus(answer);
        if (verdict !== null) return verdict;
        if (answer.text.trim() === 'ok') return delivered();
        return answer.text.includes('<')
          ? retryLater("the answer was a web page, not Slack's: is a proxy in the way?", { isInDoubt: true })
          : rejected(`Slack says ${answer.text.slice(0, 100)}`);
      } catch (error) {
        return verdictOfFailure(error);
      }
    },
    check: (signal) => checkHttp({ url: options.url, signal }),
    async close() {},
  };
}
