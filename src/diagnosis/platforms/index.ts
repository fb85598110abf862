/** All platforms; the first that applies speaks. */
import type { Facts } from '../facts.js';
import { containers } from './containers.js';
import { hosts } from './hosts.js';
import { kubernetes } from './kubernetes.js';
import type { Platform } from './platform-advice.js';

export const PLATFORMS: readonly Platform[] = [kubernetes, ...containers, ...hosts];

export function platformOf(facts: Facts): Platform | null {
  return PLATFORMS.find((platform) => platform.applies(facts)) ?? null;
}
