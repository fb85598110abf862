/** Whether every sink answers, asked in a way that tells nobody anything. */
import type { DeliveryResult, Sink } from '../../delivery/sink.js';
import type { Check, Finding } from './check.js';

const LONGEST_MS = 20_000;

export function checkSinks(sinks: readonly Sink[]): Promise<readonly Check[]> {
  return Promise.all(
    sinks.map(async (sink) => ({
      area: 'sink' as const,
      name: `${sink.name} (${sink.type})`,
      ...findingOf(sink, (await sink.check?.(AbortSignal.timeout(LONGEST_MS))) ?? null),
    })),
  );
}

function findingOf({ name }: Sink, result: DeliveryResult | null): Finding {
  const test = `oomscope notify --test --sink ${name}`;
  if (result === null) return { state: 'unchecked', detail: 'it cannot be asked without sending', fix: test };
  if (result.kind === 'delivered') return { state: 'ok', detail: result.warning ?? 'it answers', fix: null };
  return { state: 'failed', detail: result.reason, fix: `mend sinks.${name}, then: ${test}` };
}
