/** Secrets from where they may stand: files that not everybody can read, systemd's credentials, the environment. */
import { readFileSync, statSync } from 'node:fs';
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
  const directory = env.CREDENTIALS_DIRECTORY;
  if (directory === undefined)
    throw new ConfigError(
      `${name}: credential ${secret.credential}: systemd passes none (CREDENTIALS_DIRECTORY is not set); add LoadCredential=${secret.credential}:/path to the unit`,
    );
  return join(directory, basename(secret.credential));
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
