/** Whether every sink answers, asked in a way that tells nobody anything. */
import type { DeliveryResult, Sink } from '../../delivery/sink.js';
import { createSinks } from '../config/create-sinks.js';
import { ConfigError } from '../config/load-config.js';
import type { Config } from '../config/schema.js';
import { type Check, type Finding, failed } from './check.js';
import { lettingRead } from './letting-read.js';

const LONGEST_MS = 20_000;

/** Each for itself: a secret that cannot be read says nothing of the other sinks. */
export function checkSinks(config: Config, host: string, env: NodeJS.ProcessEnv): Promise<readonly Check[]> {
  return Promise.all(
    Object.entries(config.sinks).map(async ([name, sink]) => ({
      area: 'sink' as const,
      name: `${name} (${sink.type})`,
      ...(await checkSink({ ...config, sinks: { [name]: sink } }, host, env)),
    })),
  );
}

/** Of a configuration with one sink. */
async function checkSink(config: Config, host: string, env: NodeJS.ProcessEnv): Promise<Finding> {
  let sinks: readonly Sink[] = [];
  try {
    sinks = await createSinks(config, host, env);
    const [sink] = sinks;
    if (sink === undefined) return failed('it is not configured', null);
    return findingOf(sink, (await sink.check?.(AbortSignal.timeout(LONGEST_MS))) ?? null);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return failed(error.message, lettingRead(config.sinks) ?? 'oomscope config check');
  } finally {
    await Promise.all(sinks.map((sink) => sink.close()));
  }
}

function findingOf({ name }: Sink, result: DeliveryResult | null): Finding {
  const test = `oomscope notify --test --sink ${name}`;
  if (result === null) return { state: 'unchecked', detail: 'it cannot be asked without sending', fix: test };
  if (result.kind === 'delivered') return { state: 'ok', detail: result.warning ?? 'it answers', fix: null };
  return { state: 'failed', detail: result.reason, fix: `mend sinks.${name}, then: ${test}` };
}
