/** Whether an HTTP service answers at all: asked for nothing but headers, so that nobody is told anything. */
import { post, verdictOfFailure } from './http-post.js';
import { type DeliveryResult, delivered, rejected, retryLater } from './sink.js';

export interface HttpCheck {
  readonly url: URL;
  readonly allowsLinkLocal?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

const TIMEOUT_MS = 10_000;

/** Any answer but those that say "not you" or "broken" will do: few services know HEAD where they want POST. */
export async function checkHttp({
  url,
  allowsLinkLocal = false,
  headers = {},
  signal,
}: HttpCheck): Promise<DeliveryResult> {
  try {
    const { status } = await post({
      url,
      method: 'HEAD',
      body: '',
      headers,
      timeoutMs: TIMEOUT_MS,
      allowsLinkLocal,
      signal,
    });
    if (status === 401 || status === 403)
      return rejected(`${url.host} answered HTTP ${status}: it does not accept who asks`);
    if (status >= 500) return retryLater(`${url.host} answered HTTP ${status}`);
    return delivered(null, `${url.host} answers; whether it takes events, only notify --test shows`);
  } catch (error) {
    return verdictOfFailure(error);
  }
}
