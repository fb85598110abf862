/** The sources that listen to other machines, with their keys and tokens read. */
import { readFileSync } from 'node:fs';
import { explainIoError } from '../source/explain-io-error.js';
import type { Source } from '../source/follow/followed.js';
import { httpSource } from '../source/receive/http/http-source.js';
import { isLoopback, readListenAddress } from '../source/receive/listen-address.js';
import { netconsoleSource } from '../source/receive/netconsole/netconsole-source.js';
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
  if (kind !== 'tls') {
    if (cert !== undefined || key !== undefined || clientCa !== undefined)
      throw new ConfigError(`sources: ${name}: cert, key and clientCa go with tls://`);
    return syslogSource({ name, address, transport: { kind } });
  }
  const identity = readIdentity(name, cert, key, env);
  if (identity === null) throw new ConfigError(`sources: ${name}: tls:// needs cert and key`);
  const ca = clientCa === undefined ? null : readPem(clientCa, `sources: ${name}: clientCa`);
  return syslogSource({ name, address, transport: { kind, identity: { ...identity, clientCa: ca } } });
}

/** Beyond this machine anybody could otherwise fill the history. */
function createHttp(config: Extract<Receiver, { http: string }>, env: NodeJS.ProcessEnv): Source {
  const { http: name, token: secret, cert, key } = config;
  const address = readListenAddress(name);
  const token = secret === undefined ? null : readSecret(secret, `sources: http ${name}: token`, env);
  if (token === null && !isLoopback(address))
    throw new ConfigError(
      `sources: http ${name}: it can be reached from other machines and needs a token, e.g. token: {file: /etc/oomscope/http-token}`,
    );
  return httpSource({ name, address, token, identity: readIdentity(name, cert, key, env) });
}

function readIdentity(
  name: string,
  cert: string | undefined,
  key: SecretConfig | undefined,
  env: NodeJS.ProcessEnv,
): { cert: string; key: string } | null {
  if (cert === undefined && key === undefined) return null;
  if (cert === undefined || key === undefined)
    throw new ConfigError(`sources: ${name}: cert and key go together`);
  return {
    cert: readPem(cert, `sources: ${name}: cert`),
    key: readSecret(key, `sources: ${name}: key`, env),
  };
}

function readPem(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`${name}: ${path}: ${explainIoError(error)}`);
  }
}
