/** The sinks of a configuration, with their secrets read. Modules of kinds that are not configured are never loaded. */
import { readFileSync } from 'node:fs';
import { redact } from '../../delivery/redact.js';
import type { Sink } from '../../delivery/sink.js';
import { createHttpSink } from './create-http-sink.js';
import { ConfigError } from './load-config.js';
import { type Config, type SinkConfig, secretSchema } from './schema.js';
import { readSecret } from './secrets.js';

export async function createSinks(
  config: Config,
  host: string,
  env: NodeJS.ProcessEnv,
): Promise<readonly Sink[]> {
  return Promise.all(
    Object.entries(config.sinks).map(async ([name, sink]) =>
      withoutSecrets(await createSink(name, sink, host, env), secretsIn(sink, env)),
    ),
  );
}

/** The other side may repeat what it was given: what a sink says of an attempt is for logs and people. */
function withoutSecrets(sink: Sink, secrets: readonly string[]): Sink {
  return {
    ...sink,
    async send(letter, signal) {
      const result = await sink.send(letter, signal);
      if (result.kind !== 'delivered') return { ...result, reason: redact(result.reason, secrets) };
      return { ...result, warning: result.warning === null ? null : redact(result.warning, secrets) };
    },
  };
}

/** Every secret that stands anywhere in the configuration of a sink. */
function secretsIn(value: unknown, env: NodeJS.ProcessEnv): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const secret = secretSchema.safeParse(value);
  return secret.success
    ? [readSecret(secret.data, 'a secret', env)]
    : Object.values(value).flatMap((part) => secretsIn(part, env));
}

async function createSink(
  name: string,
  sink: SinkConfig,
  host: string,
  env: NodeJS.ProcessEnv,
): Promise<Sink> {
  const of = (part: string): string => `sinks.${name}.${part}`;
  switch (sink.type) {
    case 'slack': {
      const { createSlackSink } = await import('../../delivery/slack/slack-sink.js');
      const token = readSecret(sink.token, of('token'), env);
      const api = sink.apiUrl === undefined ? {} : { apiUrl: sink.apiUrl };
      return createSlackSink({ name, token, channel: sink.channel, ...api });
    }
    case 'slack-webhook': {
      const { createSlackWebhookSink } = await import('../../delivery/slack-webhook/slack-webhook-sink.js');
      return createSlackWebhookSink({ name, url: urlOf(readSecret(sink.url, of('url'), env), of('url')) });
    }
    case 'email':
      return createEmail(name, sink, host, env);
    case 'webhook': {
      const { createWebhookSink } = await import('../../delivery/webhook/webhook-sink.js');
      const address = typeof sink.url === 'string' ? sink.url : readSecret(sink.url, of('url'), env);
      const secret = sink.secret === undefined ? null : readSecret(sink.secret, of('secret'), env);
      return createWebhookSink({
        name,
        url: urlOf(address, of('url')),
        secret,
        allowsLinkLocal: sink.allowLinkLocal,
      });
    }
    case 'alertmanager':
    case 'pagerduty':
    case 'otlp':
      return createHttpSink(name, sink, host, env);
    case 'ndjson':
    case 'journald':
    case 'command':
      return createLocalSink(name, sink, env);
  }
}

/** What stays on this machine. */
async function createLocalSink(
  name: string,
  sink: Extract<SinkConfig, { type: 'ndjson' | 'journald' | 'command' }>,
  env: NodeJS.ProcessEnv,
): Promise<Sink> {
  switch (sink.type) {
    case 'ndjson': {
      const { createNdjsonSink } = await import('../../delivery/ndjson/ndjson-sink.js');
      return createNdjsonSink({ name, path: sink.path });
    }
    case 'journald': {
      const { createJournaldSink } = await import('../../delivery/journald/journald-sink.js');
      return createJournaldSink({ name, env });
    }
    case 'command': {
      const { createCommandSink } = await import('../../delivery/command/command-sink.js');
      return createCommandSink({ name, argv: sink.command, timeoutMs: sink.timeout, env });
    }
  }
}

const SMTP_PORTS = { starttls: 587, implicit: 465, none: 25 } as const;

async function createEmail(
  name: string,
  sink: Extract<SinkConfig, { type: 'email' }>,
  host: string,
  env: NodeJS.ProcessEnv,
): Promise<Sink> {
  const { createEmailSink } = await import('../../delivery/email/email-sink.js');
  const { smtp, from, to } = sink;
  const password =
    smtp.password === undefined ? null : readSecret(smtp.password, `sinks.${name}.smtp.password`, env);
  return createEmailSink({
    ...{ name, from, to, host: smtp.host, port: smtp.port ?? SMTP_PORTS[smtp.tls], tls: smtp.tls },
    ...(smtp.ca === undefined ? {} : { ca: readFileSync(smtp.ca, 'utf8') }),
    user: smtp.user ?? null,
    password,
    domain: /@([\w.-]+)/.exec(from)?.[1] ?? host,
  });
}

function urlOf(text: string, name: string): URL {
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new ConfigError(`${name}: it is no http or https address`);
  return new URL(text);
}
