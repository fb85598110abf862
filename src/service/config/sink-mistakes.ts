/** What is wrong with a sink that no single value of it shows. */
import type { Config, SinkConfig } from './schema.js';

export interface Mistake {
  /** Keys that lead to it from the top of the file. */
  readonly where: readonly string[];
  readonly message: string;
}

export function sinkMistakes(sinks: Config['sinks']): readonly Mistake[] {
  return Object.entries(sinks).flatMap(([name, sink]) => {
    const mistake = (path: readonly string[], message: string): Mistake => ({
      where: ['sinks', name, ...path],
      message: `sinks.${name}.${message}`,
    });
    const isHttpAllowed = !('allowHttp' in sink) || sink.allowHttp;
    const plain = isHttpAllowed ? [] : addressesOf(sink).filter(({ url }) => isPlainHttp(url));
    return [
      ...plain.map(({ path }) =>
        mistake(path, `${path.join('.')} is not encrypted; use https, or set allowHttp: true`),
      ),
      ...(hasBarePassword(sink)
        ? [
            mistake(
              ['smtp', 'tls'],
              'smtp would send its password unencrypted; use tls: starttls or implicit',
            ),
          ]
        : []),
      ...(sink.type === 'alertmanager' && sink.basic !== undefined && sink.bearer !== undefined
        ? [mistake(['bearer'], 'bearer: basic is given too; keep one of the two ways to sign in')]
        : []),
    ];
  });
}

/** Addresses that stand in the configuration itself. */
function addressesOf(sink: SinkConfig): { readonly path: readonly string[]; readonly url: string }[] {
  if ('urls' in sink) return sink.urls.map((url, index) => ({ path: ['urls', String(index)], url }));
  return 'url' in sink && typeof sink.url === 'string' ? [{ path: ['url'], url: sink.url }] : [];
}

function hasBarePassword(sink: SinkConfig): boolean {
  return (
    sink.type === 'email' &&
    sink.smtp.tls === 'none' &&
    sink.smtp.user !== undefined &&
    !isLoopback(sink.smtp.host)
  );
}

function isPlainHttp(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !isLoopback(hostname);
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(host);
}
