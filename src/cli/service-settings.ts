/** What the commands around the service share: which configuration and state they mean, and how they say what is wrong. */
import type { Command } from 'commander';
import type { Config } from '../service/config/schema.js';
import { EXIT } from './exit-code.js';
import type { Streams } from './terminal.js';

export interface ServiceOptions {
  readonly config?: string;
  readonly state?: string;
}

export interface ServiceSettings {
  readonly config: Config;
  /** Null where the defaults are used. */
  readonly path: string | null;
  /** Directory of the database. */
  readonly state: string;
}

export function addServiceOptions(command: Command): Command {
  return command
    .option('-c, --config <file>', 'configuration; otherwise /etc/oomscope/config.yaml or your own')
    .option('--state <directory>', 'where events and messages are kept');
}

/** Throws `ConfigError` with every mistake. */
export async function readSettings(options: ServiceOptions, streams: Streams): Promise<ServiceSettings> {
  const { findConfig, loadConfig } = await import('../service/config/load-config.js');
  const { stateDirectory } = await import('../service/state-directory.js');
  const path = options.config ?? findConfig(streams.env);
  const config = loadConfig(path);
  return { config, path, state: stateDirectory(options.state ?? config.storage.directory, streams.env) };
}

/** Runs the work; a wrong configuration or an unusable database becomes a message and an exit code. */
export async function withSettings(
  options: ServiceOptions,
  streams: Streams,
  work: (settings: ServiceSettings) => Promise<number>,
): Promise<number> {
  const { ConfigError } = await import('../service/config/load-config.js');
  const { StoreError } = await import('../store/sqlite.js');
  try {
    return await work(await readSettings(options, streams));
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof StoreError)) throw error;
    for (const line of error.message.split('\n')) streams.stderr.write(`oomscope: ${line}\n`);
    return error instanceof ConfigError ? EXIT.usage : EXIT.failure;
  }
}
