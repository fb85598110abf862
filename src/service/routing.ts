/** Which sinks an event goes to: all sinks of all routes that match it, or every sink where there are no routes. */
import type { OomEvent } from '../report/event.js';
import type { StoredEvent } from '../store/records.js';
import type { Config, RouteConfig } from './config/schema.js';
import { isMoreSevere } from './grouping/incident.js';

/** Names of sinks. `host`: of events that name none. */
export function routeEvent(stored: StoredEvent, config: Config, host: string): readonly string[] {
  const { routes, sinks } = config;
  const wanted =
    routes === undefined
      ? Object.keys(sinks)
      : routes.filter((route) => matches(route, stored, host)).flatMap((route) => route.sinks);
  return [...new Set(wanted)].filter(
    (name) => sinks[name]?.trust !== 'verified' || stored.trust === 'verified',
  );
}

function matches({ match }: RouteConfig, { event, facts, trust }: StoredEvent, host: string): boolean {
  return (
    fits(match.host, [event.host ?? host]) &&
    (match.scope === undefined || match.scope === event.scope) &&
    (match.severity === undefined || !isMoreSevere(match.severity, facts.severity)) &&
    fits(match.cgroup, cgroupsOf(event)) &&
    fits(match.program, [...event.victims.map((victim) => victim.comm ?? ''), facts.program ?? '']) &&
    fits(match.killer, [event.killer]) &&
    (match.trust === undefined || match.trust === trust) &&
    Object.entries(match.identity ?? {}).every(([name, pattern]) =>
      fits(pattern, [identityField(event, name)]),
    )
  );
}

function cgroupsOf(event: OomEvent): string[] {
  return [
    event.memcg?.limitPath,
    event.memcg?.taskPath,
    ...event.victims.map((victim) => victim.memcgPath),
  ].filter((path) => path != null);
}

function identityField({ identity }: OomEvent, name: string): string {
  const value = identity === null ? null : { ...identity }[name as keyof typeof identity];
  return typeof value === 'string' ? value : '';
}

/** `*` stands for any text. */
function fits(pattern: string | undefined, values: readonly string[]): boolean {
  if (pattern === undefined) return true;
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('.*')}$`, 's');
  return values.some((value) => expression.test(value));
}
