/** Incidents as the store kept them -> as the grouping goes on with them, and how often it has to tell of those still open. */
import type { Config } from './config/schema.js';
import type { Incident } from './grouping/incident.js';

/** Earlier versions kept no labels. */
export function savedIncident(body: string): Incident {
  const saved = JSON.parse(body) as Omit<Incident, 'labels'> & Partial<Pick<Incident, 'labels'>>;
  return { ...saved, labels: saved.labels ?? {} };
}

/** Often enough that no alert runs out while its incident is open, though one attempt fails. */
export function refreshOptions({ sinks }: Config): { refreshMs?: number } {
  const holds = Object.values(sinks).flatMap((sink) => (sink.type === 'alertmanager' ? [sink.hold] : []));
  return holds.length === 0 ? {} : { refreshMs: Math.min(...holds) / 3 };
}
