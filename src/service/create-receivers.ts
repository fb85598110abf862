/** The sources that listen to other machines, with their keys and tokens read. */
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { explainIoError } from '../source/explain-io-error.js';
import type { Source } from '../source/follow/followed.js';
import { httpSource } from '../source/receive/http/http-source.js';
import { isLoopback, readListenAddress } from '../source/receive/listen-address.js';
import { netconsoleSource } from '../source/receive/netconsole/netconsole-source.js';
import { type TlsIdentity, tlsOptions } from '../source/receive/open-server.js';
import { syslogSource } from '../source/receive/syslog/syslog-source.js';
import { ConfigError } from './config/load-config.js';
import type { SecretConfig, SourceConfig } from './config/schema.js';
import { readSecret } from './config/secrets.js';

type Receiver = Extract<SourceConfig, { syslog: string } | { netconsole: string } | { http: string }>;

export function isReceiver(config: SourceConfig): config is Receiver {
  return typeof config === 'object' && ('syslog' in config || 'netconsole' in config || 'http' in config);
}

export function createReceiver(config: Receiver, env: NodeJS.ProcessEnv): Source {
  if ('netconsole' in config)
    return netconsoleSource(config.netconsole, readListenAddress(config.netconsole));
  return 'http' in config ? createHttp(config, env) : createSyslog(config, env);
}

function createSyslog(config: Extract<Receiver, { syslog: string }>, env: NodeJS.ProcessEnv): Source {
  const { syslog: name, cert, key, clientCa } = config;
  const kind = name.slice(0, 3) as 'udp' | 'tcp' | 'tls';
  const address = readListenAddress(name.slice(6));
  if (kind === 'tls') {
    const identity = readIdentity(name, config, env);
    if (identity === null) throw new ConfigError(`sources: ${name}: tls:// needs cert and key`);
    return syslogSource({ name, address, transport: { kind, identity } });
  }
  if (cert !== undefined || key !== undefined || clientCa !== undefined)
    throw new ConfigError(`sources: ${name}: cert, key and clientCa go with tls://`);
  return syslogSource({ name, address, transport: { kind } });
}

/** Beyond this machine anybody could otherwise fill the history. */
function createHttp(config: Extract<Receiver, { http: string }>, env: NodeJS.ProcessEnv): Source {
  const { http: name, token: secret, rate } = config;
  const address = readListenAddress(name);
  const token = secret === undefined ? null : readSecret(secret, `sources: http ${name}: token`, env);
  const identity = readIdentity(name, config, env);
  if (token === null && identity?.clientCa == null && !isLoopback(address))
    throw new ConfigError(
      `sources: http ${name}: it can be reached from other machines and needs a token, e.g. token: {file: /etc/oomscope/http-token}`,
    );
  return httpSource({ name, address, token, identity, rate });
}

function readIdentity(
  name: string,
  {
    cert,
    key,
    clientCa,
  }: { cert?: string | undefined; key?: SecretConfig | undefined; clientCa?: string | undefined },
  env: NodeJS.ProcessEnv,
): TlsIdentity | null {
  if (cert === undefined && key === undefined && clientCa === undefined) return null;
  if (cert === undefined || key === undefined)
    throw new ConfigError(`sources: ${name}: cert and key go together, and clientCa goes with both`);
  const of = (part: string): string => `sources: ${name}: ${part}`;
  const identity = {
    cert: readPem(cert, of('cert')),
    key: readSecret(key, of('key'), env),
    clientCa: clientCa === undefined ? null : readPem(clientCa, of('clientCa')),
  };
  try {
    createSecureContext(tlsOptions(identity));
  } catch (error) {
    const { message } = error as Error;
    throw new ConfigError(
      `${of('cert and key')} cannot be used: ${message}; expected PEM files, of one pair`,
    );
  }
  return identity;
}

function readPem(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`${name}: ${path}: ${explainIoError(error)}`);
  }
}
