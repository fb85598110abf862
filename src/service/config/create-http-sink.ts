/** The sinks that speak a service's own protocol over HTTP, with their secrets read. */
import type { Sink } from '../../delivery/sink.js';
import type { SinkConfig } from './schema.js';
import { readSecret } from './secrets.js';

type HttpSinkConfig = Extract<SinkConfig, { type: 'alertmanager' | 'pagerduty' | 'otlp' }>;

export async function createHttpSink(
  name: string,
  sink: HttpSinkConfig,
  host: string,
  env: NodeJS.ProcessEnv,
): Promise<Sink> {
  const common = { name, host, allowsLinkLocal: sink.allowLinkLocal };
  const of = (part: string): string => `sinks.${name}.${part}`;
  switch (sink.type) {
    case 'alertmanager':
      return createAlertmanager(sink, common, of, env);
    case 'pagerduty': {
      const { createPagerdutySink } = await import('../../delivery/pagerduty/pagerduty-sink.js');
      const routingKey = readSecret(sink.routingKey, of('routingKey'), env);
      return createPagerdutySink({ ...common, routingKey, url: new URL(sink.url), links: sink.links });
    }
    case 'otlp': {
      const { createOtlpSink } = await import('../../delivery/otlp/otlp-sink.js');
      const headers = Object.entries(sink.headers).map(
        ([header, secret]) =>
          [header.toLowerCase(), readSecret(secret, of(`headers.${header}`), env)] as const,
      );
      return createOtlpSink({ ...common, url: logsAddress(sink.url), headers: Object.fromEntries(headers) });
    }
  }
}

async function createAlertmanager(
  sink: Extract<SinkConfig, { type: 'alertmanager' }>,
  common: { readonly name: string; readonly host: string; readonly allowsLinkLocal: boolean },
  of: (part: string) => string,
  env: NodeJS.ProcessEnv,
): Promise<Sink> {
  const { createAlertmanagerSink } = await import('../../delivery/alertmanager/alertmanager-sink.js');
  const { basicAuthorization, bearerAuthorization } = await import(
    '../../delivery/alertmanager/authorization.js'
  );
  const { basic, bearer } = sink;
  const authorization =
    basic !== undefined
      ? basicAuthorization(basic.user, readSecret(basic.password, of('basic.password'), env))
      : bearer !== undefined
        ? bearerAuthorization(readSecret(bearer, of('bearer'), env))
        : null;
  return createAlertmanagerSink({
    ...common,
    ...{ authorization, holdMs: sink.hold, labels: sink.labels },
    urls: sink.urls.map((url) => new URL(url)),
  });
}

/** Endpoints are often given without the path of the signal. */
function logsAddress(text: string): URL {
  const url = new URL(text);
  if (url.pathname === '/') url.pathname = '/v1/logs';
  return url;
}
