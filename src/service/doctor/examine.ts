/** Everything that the doctor looks at, in the order in which a service needs it. */
import { HOST_PATHS } from '../../moment/read-small.js';
import type { Config } from '../config/schema.js';
import type { Check } from './check.js';
import { checkKernel } from './check-kernel.js';
import { checkMoment } from './check-moment.js';
import { checkRights } from './check-rights.js';
import { checkSinks } from './check-sinks.js';
import { checkSources } from './check-sources.js';
import { checkState } from './check-state.js';

export async function examine(
  config: Config,
  directory: string,
  host: string,
  env: NodeJS.ProcessEnv,
): Promise<readonly Check[]> {
  const readsConsole = config.sources.some((source) => typeof source === 'object' && 'device' in source);
  return [
    ...checkRights(HOST_PATHS.proc),
    ...checkSources(config.sources, env),
    ...checkKernel(HOST_PATHS.proc, readsConsole),
    ...checkMoment(config.moment, HOST_PATHS),
    ...(await checkState(directory, config.storage)),
    ...(await checkSinks(config, host, env)),
  ];
}
