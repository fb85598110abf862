/** What the service lets others know of itself: outcomes and troubles to log and metrics, and the HTTP answers. */
import type { Outcome } from '../delivery/deliver.js';
import { type HttpService, startHttp } from './http.js';
import type { ServiceLog } from './log.js';
import type { Metrics } from './metrics.js';
import type { Parts } from './parts.js';
import { serviceStatus } from './status.js';

export function noteOutcome(
  { sink, row, result, isDead, tookMs }: Outcome,
  metrics: Metrics,
  log: ServiceLog,
  troubles: Map<string, string>,
): void {
  metrics.delivery(sink, isDead ? 'dead' : result.kind, tookMs / 1000);
  const about = { sink, message: row.kind, attempt: row.attempts };
  if (result.kind === 'delivered') {
    troubles.delete(`sink ${sink}`);
    // A storm would fill the log with what machines got: that is counted.
    if (result.warning === null) log[row.kind === 'event' ? 'debug' : 'info'](about, 'sent');
    else log.warn(about, `sent, but ${result.warning}`);
    return;
  }
  troubles.set(`sink ${sink}`, result.reason);
  if (isDead) log.error(about, `given up: ${result.reason}`);
  else log.warn(about, `not sent, tried again later: ${result.reason}`);
}

export function noteTrouble(
  metrics: Metrics,
  troubles: Map<string, string>,
  name: string,
  isTroubled: boolean,
): void {
  metrics.trouble(name, isTroubled);
  if (isTroubled) troubles.set(`source ${name}`, 'it cannot be read');
  else troubles.delete(`source ${name}`);
}

export async function openHttp(parts: Parts): Promise<HttpService | null> {
  const { config, metrics, troubles, log } = parts;
  if (config.http === 'off') return null;
  const problem = (only: (name: string) => boolean): string | null => {
    const names = [...troubles.keys()].filter(only);
    return names.length === 0 ? null : names.map((name) => `${name}: ${troubles.get(name)}`).join('\n');
  };
  try {
    return await startHttp(config.http.listen, {
      metrics: async () => ({ text: await metrics.text(), contentType: metrics.contentType }),
      unhealthy: () => problem((name) => name === 'store'),
      unready: () => problem((name) => !name.startsWith('sink ')),
      status: () =>
        serviceStatus(parts.store, {
          host: parts.host,
          openIncidents: parts.intake.openIncidents(),
          troubles: [...troubles],
        }),
    });
  } catch (error) {
    // Watching matters more than being watched.
    log.error({ listen: config.http.listen, error: String(error) }, 'no metrics and health: cannot listen');
    return null;
  }
}
