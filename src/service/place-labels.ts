/**
 * Where an event happened, in words that stay few: no pids, no ids of pods and containers, no numbers of sessions, since
 * every new value is a new series to whoever keeps alerts by their labels.
 */
import { clip, visibleText } from '../base/text.js';
import type { OomEvent } from '../report/event.js';

const VALUE_MAX = 128;

export function placeLabels(event: OomEvent, program: string | null): Readonly<Record<string, string>> {
  const { identity } = event;
  const isNamed = identity?.runtime === 'lxc' || identity?.runtime === 'nspawn';
  const values: readonly (readonly [string, string | null | undefined])[] = [
    ['runtime', identity?.runtime],
    ['qos', identity?.qosClass],
    // A pod's units are the guests' own, and many.
    ['unit', identity?.podUid == null ? identity?.unit : null],
    ['slice', identity?.podUid == null ? identity?.slice : null],
    ['container', isNamed ? identity.containerId : null],
    ['cluster', identity?.extra.cluster],
    ['guest', identity?.extra.guest],
    ['program', program],
  ];
  return Object.fromEntries(
    values.flatMap(([name, value]) =>
      value == null || value.trim() === '' ? [] : [[name, clip(visibleText(withoutIds(value)), VALUE_MAX)]],
    ),
  );
}

/** Hexadecimal ids of eight digits and more, and every number in the names of scopes and transient units. */
function withoutIds(name: string): string {
  const isTransient = name.endsWith('.scope') || /^run-/.test(name);
  const named = name.replace(/(?<![0-9a-z])(?=[a-f]*\d)[0-9a-f]{8,}(?:[-_][0-9a-f]{4,})*(?![0-9a-z])/gi, '*');
  return isTransient ? named.replace(/\d+/g, '*') : named;
}
