/** Secrets from where they may stand: files that not everybody can read, systemd's credentials, the environment. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { explainIoError } from '../../source/explain-io-error.js';
import { ConfigError } from './load-config.js';
import type { SecretConfig } from './schema.js';

/** `name`: what the secret is for, for messages. */
export function readSecret(secret: SecretConfig, name: string, env: NodeJS.ProcessEnv): string {
  const value =
    'env' in secret
      ? fromEnvironment(secret.env, name, env)
      : readSecretFile(pathOf(secret, name, env), name);
  if (value === '') throw new ConfigError(`${name}: the secret is empty`);
  return value;
}

function pathOf(
  secret: Exclude<SecretConfig, { env: string }>,
  name: string,
  env: NodeJS.ProcessEnv,
): string {
  if ('file' in secret) return secret.file;
  const credential = basename(secret.credential);
  if (env.CREDENTIALS_DIRECTORY !== undefined) return join(env.CREDENTIALS_DIRECTORY, credential);
  // Commands that are run by hand get no credentials: they read where the unit takes them from.
  const path = join(env.CONFIGURATION_DIRECTORY ?? '/etc/oomscope', credential);
  if (existsSync(path)) return path;
  throw new ConfigError(
    `${name}: credential ${credential}: systemd passes none (CREDENTIALS_DIRECTORY is not set) and there is no ${path}; write it there, and for the service add LoadCredential=${credential}:${path} to the unit`,
  );
}

function fromEnvironment(variable: string, name: string, env: NodeJS.ProcessEnv): string {
  const value = env[variable];
  if (value === undefined) throw new ConfigError(`${name}: the environment variable ${variable} is not set`);
  return value.trim();
}

function readSecretFile(path: string, name: string): string {
  try {
    const { mode } = statSync(path);
    if ((mode & 0o007) !== 0)
      throw new ConfigError(`${name}: everybody can read ${path}; run: chmod o= ${path}`);
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw error instanceof ConfigError
      ? error
      : new ConfigError(`${name}: ${path}: ${explainIoError(error)}`);
  }
}
